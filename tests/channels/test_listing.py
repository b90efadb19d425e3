"""What a channel says stands there, of every kind that can say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from publishers.linkedin import reading
from syndicate import clock
from syndicate.publishing.port import Listing, Plug, Shelved
from syndicate.registry import Registry
from tests.channels.outlet import Outlet

LISTED = sorted(kind for kind, plug in Registry().plugs.items() if plug.listing is not None)
A_WHILE = timedelta(hours=1)


def made(plug: Plug, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outlet]:
    """A channel that answers."""
    outlet = Outlet(plug, folder, monkeypatch)
    with outlet.serving():
        yield outlet


@pytest.fixture(params=LISTED)
def outlet(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Outlet]:
    yield from made(Registry().plug(request.param), tmp_path, monkeypatch)


@pytest.fixture
def linkedin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outlet]:
    yield from made(Registry().plug("linkedin"), tmp_path, monkeypatch)


def list_of(outlet: Outlet, **ago: float) -> Listing:
    """The channel's list of what came since so long ago."""
    since = clock.now() - (timedelta(**ago) or A_WHILE)
    listing: Listing = outlet.plug.listing(outlet.bench, since)
    return listing


def test_both_kinds_that_have_a_list_are_asked() -> None:
    assert LISTED == ["culture_blog", "linkedin"]


def test_what_was_published_is_in_the_list_under_its_receipts_name(outlet: Outlet) -> None:
    receipts = [outlet.publish(number=number)[1] for number in (1, 2)]

    listing = list_of(outlet)

    assert {copy.remote_id for copy in listing.copies} == {r.remote_id for r in receipts}
    assert {copy.permalink for copy in listing.copies} == {r.permalink for r in receipts}
    assert listing.complete_since < clock.now() - timedelta(minutes=59)


def test_what_was_taken_down_is_not(outlet: Outlet) -> None:
    order, receipt = outlet.publish()
    gone = outlet.follow(order, receipt)
    outlet.shelf.entries = [Shelved(replace(order, receipt=receipt), clock.now())]

    outlet.take_down(gone)

    assert list_of(outlet).copies == []


def test_an_empty_channel_has_an_empty_list(outlet: Outlet) -> None:
    assert list_of(outlet).copies == []


def test_a_page_of_linkedin_is_asked_for_the_time_in_question_only(linkedin: Outlet) -> None:
    linkedin.publish()

    assert list_of(linkedin, seconds=-60).copies == []


def test_a_full_page_of_linkedin_is_complete_since_its_oldest_post(
    linkedin: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_POSTS_READ", 2)
    began = clock.now() - timedelta(seconds=1)
    for number in (1, 2, 3):
        linkedin.publish(number=number)

    listing = list_of(linkedin)

    assert listing.complete_since >= began
    assert len(listing.copies) >= 2


def test_a_page_removed_from_the_blogs_folder_is_missing_from_its_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = Outlet(Registry().plug("culture_blog"), tmp_path, monkeypatch)
    with blog.serving():
        blog.publish()
        (blog.site.site_store / "en/stories/the-bench-1/index.html").unlink()

        assert list_of(blog).copies == []
