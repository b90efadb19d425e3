"""`syndicate channel limit`, `secret` and `reseal`, as an operator types them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from syndicate.cli import cli
from syndicate.errors import SyndicateError
from syndicate.models import Channel, ChannelCredential
from syndicate.services.kit import Kit
from syndicate.settings import Settings
from tests.channels.webhook.receiver import SECRET
from tests.functional.channels.conftest import Office

Run = Callable[..., Result]


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("channel", …)` in an environment that points at the office's database."""
    monkeypatch.setenv("SYNDICATE_DATABASE_URL", office.world.database.url)

    def command(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli, words, input=typed, catch_exceptions=True)

    return command


def credential(office: Office) -> ChannelCredential:
    """The only token there is."""
    with office.world.database.reading() as session:
        return session.scalars(select(ChannelCredential)).one()


def test_limits_are_set_shown_and_lifted(office: Office, run: Run) -> None:
    channel = office.webhook()

    said = run("channel", "limit", "webhook", "--per-day", "5", "--quiet", "22:00-07:00").output

    assert said == "webhook: 5 stories a day; quiet: 22:00-07:00\n"
    assert run("channel", "limit", "webhook").output == (
        "webhook: any number of stories a day; quiet: never\n"
    )
    with office.world.database.reading() as session:
        assert session.get_one(Channel, channel.id).quiet == []


def test_a_wrong_period_and_an_unknown_channel_are_refused(office: Office, run: Run) -> None:
    office.webhook()

    for words in (("limit", "webhook", "--quiet", "night"), ("limit", "nowhere")):
        assert isinstance(run("channel", *words).exception, SyndicateError)


def test_a_secret_is_made_and_shown_once(office: Office, run: Run) -> None:
    office.webhook()

    made = run("channel", "secret", "webhook").output.strip()

    assert made.startswith("whsec_")
    assert office.world.kit.tokens(channel_of(office)).current().access_token == made


def test_a_secret_that_is_given_is_not_shown(office: Office, run: Run) -> None:
    office.webhook()

    said = run("channel", "secret", "webhook", "--given", typed=f"{SECRET}\n").output

    assert said == "Kept.\n"
    assert run("channel", "secret", "webhook").exit_code == 0
    assert run("channel", "secret", "webhook", "--drop-old").output == "1 secrets dropped.\n"


def test_keys_are_rotated(office: Office, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    office.webhook()
    run("channel", "secret", "webhook", "--given", typed=SECRET)
    older = office.world.settings.token_keys[0].get_secret_value()
    newer = "a newer key, long enough to be one"
    before = credential(office)
    monkeypatch.setenv("SYNDICATE_TOKEN_KEYS", f"{newer},{older}")

    assert run("channel", "reseal").output == "1 sealed anew.\n"
    assert run("channel", "reseal").output == "0 sealed anew.\n"

    after = credential(office)
    alone = Kit(Settings(token_keys=newer), office.world.database, office.world.kit.registry)
    assert after.key_id != before.key_id
    assert after.key_id == alone.ring.newest
    assert alone.tokens(channel_of(office)).current().access_token == SECRET


def channel_of(office: Office) -> Channel:
    """The webhook."""
    with office.world.database.reading() as session:
        return session.scalars(select(Channel).where(Channel.kind == "webhook")).one()
