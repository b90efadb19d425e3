"""A blog in a bucket: the promises of the folder hold there too, whatever the store answers."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from publishers.culture_blog.headers import label
from publishers.culture_blog.store import changing
from syndicate import clock as host_clock
from syndicate.publishing.errors import NotSent, PublishError, Refused, UnknownOutcome
from syndicate.publishing.port import Absent, Found, Presence
from syndicate.storage import object_lease
from syndicate.storage.errors import Overtaken
from syndicate.storage.objects import ObjectStore
from tests.services.s3 import S3
from tests.services.web import serving
from tests.site.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PAGE = "en/stories/{}/index.html"


@pytest.fixture
def world(bucket_world: World) -> World:
    """In a bucket."""
    return bucket_world


def test_a_bucket_that_is_busy_in_the_middle_leaves_the_old_index_and_the_next_try_finishes(
    world: World, s3: S3
) -> None:
    world.publish("first")
    failures: list[type[PublishError]] = []
    for allowed in range(0, 40, 2):
        order = world.order(f"story-{allowed}")
        home = world.page("/en/")
        fault = s3.fail(503, skips=allowed)
        try:
            world.blog.publish(order)
        except PublishError as error:
            failures.append(type(error))
            _only_promises_kept(world, home, order.slug)
        s3.faults.remove(fault)
        world.blog.publish(order)
        world.shelf.put(order)
        assert f"/en/stories/{order.slug}/" in world.page("/en/")
        if fault.seen <= allowed:
            break
    assert failures[0] is NotSent
    assert set(failures[1:]) == {UnknownOutcome}
    assert len(failures) > 4
    assert world.blog.differences(host_clock.now()) == ()


def test_the_index_waits_for_the_page(world: World, s3: S3) -> None:
    world.publish("first")
    home = world.page("/en/")
    order = world.order("second")
    s3.fail(503, lambda asked: asked == ("PUT", f"blog/{PAGE.format(order.slug)}"))

    with pytest.raises(UnknownOutcome):
        world.blog.publish(order)

    assert world.page("/en/") == home
    assert world.blog.look_up(order, host_clock.now()) == Absent()


def _only_promises_kept(world: World, home: str, slug: str) -> None:
    """The index is the old one to the byte, or the new one, and then its story stands."""
    now = world.page("/en/")
    if now == home:
        assert f"/en/stories/{slug}/" not in now
    else:
        assert world.page(f"/{PAGE.format(slug)}").endswith("</html>\n")


def test_a_withdrawal_broken_off_is_finished_by_the_next_try(world: World, s3: S3) -> None:
    order = world.publish(images=(world.image(width=500),))
    fault = s3.fail(503, skips=4)
    with pytest.raises(UnknownOutcome, match="503"):
        world.blog.take_down(order)
    s3.faults.remove(fault)

    world.withdraw(order)

    assert world.has("/en/stories/quiet-nights/.gone")
    assert not [name for name in s3.objects if name.startswith("blog/media/")]
    assert world.blog.differences(host_clock.now()) == ()


def test_an_answer_that_is_lost_is_looked_up_and_nothing_is_doubled(world: World, s3: S3) -> None:
    order = world.order()
    page = f"blog/{PAGE.format(order.slug)}"
    fault = s3.fail(0, lambda asked: asked.key == page, carried_out=True)
    with pytest.raises(UnknownOutcome, match="does not answer"):
        world.blog.publish(order)
    s3.faults.remove(fault)

    assert world.blog.look_up(order, host_clock.now()) == Absent()
    world.blog.publish(order)

    assert isinstance(world.blog.look_up(order, host_clock.now()), Found)
    assert world.page("/en/").count(f'href="/en/stories/{order.slug}/"') == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(503, NotSent), (403, Refused), (400, Refused), (500, UnknownOutcome)]
)
def test_a_first_write_that_fails_says_what_a_delivery_may_do_next(
    world: World, s3: S3, status: int, kind: type[PublishError]
) -> None:
    world.publish("first")
    order = world.order("second")
    before = world.files()
    s3.fail(status)

    with pytest.raises(kind) as caught:
        world.blog.publish(order)

    assert not (isinstance(caught.value, Refused) and caught.value.permanent)
    assert caught.value.detail.startswith("The site cannot be written: the object store ")
    assert world.files() == before


def test_a_bucket_that_cannot_be_read_is_told_on_the_channels_page(world: World, s3: S3) -> None:
    s3.fail(403, lambda _asked: True)

    health = world.blog.check()

    assert not health.ok
    assert "refuses the key or lacks a right (AccessDenied)" in health.detail


def test_a_disk_without_room_for_new_bytes_leaves_the_old_site_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publish("first")
    before = world.files()

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(Refused, match="No space left on device") as refusal:
            world.blog.publish(world.order("second"))

    assert not refusal.value.permanent
    assert world.files() == before


def test_two_machines_may_publish_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_lease, "_POLL_SECONDS", 0.01)
    world.publish("first")
    orders = [world.order(slug) for slug in ("one", "two")]
    threads = [threading.Thread(target=world.blog.publish, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for order in orders:
        world.shelf.put(order)
    world.blog.build(host_clock.now())

    assert {PAGE.format(slug) for slug in ("first", "one", "two")} <= world.files().keys()
    assert world.blog.differences(host_clock.now()) == ()


def test_somebody_else_at_work_is_waited_for_and_told(world: World, bucket: ObjectStore) -> None:
    world.publish("first")
    with (
        changing(bucket),
        pytest.raises(NotSent, match="built by somebody else"),
        changing(bucket, seconds=0),
    ):
        pytest.fail("two builders at once")


def test_a_writer_that_was_frozen_writes_over_nothing_its_successor_wrote(
    world: World, bucket: ObjectStore, s3: S3
) -> None:
    world.publish("first")
    with ExitStack() as stack:
        frozen = stack.enter_context(changing(bucket))
        frozen.put("en/index.html", "an index of yesterday")
        s3.ahead = object_lease.LEASE + 1
        world.publish("second")
        after = world.files()
        with pytest.raises(Overtaken, match="somebody else wrote there"):
            frozen.apply()

    assert world.files() == after


def test_a_bucket_emptied_while_it_is_written_is_written_again(
    world: World, bucket: ObjectStore, s3: S3
) -> None:
    world.publish("first")
    with ExitStack() as stack:
        writer = stack.enter_context(changing(bucket))
        writer.put("en/index.html", "another index")
        s3.objects.clear()
        with pytest.raises(Overtaken, match="somebody else wrote there"):
            writer.apply()

    assert world.blog.build(host_clock.now()) > 20


def test_a_file_sent_twice_beneath_us_is_ours(bucket: ObjectStore, s3: S3) -> None:
    with changing(bucket) as changes:
        changes.put("en/about/index.html", "about")
        name = "blog/en/about/index.html"
        bucket.put("en/about/index.html", b"about", label("en/about/index.html"))
        assert changes.apply() == 2
    assert s3.objects[name].body == b"about"


def test_the_listing_for_the_reconciler_is_read_from_the_bucket(world: World) -> None:
    order = world.publish()
    world.withdraw(world.publish("gone"))

    copies = world.blog.listing(host_clock.now()).copies

    assert [copy.remote_id for copy in copies] == [f"en/{order.slug}"]


def test_a_bucket_read_by_the_world_shows_what_was_withdrawn_as_gone(world: World, s3: S3) -> None:
    """A website on a bucket answers 200 to every object, the notice of a withdrawal too."""
    order = world.publish()
    with serving(_website(s3)) as origin:
        world.bench = replace(world.bench, site_url=origin)
        world.blog.build(host_clock.now())
        receipt = world.blog.publish(order)
        assert world.blog.read_back(order, receipt).presence is Presence.THERE

        world.blog.take_down(replace(order, modified_at=host_clock.now()))

        found = world.blog.read_back(order, receipt)
    assert found.presence is Presence.GONE
    assert "answers 200" in found.detail


def _website(s3: S3) -> WSGIApplication:
    def website(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        kept = s3.objects.get(f"blog{path}{'index.html' if path.endswith('/') else ''}")
        start_response("200 OK" if kept else "404 Not Found", [])
        return [kept.body if kept else b""]

    return website
