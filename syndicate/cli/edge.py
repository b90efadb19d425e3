"""The edge of the command line: settings, the kit, one transaction, one clear line on failure."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from syndicate import clock
from syndicate.db import Database
from syndicate.errors import Misconfigured, NotFound, SyndicateError
from syndicate.i18n import Text, _
from syndicate.migrations.version import is_current
from syndicate.models import User
from syndicate.policy import Actor, Way
from syndicate.publishing.port import Bench
from syndicate.registry import Registry
from syndicate.services import accounts, channels, deputies
from syndicate.services.kit import Kit
from syndicate.settings import Settings, load_settings


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Refusals become one line on stderr and exit 1; wrong usage exits 2."""
    try:
        yield
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except SyndicateError as error:
        fail(error.text)
    except (OperationalError, ProgrammingError, ArgumentError) as error:
        fail(
            _(
                "The database does not answer as it should: %(problem)s. "
                "Check SYNDICATE_DATABASE_URL, then run `syndicate db upgrade`.",
                problem=str(getattr(error, "orig", error)).strip().splitlines()[0],
            )
        )
    except BrokenPipeError:
        # Whoever read us has read enough; Python's own flush at the end must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        fail(
            _(
                "%(problem)s: %(name)s. Check the path and its permissions.",
                problem=error.strerror or str(error),
                name=error.filename or "–",
            )
        )
    except Exception as error:  # noqa: BLE001 - the edge: nobody is shown a traceback
        unforeseen(error)


def unforeseen(error: Exception) -> None:
    """A fault of ours: one line, and the whole story only for those who ask for it."""
    if os.environ.get("SYNDICATE_DEBUG"):
        traceback.print_exception(error)
    fail(
        _(
            "Something went wrong on our side: %(problem)s. "
            "Set SYNDICATE_DEBUG=1 to see where, and tell your administrator.",
            problem=f"{type(error).__name__}: {error}".splitlines()[0],
        )
    )


def fail(text: Text) -> None:
    """Say what is wrong in the configured language and exit 1."""
    try:
        locale = Settings().locale
    except ValueError:
        locale = "en"
    click.echo(f"syndicate: {text.in_(locale)}", err=True)
    sys.exit(1)


def open_kit(settings: Settings | None = None) -> Kit:
    """The parts, over a database at the newest schema."""
    settings = settings or load_settings()
    database = Database(settings.database_url)
    if not is_current(database.engine):
        raise Misconfigured(_("The database is not at this version: run `syndicate db upgrade`."))
    return Kit(settings, database, Registry())


class Benches:
    """What the commands of plugs get as `ctx.obj`."""

    def bench(self, channel_name: str) -> Bench:
        """The bench of a configured channel; raises `NotFound` with the names there are."""
        kit = open_kit()
        with kit.database.reading() as session:
            return kit.bench(channels.find(session, channel_name))


@contextmanager
def writing(kit: Kit) -> Iterator[Session]:
    """One transaction."""
    with kit.database.begin() as session:
        yield session


def shell_actor(session: Session, email: str | None = None) -> Actor:
    """Whoever runs the command: the operator, or the account named by `--as`."""
    if email is None:
        return Actor(Way.CLI)
    return deputies.act_as(session, account(session, email), Way.CLI, now=now())


def account(session: Session, email: str) -> User:
    """The account of that address; raises `NotFound`."""
    user = accounts.find(session, email)
    if user is None:
        raise NotFound(
            _("There is no account for %(email)s: `syndicate user add` makes one.", email=email)
        )
    return user


now = clock.now
