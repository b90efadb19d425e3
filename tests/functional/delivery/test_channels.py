"""Places to publish: added, configured, switched off, frozen."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from syndicate import clock
from syndicate.errors import Conflict, Forbidden, Invalid, NotFound
from syndicate.models import Channel, Event
from syndicate.policy import Actor, Way
from syndicate.publishing.port import Limits, Plug
from syndicate.registry import Registry
from syndicate.services import channels
from syndicate.services.claims import claim
from tests.functional.delivery.stage import Stage

SHELL = Actor(Way.CLI)


class FaxConfig(BaseModel):
    """What an admin sets."""

    model_config = ConfigDict(extra="forbid")
    number: int
    cover: bool = True


REGISTRY = Registry(
    processes=[],
    plugs=[
        Plug("fax", "Fax", Limits(), open=None, config=FaxConfig),
        Plug("crier", "Town crier", Limits(), open=None),
    ],
)


def add(stage: Stage, *, actor: Actor = SHELL, **values: Any) -> Channel:
    """A new channel, committed."""
    wanted = {"name": "fax", "kind": "fax", "title": "", "config": {"number": 5}, "languages": []}
    with stage.database.begin() as session:
        return channels.add_channel(
            session, **(wanted | values), actor=actor, now=clock.now(), registry=REGISTRY
        )


def last_event(stage: Stage) -> Event:
    with stage.database.reading() as session:
        return session.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()


def test_a_new_channel_stands_behind_the_others(stage_on_each: Stage) -> None:
    channel = add(stage_on_each, languages=["ja", "en", "ja"])

    assert channel.title == "Fax"
    assert channel.config == {"number": 5, "cover": True}
    assert channel.languages == ["en", "ja"]
    assert channel.position == 2
    with stage_on_each.database.reading() as session:
        names = [row.name for row in channels.all_channels(session)]
    assert names == ["blog", "feed", "fax"]
    assert last_event(stage_on_each).name == "channel:settings:added"
    assert last_event(stage_on_each).data == {"channel": channel.id}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Our fax"}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"kind": "telex"}, "kind"),
        ({"title": "x" * 121}, "title"),
        ({"languages": ["en", "de"]}, "languages"),
        ({"config": {}}, "config.number"),
        ({"config": {"number": 5, "tone": 1}}, "config.tone"),
        ({"kind": "crier", "config": {"voice": "loud"}}, "config.voice"),
    ],
)
def test_what_cannot_be_a_channel_is_refused_naming_the_field(
    stage: Stage, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        add(stage, **values)

    assert [name for name, _text in caught.value.problems] == [field]


def test_an_unknown_kind_names_those_there_are(stage: Stage) -> None:
    with pytest.raises(Invalid, match="crier, fax"):
        add(stage, kind="telex")


def test_a_name_can_be_taken_once(stage: Stage) -> None:
    add(stage)

    with pytest.raises(Conflict):
        add(stage)


def test_a_channel_without_settings_takes_none(stage: Stage) -> None:
    assert add(stage, name="crier", kind="crier", config={}).config == {}


def test_only_administrators_change_channels(stage: Stage) -> None:
    with pytest.raises(Forbidden):
        add(stage, actor=stage.actor("paula"))

    assert add(stage, actor=stage.actor("adam")).name == "fax"


def test_settings_can_be_changed(stage: Stage) -> None:
    add(stage)
    with stage.database.begin() as session:
        channels.configure(
            session,
            channels.find(session, "fax"),
            config={"number": 7},
            actor=SHELL,
            now=clock.now(),
            registry=REGISTRY,
        )

    assert stage.channel("fax").config == {"number": 7, "cover": True}
    assert last_event(stage).name == "channel:settings:changed"


def test_a_channel_switched_off_takes_no_stories(stage: Stage) -> None:
    with stage.database.begin() as session:
        blog = channels.find(session, "blog")
        for active in (False, False, True, False):
            channels.set_active(session, blog, active=active, actor=SHELL, now=clock.now())

    with stage.database.reading() as session:
        assert [row.name for row in channels.active_for(session, "en")] == ["feed"]
        names = session.scalars(select(Event.name).order_by(Event.seq)).all()
    assert [name.rpartition(":")[2] for name in names] == [
        "deactivated",
        "activated",
        "deactivated",
    ]


def test_a_channel_takes_stories_of_its_languages(stage: Stage) -> None:
    add(stage, languages=["ja"])

    with stage.database.reading() as session:
        assert [row.name for row in channels.active_for(session, "en")] == ["blog", "feed"]
        assert [row.name for row in channels.active_for(session, "ja")] == ["blog", "feed", "fax"]


def test_an_unknown_channel_names_those_there_are(stage: Stage) -> None:
    with stage.database.reading() as session, pytest.raises(NotFound, match="blog, feed"):
        channels.find(session, "fax")


def test_a_freeze_is_set_once_and_lifted(stage_on_each: Stage) -> None:
    stage = stage_on_each
    paula = stage.actor("paula")
    with stage.database.begin() as session:
        first = channels.freeze(session, reason=" An  incident ", actor=paula, now=clock.now())
        again = channels.freeze(session, reason="Another", actor=paula, now=clock.now())
        assert first is again
        assert (first.reason, first.by_id) == ("An incident", paula.id)
        assert channels.frozen(session, None) is first
        assert channels.frozen(session, stage.channel("blog").id) is first

    with stage.database.begin() as session:
        [lifted] = channels.unfreeze(session, actor=SHELL, now=clock.now())
        assert lifted.lifted_by_id is None
        assert channels.frozen(session, None) is None
        assert channels.unfreeze(session, actor=SHELL, now=clock.now()) == []
    assert last_event(stage).name == "channel:freeze:lifted"


def test_a_freeze_of_one_channel_is_not_one_of_all(stage: Stage) -> None:
    with stage.database.begin() as session:
        blog, feed = channels.find(session, "blog"), channels.find(session, "feed")
        channels.freeze(session, reason="x", channel=blog, actor=SHELL, now=clock.now())

        assert channels.frozen(session, None) is None
        assert channels.frozen(session, feed.id) is None
        assert channels.frozen(session, blog.id) is not None
        assert channels.unfreeze(session, actor=SHELL, now=clock.now()) == []
        channels.freeze(session, reason="y", actor=SHELL, now=clock.now())
        assert [row.reason for row in channels.freezes(session)] == ["x", "y"]
        assert len(channels.unfreeze(session, channel=blog, actor=SHELL, now=clock.now())) == 1


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501])
def test_a_freeze_needs_a_reason(stage: Stage, reason: str) -> None:
    with stage.database.begin() as session, pytest.raises(Invalid):
        channels.freeze(session, reason=reason, actor=SHELL, now=clock.now())


def test_authors_do_not_freeze_channels(stage: Stage) -> None:
    with stage.database.begin() as session, pytest.raises(Forbidden):
        channels.freeze(session, reason="x", actor=stage.actor("arthur"), now=clock.now())


def test_a_freeze_waits_for_claims_that_did_not_see_it(stage_on_each: Stage) -> None:
    """From the commit of the freeze on, no claim commits that was made without it."""
    stage = stage_on_each
    delivery_id = stage.row(stage.story("feed"), "feed").id
    committed = threading.Event()

    def freeze() -> None:
        with stage.database.begin() as session:
            channels.freeze(session, reason="x", actor=SHELL, now=clock.now())
        committed.set()

    with stage.database.begin() as session:
        assert claim(session, delivery_id, kit=stage.kit, worker="tess") is not None
        other = threading.Thread(target=freeze)
        other.start()
        assert not committed.wait(0.3)
    other.join()

    assert committed.is_set()
