"""A whole run with everything logged that can be: no planted secret is in any output or row."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from sqlalchemy import text, update

from publishers.culture_blog.server import StaticSite
from publishers.linkedin import PLUG as LINKEDIN
from publishers.linkedin.demo import ORGANIZATION
from publishers.linkedin.simulator.app import Simulator
from publishers.linkedin.simulator.faults import Kind, Plan, Point, Rule
from publishers.linkedin.simulator.records import Grant
from publishers.linkedin.simulator.world import CLIENT_ID, CLIENT_SECRET, CONNECT_SCOPES, MEMBERS
from syndicate import clock
from syndicate.cli import cli
from syndicate.dev.demo.servers import log_to
from syndicate.dev.processes import free_port
from syndicate.jobs.worker import Worker
from syndicate.models import Channel, Delivery, State
from syndicate.policy import Actor, Way
from syndicate.publishing.errors import PublishError
from syndicate.publishing.port import Token
from syndicate.services import accounts, credentials, shared_secrets
from syndicate.services.kit import Kit
from syndicate.settings import Settings
from tests.channels.webhook.receiver import SECRET, Receiver
from tests.factories import world as world_module
from tests.functional.channels.conftest import Office
from tests.services.s3 import BUCKET, S3
from tests.services.s3_requests import SECRET as OBJECT_STORE_SECRET
from tests.services.web import serving

PLANTED = {
    "secret key": "planted-secret-key-0123456789abcdef",
    "token key": "planted-token-key-0123456789abcdef",
    "mail password": "planted-mail-password",
    "code": "planted-authorisation-code",
    "password": "planted horse battery staple",
    "webhook secret": SECRET,
    "client secret": CLIENT_SECRET,
    "object store secret": OBJECT_STORE_SECRET,
}


@pytest.fixture
def everything_logged(tmp_path: Path) -> Iterator[Path]:
    """Every logger of every library speaks into one file, down to the last detail."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    path = tmp_path / "all.log"
    log_to(path)
    root.setLevel(logging.DEBUG)
    yield path
    for handler in root.handlers:
        handler.close()
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """LinkedIn, with a token that is about to end."""
    app = Simulator("")
    with serving(app) as url:
        app.world.url = url
        yield app


@pytest.fixture
def grant(simulator: Simulator) -> Grant:
    """What a person agreed to at LinkedIn."""
    return simulator.world.issue(
        member=MEMBERS[0].id, scopes=list(CONNECT_SCOPES), organizations=[ORGANIZATION]
    )


@pytest.fixture
def site(office: Office) -> Iterator[str]:
    """The public blog."""
    with serving(StaticSite(office.world.kit.site)) as url:
        yield url


