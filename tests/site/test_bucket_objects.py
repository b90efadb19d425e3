"""What the blog keeps in a bucket: objects that say what they are, for few requests."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from publishers.culture_blog.headers import label
from publishers.culture_blog.memory import LOOK
from syndicate import clock as host_clock
from syndicate.storage.objects import ObjectStore
from tests.services.s3 import S3
from tests.site.world import World

PAGE = "en/stories/{}/index.html"


@pytest.fixture
def world(bucket_world: World) -> World:
    """In a bucket."""
    return bucket_world


def test_every_object_says_what_it_is(world: World, s3: S3) -> None:
    order = world.publish(images=(world.image(width=500),))
    gone = world.withdraw(world.publish("gone"))
    world.wait(minutes=11)
    facts = {name.removeprefix("blog/"): kept.headers for name, kept in s3.objects.items()}

    page = {"content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=300"}
    assert facts[PAGE.format(order.slug)] == page
    assert facts[PAGE.format(order.slug) + ".gz"] == page | {"content-encoding": "gzip"}
    assert facts[PAGE.format(gone.slug)] == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "public, max-age=60",
        "x-amz-meta-status": "410",
    }
    assert facts["en/feed.json"]["content-type"] == "application/feed+json; charset=utf-8"
    assert facts["en/feed.json.gz"]["content-type"] == "application/feed+json; charset=utf-8"
    image = next(headers for name, headers in facts.items() if name.startswith("media/"))
    assert image["content-type"] == "image/jpeg"
    style = next(headers for name, headers in facts.items() if name.startswith("assets/"))
    assert "immutable" in style["cache-control"]
    hidden = [
        headers for name, headers in facts.items() if "/." in f"/{name}" and "lock" not in name
    ]
    assert {headers.get("cache-control") for headers in hidden} == {"private, no-store"}


def test_publishing_costs_the_same_however_many_objects_there_are(world: World, s3: S3) -> None:
    costs = []
    for number in range(4):
        world.publish(f"story-{number}")
        s3.asked.clear()
        order = world.order(f"measured-{number}")
        world.blog.publish(order)
        world.shelf.put(order)
        costs.append(len(s3.asked))
        for extra in range(50):
            s3.objects[f"blog/zz/{number}-{extra}"] = s3.objects["blog/robots.txt"]

    assert max(costs[1:]) == min(costs[1:])


def test_a_rebuild_asks_for_a_listing_instead_of_every_file(world: World, s3: S3) -> None:
    for number in range(5):
        world.publish(f"story-{number}", images=(world.image(width=500),))
    world.wait(minutes=11)
    s3.asked.clear()

    assert world.blog.differences(host_clock.now()) == ()

    assert len(s3.asked) < 10


def test_a_store_whose_versions_are_no_check_sums_is_read_instead(world: World, s3: S3) -> None:
    s3.encrypts = True
    world.publish()
    world.wait(minutes=11)

    assert world.blog.differences(host_clock.now()) == ()
    assert world.blog.build(host_clock.now()) == 0


def test_a_new_face_for_every_page_costs_one_request_for_each_file(world: World, s3: S3) -> None:
    for number in range(4):
        world.publish(f"story-{number}")
    world.wait(minutes=11)
    world.bench = replace(world.bench, site_name="Outside In")
    s3.asked.clear()

    changed = world.blog.build(host_clock.now())

    assert changed > 20
    assert len(s3.asked) < changed + 12
    assert world.blog.differences(host_clock.now()) == ()


def test_bytes_compressed_by_another_machine_are_left_alone(
    world: World, bucket: ObjectStore
) -> None:
    world.publish()
    name = "en/index.html.gz"
    other = gzip.compress(world.page("/en/").encode(), 1, mtime=0)
    assert other != bucket.read(name)
    bucket.put(name, other, label(name))

    assert world.blog.differences(host_clock.now()) == ()


def test_a_rebuild_removes_what_belongs_to_no_story(world: World, bucket: ObjectStore) -> None:
    world.publish()
    before = world.files()
    bucket.put("en/stories/stray/index.html", b"stray", label("x.html"))
    bucket.put("en/index.html", b"defaced", label("x.html"))
    bucket.put("a1b2c3d4.txt", b"a1b2c3d4", label("x.html"))

    assert set(world.blog.differences(host_clock.now())) == {
        "en/index.html",
        "en/stories/stray/index.html",
    }
    assert world.blog.build(host_clock.now()) == 2

    assert world.files() == before | {"a1b2c3d4.txt": b"a1b2c3d4"}


def test_an_emptied_bucket_comes_back_with_the_next_story(world: World, s3: S3) -> None:
    first = world.publish("first")
    s3.objects.clear()
    assert "not built yet" in world.blog.check().detail

    world.publish("second")

    assert world.has(f"/{PAGE.format(first.slug)}")
    assert world.has(f"/{LOOK}")
    assert world.blog.differences(host_clock.now()) == ()
