"""What every view asks for: the parts, this request's transaction, the time and the reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from flask import current_app, g, request
from flask import session as browser
from sqlalchemy.orm import Session

from syndicate import clock
from syndicate.i18n import LOCALES
from syndicate.models import User, UserSession
from syndicate.policy import Actor, Way
from syndicate.services import deputies, sessions
from syndicate.services.kit import Kit
from syndicate.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def kit() -> Kit:
    """The parts this app was made of."""
    parts: Kit = current_app.extensions["syndicate.kit"]
    return parts


def settings() -> Settings:
    """The settings this app was made with."""
    return kit().settings


def now() -> datetime:
    """The time of this request: one moment, however long it takes."""
    if "now" not in g:
        g.now = clock.now()
    moment: datetime = g.now
    return moment


def db() -> Session:
    """This request's session: for looking on GET, one transaction on everything else."""
    if "db" not in g:
        looks = request.method in SAFE_METHODS or g.get("abandoned", False)
        database = kit().database
        g.writing = not looks
        g.transaction = ExitStack()
        g.db = g.transaction.enter_context(database.reading() if looks else database.begin())
    session: Session = g.db
    return session


@contextmanager
def apart() -> Iterator[Session]:
    """A transaction of its own, ended before this request's begins: SQLite has one writer."""
    if "db" in g and g.writing:
        msg = "the request's own transaction is open already"
        raise RuntimeError(msg)
    with kit().database.begin() as session:
        yield session


def commit() -> None:
    """End this request's transaction well. Views never call this; the app does, once."""
    g.pop("db", None)
    transaction: ExitStack | None = g.pop("transaction", None)
    if transaction is not None:
        transaction.close()


def abandon() -> None:
    """Undo whatever this request did; what it still shows is read afresh."""
    session: Session | None = g.pop("db", None)
    g.abandoned = True
    if session is not None:
        session.rollback()
        g.pop("transaction").close()


def sign_in_cookie() -> str:
    """The name of the cookie that holds the session's secret."""
    return "__Host-syndicate" if is_https() else "syndicate"


def is_https() -> bool:
    """Whether people reach the app over TLS."""
    return settings().base_url.startswith("https://")


def sign_in() -> UserSession | None:
    """The browser's session while it is good; looked up once, before any transaction."""
    if "sign_in" not in g:
        g.sign_in = _current_session()
    row: UserSession | None = g.sign_in
    return row


def _current_session() -> UserSession | None:
    token = request.cookies.get(sign_in_cookie())
    if not token:
        return None
    with kit().database.reading() as session:
        row = sessions.current(session, token, now=now())
    if row is not None and now() - row.seen_at >= sessions.TOUCH_EVERY:
        with kit().database.begin() as session:
            sessions.touch(session, row, now=now())
    return row


def viewer() -> User | None:
    """Who is signed in, as a row of this request's session."""
    row = sign_in()
    return db().get(User, row.user_id) if row else None


def user() -> User:
    """Who is signed in. Only for views that demand it."""
    found = viewer()
    if found is None:
        msg = "a public view asked for the signed-in user"
        raise RuntimeError(msg)
    return found


def actor() -> Actor:
    """The signed-in user as somebody who acts, with the rights others have lent them."""
    if "acting" not in g or g.acting[0] is not db():
        g.acting = (db(), deputies.act_as(db(), user(), Way.WEB, now=now()))
    acting: Actor = g.acting[1]
    return acting


def acting_in(session: Session) -> Actor:
    """The same in a session of its own, for what is asked before the request's transaction."""
    row = sign_in()
    reader = session.get(User, row.user_id) if row else None
    if reader is None:
        return Actor(Way.WEB)
    return deputies.act_as(session, reader, Way.WEB, now=now())


def locale() -> str:
    """The language of this answer: `?lang=`, the user's choice, the browser's, the setting."""
    if "locale" not in g:
        g.locale = _locale()
    chosen: str = g.locale
    return chosen


def use_locale(chosen: str) -> None:
    """Answer the rest of this request in `chosen`."""
    g.locale = chosen


def _locale() -> str:
    asked = request.args.get("lang", "")
    if asked in LOCALES:
        if sign_in() is None:
            browser["lang"] = asked
        return asked
    reader = viewer()
    if reader is not None:
        return reader.locale
    kept: Any = browser.get("lang")
    if kept in LOCALES:
        return str(kept)
    return request.accept_languages.best_match(LOCALES) or settings().locale


def zone() -> str:
    """The IANA zone times are shown in: the reader's, else the company's."""
    reader = viewer()
    return reader.time_zone if reader else settings().time_zone
