"""What every test may ask for: databases, servers, a browser, a clock. All of them are real."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import time_machine
from playwright.sync_api import Browser, Page

from syndicate.db import Database
from syndicate.dev.processes import free_port as find_free_port
from syndicate.dev.servers.postgresql import PostgreSQL, postgresql_server
from syndicate.dev.servers.redis_server import redis_server
from tests.services.browser import running_browser
from tests.services.databases import (
    KeptPostgresql,
    KeptSqlite,
    migrate_template,
    migrated_file,
)
from tests.services.s3 import S3
from tests.services.s3_server import s3_server
from tests.services.skipping import pytest_runtest_makereport  # noqa: F401 # a hook by its name
from tests.services.smtp import Mailbox, smtp_server
from tests.services.web import serving

MOMENT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""The time it is for a test with a frozen `clock`: a Tuesday morning."""

hypothesis.settings.register_profile(
    "tests", deadline=None, database=None, derandomize=True, max_examples=50
)
hypothesis.settings.load_profile("tests")

# A developer's own settings must not decide what a test sees.
for _name in [name for name in os.environ if name.startswith("SYNDICATE_")]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest schema; copy it, do not open it."""
    return migrated_file(tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server, one for each worker process of the test run."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: PostgreSQL) -> str:
    """The name of a PostgreSQL database at the newest schema; a template, do not open it."""
    return migrate_template(postgresql)


@pytest.fixture(scope="session")
def _kept_sqlite(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptSqlite]:
    kept = KeptSqlite(migrated_sqlite, tmp_path_factory.mktemp("kept"))
    yield kept
    kept.database.dispose()


@pytest.fixture
def sqlite_database(_kept_sqlite: KeptSqlite) -> Database:
    """An empty migrated SQLite database, for what does not depend on the kind of database."""
    return _kept_sqlite.renew()


@pytest.fixture(scope="session")
def _kept_postgresql(postgresql: PostgreSQL, migrated_postgresql: str) -> Iterator[KeptPostgresql]:
    kept = KeptPostgresql(postgresql, migrated_postgresql)
    yield kept
    kept.database.dispose()


@pytest.fixture
def postgresql_database(_kept_postgresql: KeptPostgresql) -> Database:
    """An empty migrated PostgreSQL database."""
    return _kept_postgresql.renew()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty migrated database; the test runs once for each kind."""
    kind: Database = request.getfixturevalue(f"{request.param}_database")
    return kind


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis server, one for each worker process of the test run."""
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def free_port() -> int:
    """A loopback port nobody listens on."""
    return find_free_port()


@pytest.fixture
def serve() -> Callable[..., AbstractContextManager[str]]:
    """`with serve(application) as origin:` answers real HTTP."""
    return serving


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands at `MOMENT` until the test moves it, as with `clock.shift(60)`."""
    with time_machine.travel(MOMENT, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[Mailbox]:
    with smtp_server() as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(_mail_server: Mailbox) -> Mailbox:
    """A mail server's mailbox, empty; `mailbox.url` is what `SYNDICATE_MAIL_URL` takes."""
    _mail_server.clear()
    return _mail_server


@pytest.fixture(scope="session")
def _object_store() -> Iterator[S3]:
    with s3_server() as s3:
        yield s3


@pytest.fixture
def s3(_object_store: S3) -> Iterator[S3]:
    """An object store with an empty bucket; `s3.settings()` lead to it."""
    _object_store.clear()
    yield _object_store
    assert not _object_store.mistakes


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for each worker process; open contexts of your own for sizes and languages."""
    with running_browser() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 1280 × 900 in English, in a context nobody else uses."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    try:
        yield context.new_page()
    finally:
        context.close()