@pytest.fixture
def kit(
    office: Office, simulator: Simulator, site: str, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> Kit:
    """The company with planted keys, images in a bucket, and a mail server that is silent."""
    for name, value in {
        "API_URL": simulator.world.url,
        "AUTH_URL": simulator.world.url,
        "CLIENT_ID": CLIENT_ID,
        "CLIENT_SECRET": CLIENT_SECRET,
    }.items():
        monkeypatch.setenv(f"SYNDICATE_LINKEDIN_{name}", value)
    world = office.world
    world.now = clock.now()  # workers go by the database's clock
    settings = Settings(
        **s3.settings(media_store=f"s3://{BUCKET}/media"),
        site_store=world.settings.site_store,
        site_url=site,
        secret_keys=[SecretStr(PLANTED["secret key"])],
        token_keys=[SecretStr(PLANTED["token key"])],
        mail_url=f"smtp://pr:{PLANTED['mail password']}@127.0.0.1:{free_port()}",
        allow_loopback=True,
    )
    world.settings, world.kit = settings, Kit(settings, world.database, world.kit.registry)
    return world.kit


def sign_in(office: Office, kit: Kit, channel: Channel, grant: Grant) -> None:
    """The account is connected, with a token that must be refreshed at once."""
    token = Token(
        grant.access_token,
        expires_at=office.world.now,
        refresh_token=grant.refresh_token,
        refresh_expires_at=office.world.now + timedelta(days=36_500),
        scopes=CONNECT_SCOPES,
    )
    with kit.database.begin() as session:
        row = session.get_one(Channel, channel.id)
        adam = office.world.actor("adam")
        credentials.store_token(
            session, row, token, ring=kit.ring, actor=adam, now=office.world.now
        )


def fail_in_every_way(kit: Kit, simulator: Simulator, linkedin: Channel, s3: S3) -> list[str]:
    """What the channels say when they are asked amiss."""
    said = []
    s3.fail(403, lambda _asked: True)
    for attempt in (
        lambda: LINKEDIN.connect.exchange(
            code=PLANTED["code"], redirect_uri="http://127.0.0.1:8000/channels/linkedin/callback"
        ),
        lambda: kit.publisher(linkedin).check().detail,
        lambda: kit.bench(linkedin).media.read("0" * 64),
    ):
        try:
            said.append(str(attempt()))
        except PublishError as error:
            logging.getLogger("test").exception("attempt failed")
            said.append(f"{error!r} {error.detail}")
    for issued in simulator.world.grants.values():
        issued.revoked = True
    said.append(kit.publisher(linkedin).check().detail)
    return said


def test_no_planted_secret_is_in_any_output_or_row(
    office: Office,
    kit: Kit,
    simulator: Simulator,
    grant: Grant,
    s3: S3,
    everything_logged: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    world, receiver = office.world, Receiver(plan=["stored 500", "429"])
    monkeypatch.setitem(world_module.AGREE, "channels", ["blog", "linkedin", "webhook"])
    simulator.world.plan = Plan(rules=[Rule(kind=Kind.RESET, point=Point.AFTER)])
    linkedin = office.add("linkedin", organization=ORGANIZATION)
    sign_in(office, kit, linkedin, grant)
    with kit.database.begin() as session:
        accounts.set_password(
            session,
            session.merge(world.users["adam"]),
            PLANTED["password"],
            actor=Actor(Way.CLI),
            now=world.now,
        )

    with serving(receiver) as url:
        webhook = office.webhook(f"{url}/hooks")
        with kit.database.begin() as session:
            row = session.get_one(Channel, webhook.id)
            adam = world.actor("adam")
            shared_secrets.add_secret(session, row, SECRET, kit=kit, actor=adam, now=world.now)
        world.reach(State.PUBLISHING)
        worker = Worker(kit, name="tess", kind="worker")
        worker.round()
        said = fail_in_every_way(kit, simulator, linkedin, s3)
        with kit.database.begin() as session:
            session.execute(update(Delivery).values(due_at=world.now))
        worker.round()

    monkeypatch.setenv("SYNDICATE_DATABASE_URL", kit.database.url)
    monkeypatch.setenv("SYNDICATE_TOKEN_KEYS", PLANTED["token key"])
    for name, value in s3.settings(media_store=f"s3://{BUCKET}/media").items():
        monkeypatch.setenv(f"SYNDICATE_{name.upper()}", value)
    told = [CliRunner().invoke(cli, words).output for words in (["channel", "list"], ["doctor"])]
    printed = capfd.readouterr()
    for handler in logging.getLogger().handlers:
        handler.flush()
    outputs = {
        "log": everything_logged.read_text("utf-8"),
        "printed": printed.out + printed.err,
        "said": "\n".join((*said, *told)),
        "rows": _rows(kit),
        "objects": repr((kit.tokens(linkedin).__dict__, kit.tokens(webhook).current(), kit.ring))
        + repr((kit.settings.s3_secret_access_key, kit.media.files.__dict__)),
    }
    for event in ("delivery.recorded", "mail.server_failed", "attempt failed"):
        assert event in outputs["log"]
    assert "lacks a right (AccessDenied)" in outputs["said"]
    assert len(receiver.seen) > 1
    assert simulator.world.posts
    assert "urllib3" in outputs["log"] or "Starting new HTTP" in outputs["log"]
    tokens = _tokens(simulator)
    assert len(tokens) >= 4
    assert _found(outputs, tokens) == []


def _tokens(simulator: Simulator) -> list[str]:
    grants = simulator.world.grants.values()
    return [
        value for issued in grants for value in (issued.access_token, issued.refresh_token) if value
    ]


def _rows(kit: Kit) -> str:
    """Every value of every table."""
    with kit.database.reading() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        rows = [
            tuple(row) for name in names for row in session.execute(text(f'SELECT * FROM "{name}"'))
        ]
    return repr(rows)


def _found(outputs: Mapping[str, str], tokens: Iterable[str]) -> list[tuple[str, str]]:
    """Each secret that stands somewhere, and where."""
    named = PLANTED | {f"token {number}": token for number, token in enumerate(tokens)}
    return [
        (name, place)
        for place, output in outputs.items()
        for name, secret in named.items()
        if secret in output
    ]
