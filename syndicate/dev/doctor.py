"""What is wrong with an installation, in sentences an operator can act on."""

from __future__ import annotations

import platform
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import util
from importlib.metadata import packages_distributions, version
from pathlib import Path

import redis
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

import syndicate
from syndicate import clock, places
from syndicate.db import Database, database_now
from syndicate.errors import Misconfigured
from syndicate.i18n import LOCALES, Text, _
from syndicate.migrations.version import is_current
from syndicate.privacy.images import tesseract
from syndicate.privacy.images.look import look_at
from syndicate.resources import docs_root, locale_root, templates_root
from syndicate.settings import Settings
from syndicate.storage.errors import StoreError
from syndicate.storage.opening import Setting, open_store

PLUGS = ("workflows", "publishers")
NAMED = ("sqlalchemy", "flask", "rq", "bleach", "nh3", "requests-oauthlib")
CLOCK_SECONDS = 5
_BLANK = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
"""A picture of one white pixel, to see whether pictures can be looked at."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and whether it is as it should be."""

    good: bool
    text: Text


def examine(settings: Settings) -> list[Finding]:
    """Everything worth looking at, good or not, in the order in which one would mend it."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        versions,
        packages,
        files,
        eyes,
        lambda: stores(settings),
        lambda: database(settings),
        lambda: queue(settings),
    )
    return [finding for look in looks for finding in look()]


def versions() -> Iterator[Finding]:
    """What runs here, for a report of a fault."""
    yield Finding(
        True,
        _(
            "syndicate %(syndicate)s on Python %(python)s, with %(others)s.",
            syndicate=syndicate.__version__,
            python=platform.python_version(),
            others=", ".join(f"{name} {version(name)}" for name in NAMED),
        ),
    )


def packages() -> Iterator[Finding]:
    """Whether `workflows` and `publishers`, both common names, are ours."""
    home = Path(syndicate.__file__).resolve().parents[1]
    owners = packages_distributions()
    for name in PLUGS:
        others = sorted(set(owners.get(name, [])) - {"syndicate"})
        spec = util.find_spec(name)
        place = Path(spec.origin).resolve().parents[1] if spec and spec.origin else None
        if others:
            text = _(
                "Another package installed “%(name)s” over ours: remove %(others)s, then "
                "install syndicate again.",
                name=name,
                others=", ".join(others),
            )
        elif place != home:
            text = _(
                "“%(name)s” is found in %(place)s, not in %(home)s: install syndicate again.",
                name=name,
                place=place or "-",
                home=home,
            )
        else:
            text = _("The package “%(name)s” is ours.", name=name)
        yield Finding(not others and place == home, text)


def files() -> Iterator[Finding]:
    """Whether everything that is not Python was installed too."""
    wanted = [templates_root(), docs_root()]
    wanted += [locale_root() / locale / "LC_MESSAGES" / "messages.mo" for locale in LOCALES[1:]]
    for path in wanted:
        if path.exists():
            yield Finding(True, _("%(path)s is there.", path=path))
        else:
            yield Finding(False, _("%(path)s is missing: install syndicate again.", path=path))


def eyes() -> Iterator[Finding]:
    """Whether pictures can be looked at: faces by the model that comes along, text by tesseract."""
    reading = look_at(_BLANK)
    if reading.failed:
        yield Finding(
            False,
            _(
                "Faces in pictures cannot be looked for (%(why)s), so no picture can be cleared: "
                "install syndicate again, and give its processes at least 2 GB of memory.",
                why=reading.failed,
            ),
        )
    else:
        yield Finding(True, _("Faces in pictures are looked for."))
    program = tesseract.program()
    lacking = set(tesseract.LANGUAGES.split("+")) - tesseract.languages(program or "")
    if program is None:
        text = _(
            "Text in pictures is not looked for, and reviewers are told so: install tesseract-ocr "
            "and tesseract-ocr-jpn."
        )
    elif lacking:
        text = _(
            "Text in pictures cannot be read, so no picture can be cleared: tesseract lacks "
            "%(languages)s. Install tesseract-ocr-eng and tesseract-ocr-jpn.",
            languages=", ".join(sorted(lacking)),
        )
    else:
        text = _("Text in pictures is read by %(program)s.", program=program)
    yield Finding(program is None or not lacking, text)


def stores(settings: Settings) -> Iterator[Finding]:
    """Whether the site and the media can be written."""
    names: tuple[Setting, ...] = ("site_store", "media_store")
    for name in names:
        try:
            store = open_store(settings, name)
            remarks = store.try_out()
        except StoreError as error:
            yield Finding(False, _unwritable(name, error))
        except Misconfigured as error:
            yield Finding(False, error.text)
        else:
            yield Finding(True, _("%(folder)s can be written.", folder=store.place))
            yield from (Finding(True, remark) for remark in remarks)


def _unwritable(name: str, error: StoreError) -> Text:
    if places.bucket(error.place):
        return _(
            "%(place)s cannot be written (%(why)s): look at SYNDICATE_%(name)s, at the "
            "SYNDICATE_S3_… settings, and at the rights of the key.",
            place=error.place,
            why=error.problem,
            name=name.upper(),
        )
    return _(
        "%(folder)s cannot be written (%(why)s): give the user syndicate runs as the "
        "right to, or set SYNDICATE_%(name)s to another folder.",
        folder=error.place,
        why=error.problem,
        name=name.upper(),
    )


def database(settings: Settings) -> Iterator[Finding]:
    """Whether the database answers, is at the newest schema and shares our time."""
    if _is_missing_file(settings.database_url):
        yield Finding(False, _("There is no database yet: run syndicate db upgrade."))
        return
    try:
        database = Database(settings.database_url)
        with database.reading() as session:
            ahead = abs((database_now(session) - clock.now()).total_seconds())
        current = is_current(database.engine)
        database.dispose()
    except (SQLAlchemyError, OSError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        yield Finding(
            False,
            _(
                "The database does not answer (%(why)s): look at SYNDICATE_DATABASE_URL.",
                why=reason,
            ),
        )
        return
    if current:
        yield Finding(True, _("The database is at the newest schema."))
    else:
        yield Finding(False, _("The database has an older schema: run syndicate db upgrade."))
    if ahead > CLOCK_SECONDS:
        yield Finding(
            False,
            _(
                "The clocks of this machine and of the database are %(seconds)s seconds apart: "
                "set them by NTP.",
                seconds=round(ahead),
            ),
        )


def _is_missing_file(url: str) -> bool:
    """Opening such a database would make an empty one."""
    parsed = make_url(url)
    return parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file()


def queue(settings: Settings) -> Iterator[Finding]:
    """Whether Redis answers, where one is set."""
    if settings.redis_url is None:
        yield Finding(True, _("No Redis is set: the embedded worker delivers."))
        return
    try:
        with redis.Redis.from_url(settings.redis_url, socket_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        text = _("Redis does not answer (%(why)s): look at SYNDICATE_REDIS_URL.", why=error)
        yield Finding(False, text)
    else:
        yield Finding(True, _("Redis answers."))
