"""Engines, sessions and column types for SQLite and PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, sessionmaker

LOCK_WAIT_SECONDS = 30
PREPARED_MOST = 200
"""Statements whose plan a connection to PostgreSQL remembers; a worker asks about a hundred."""
RESTED_SECONDS = 1.0
"""A connection that was idle for longer is asked whether it still lives before it is used."""
_FOR_WORKERS = "for workers"
_WROTE = "wrote"
_RESTS_SINCE = "rests since"
_STORED = "%Y-%m-%dT%H:%M:%S.%fZ"
_SQLITE_NOW = text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
_POSTGRESQL_NOW = text("SELECT clock_timestamp()")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC: `timestamptz` in PostgreSQL, sortable text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Text of 27 characters in SQLite, which has no type for times."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(27))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times: a time without a zone is a mistake."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "naive datetime given to the database"
            raise ValueError(msg)
        value = value.astimezone(UTC)
        if dialect.name == "sqlite":  # strftime would write the year 141 in three digits
            return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.strptime(value, _STORED).replace(tzinfo=UTC)
        return value.astimezone(UTC)  # type: ignore[no-any-return] # psycopg gives datetime


class Base(DeclarativeBase):
    """What every model stands on; constraint names are the same on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime}


def make_engine(url: str) -> Engine:
    """An engine whose writes are durable; a SQLite file's folder is made when missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        # The one used last knows most plans.
        engine = create_engine(parsed, pool_use_lifo=True)
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", partial(_wake, engine.dialect))
        return engine
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": LOCK_WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.prepared_max = PREPARED_MOST


def _note_rest(_connection: Any, record: Any) -> None:
    record.info[_RESTS_SINCE] = time.monotonic()


def _wake(dialect: Dialect, connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that has rested; one that was used a moment ago costs no round trip."""
    since = record.info.get(_RESTS_SINCE)
    if since is None or time.monotonic() - since < RESTED_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:  # the pool takes this for a reason to reconnect
        raise InvalidatePoolError from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the write lock at once, so that they never fail halfway with SQLITE_BUSY."""
    reading = connection.get_execution_options().get("syndicate_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Database:
    """Short transactions: `with database.begin() as session` commits, `reading()` never does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._writers = sessionmaker(self.engine, expire_on_commit=False)
        self._readers = sessionmaker(
            self.engine.execution_options(syndicate_reading=True), expire_on_commit=False
        )
        event.listen(self._readers, "after_flush", _note_flush)
        event.listen(self._readers, "do_orm_execute", _note_write)
        self._told: list[Callable[[], object]] = []

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or rolled back on any error."""
        with self._writers.begin() as session:
            yield session
        if session.info.get(_FOR_WORKERS):
            for tell in self._told:
                tell()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only: what is changed in it is forgotten.

        It ends by a commit of nothing, since psycopg forgets its prepared statements at each
        rollback, and planning costs PostgreSQL more than answering.
        """
        with self._readers() as session:
            yield session
            if not session.info.get(_WROTE):
                session.expunge_all()
                session.commit()

    def when_there_is_work(self, tell: Callable[[], object]) -> None:
        """Call `tell` after each commit here of which `work_for_workers` was said."""
        self._told.append(tell)

    def no_longer_tell(self, tell: Callable[[], object]) -> None:
        """End what `when_there_is_work` began."""
        self._told = [each for each in self._told if each != tell]

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _note_flush(session: Session, _context: Any) -> None:
    session.info[_WROTE] = True


def _note_write(told: ORMExecuteState) -> None:
    if told.is_insert or told.is_update or told.is_delete:
        told.session.info[_WROTE] = True


def work_for_workers(session: Session) -> None:
    """Once this is committed, a worker has something to do: whoever listens is told then."""
    session.info[_FOR_WORKERS] = True


def is_sqlite(session: Session) -> bool:
    """Whether this session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def database_now(session: Session) -> datetime:
    """The database's own clock, the only one all workers share."""
    if is_sqlite(session):
        value = session.execute(_SQLITE_NOW).scalar_one()
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    now: datetime = session.execute(_POSTGRESQL_NOW).scalar_one()
    return now.astimezone(UTC)
