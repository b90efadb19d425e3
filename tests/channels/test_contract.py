"""What the kernel relies on, asked of every registered kind of channel and its stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from syndicate import clock
from syndicate.publishing.errors import ByHand, NeedsReconnect, PublishError
from syndicate.publishing.port import (
    Absent,
    CannotTell,
    Found,
    Health,
    LookUp,
    Order,
    Presence,
    Receipt,
    Repeatable,
)
from syndicate.registry import Registry
from syndicate.settings import load_settings
from syndicate.storage.opening import open_store
from tests.channels.outlet import Outlet
from tests.services.s3 import BUCKET, S3

REGISTRY = Registry()
LONG_AGO = timedelta(hours=1)


IN_A_BUCKET = "culture_blog in a bucket"


@pytest.fixture(params=[*sorted(REGISTRY.plugs), IN_A_BUCKET])
def closed(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Outlet:
    """A channel whose servers do not run."""
    if request.param != IN_A_BUCKET:
        return Outlet(REGISTRY.plug(request.param), tmp_path, monkeypatch)
    s3: S3 = request.getfixturevalue("s3")
    settings = load_settings(**s3.settings(site_store=f"s3://{BUCKET}/blog"))
    store = open_store(settings, "site_store")
    return Outlet(REGISTRY.plug("culture_blog"), tmp_path, monkeypatch, store=store)


@pytest.fixture
def outlet(closed: Outlet) -> Iterator[Outlet]:
    """A channel that answers."""
    with closed.serving():
        yield closed


def test_the_limits_make_sense(closed: Outlet) -> None:
    limits = closed.plug.limits

    assert limits.max_chars is None or limits.max_chars > 0
    assert limits.max_images > 0
    assert limits.settle_seconds > 0
    assert 0 < limits.timeout_seconds <= 300
    assert closed.plug.title


def test_rendering_speaks_to_nobody_and_gives_the_same_bytes(closed: Outlet) -> None:
    first = closed.publisher.render(closed.post())
    again = closed.publisher.render(closed.post())

    assert first == again
    assert first.sha256 != closed.publisher.render(closed.post("Another text.")).sha256
    assert first.sha256 != closed.publisher.render(closed.post(number=2)).sha256
    assert closed.album.ref in first.images


def test_every_text_can_be_read_from_the_bytes(closed: Outlet) -> None:
    payload = closed.publisher.render(closed.post())

    surfaces = closed.publisher.surfaces(payload)

    assert all(surface.name for surface in surfaces)
    whole = "\n".join(surface.text for surface in surfaces)
    for text in ("The bench, part 1", "The meeting learned to stand.", "A bench in the hall"):
        assert text in whole


def test_the_preview_is_a_page_that_asks_for_nothing_outside(closed: Outlet) -> None:
    page = closed.publisher.preview(closed.publisher.render(closed.post()))

    assert page.lower().startswith("<!doctype html>")
    assert "The meeting learned to stand." in page
    assert 'src="http' not in page
    assert "<script" not in page


def test_what_was_published_is_read_back_as_approved(outlet: Outlet) -> None:
    order, receipt = outlet.publish()

    read_back = outlet.publisher.read_back(order, receipt)

    assert (read_back.presence, read_back.sha256) == (Presence.THERE, order.payload.sha256)
    assert receipt.remote_id
    assert len(receipt.remote_id) <= 500
    assert receipt.permalink.startswith("http")
    assert json.loads(json.dumps(dict(receipt.data))) == receipt.data


def test_a_lost_answer_can_be_looked_up(outlet: Outlet) -> None:
    since = clock.now() - LONG_AGO
    order, receipt = outlet.publish()

    found = _looked_up(outlet, order, since)

    if isinstance(found, Repeatable):  # what it would be taken down by needs no answer
        assert found.assumed.remote_id
    else:
        assert found in (Found(receipt), CannotTell(getattr(found, "reason", "")))


def test_what_was_never_sent_is_not_found(outlet: Outlet) -> None:
    outlet.publish(number=1)
    other = outlet.order(outlet.publisher.render(outlet.post(number=2)), number=2)

    found = _looked_up(outlet, other, clock.now() - LONG_AGO)

    assert isinstance(found, Absent | CannotTell | Repeatable)


def _looked_up(outlet: Outlet, order: Order, since: datetime) -> LookUp:
    """What the kernel makes of a look: where only a person can know, nobody can tell."""
    try:
        return outlet.publisher.look_up(order, since)
    except ByHand as error:
        return CannotTell(error.detail)


def test_an_update_replaces_what_stands_there(outlet: Outlet) -> None:
    order, receipt = outlet.publish()
    payload = outlet.publisher.render(outlet.post("The meeting learned to sit again."))
    update = outlet.follow(order, receipt, payload)
    assert outlet.publisher.read_back(update, receipt).presence is Presence.DIFFERENT

    updated = outlet.update(update)

    read_back = outlet.publisher.read_back(update, updated)
    assert (read_back.presence, read_back.sha256) == (Presence.THERE, payload.sha256)


def test_an_update_may_be_repeated(outlet: Outlet) -> None:
    order, receipt = outlet.publish()
    payload = outlet.publisher.render(outlet.post("The meeting learned to sit again."))
    update = outlet.follow(order, receipt, payload)

    first, second = outlet.update(update), outlet.update(update)

    assert first.remote_id == second.remote_id
    assert outlet.publisher.read_back(update, second).presence is Presence.THERE


def test_what_was_taken_down_is_gone_and_may_be_taken_down_again(outlet: Outlet) -> None:
    order, receipt = outlet.publish()
    take_down = outlet.follow(order, receipt)

    outlet.take_down(take_down)
    outlet.take_down(take_down)

    assert outlet.publisher.read_back(take_down, receipt).presence is Presence.GONE


def test_taking_one_story_down_leaves_the_others_there(outlet: Outlet) -> None:
    first, first_receipt = outlet.publish(number=1)
    second, second_receipt = outlet.publish(number=2)

    outlet.take_down(outlet.follow(first, first_receipt))

    assert outlet.publisher.read_back(second, second_receipt).presence is Presence.THERE


def test_counts_are_told_of_no_other_copies(outlet: Outlet) -> None:
    _order, receipt = outlet.publish(number=1)
    outlet.publish(number=2)

    counts = outlet.publisher.metrics([receipt])

    assert {count.remote_id for count in counts} <= {receipt.remote_id}
    assert all(count.value >= 0 for count in counts)
    assert outlet.publisher.metrics([]) == []


def test_upkeep_says_when_it_wants_to_be_called_next(outlet: Outlet) -> None:
    outlet.publish()
    now = clock.now()

    again = outlet.publisher.tend(now)

    assert again is None or again > now


def test_the_check_speaks_in_words(outlet: Outlet) -> None:
    health = outlet.publisher.check()

    assert isinstance(health, Health)
    assert health.ok
    assert health.detail


def _acts(outlet: Outlet) -> list[Callable[[], object]]:
    order = outlet.order(outlet.publisher.render(outlet.post()))
    receipt = Receipt("urn:li:share:1", f"{outlet.site.url}/en/stories/the-bench-1/", {})
    following = outlet.follow(order, receipt)
    publisher = outlet.publisher
    return [
        lambda: publisher.look_up(order, clock.now()),
        lambda: publisher.publish(order),
        lambda: publisher.update(following),
        lambda: publisher.read_back(following, receipt),
        lambda: publisher.take_down(following),
        lambda: publisher.tend(clock.now()),
    ]


def test_a_channel_that_does_not_answer_raises_nothing_but_its_errors(closed: Outlet) -> None:
    raised: list[PublishError] = []

    for act in _acts(closed):
        try:
            act()
        except PublishError as error:
            raised.append(error)

    assert all(error.detail and not isinstance(error, NeedsReconnect) for error in raised)
    assert isinstance(closed.publisher.check(), Health)


def test_a_channel_nobody_connected_asks_to_be_connected(outlet: Outlet) -> None:
    if outlet.purse.token is None:
        return
    outlet.purse.token = None
    acts = _acts(outlet)[:5] if outlet.plug.connect else _acts(outlet)[1:3]

    for act in acts:
        with pytest.raises(NeedsReconnect):
            act()
    assert not outlet.publisher.check().ok
