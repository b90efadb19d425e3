"""The site served from a bucket by ourselves: right answers, few requests, and none of them old."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import Any

import pytest
import requests

from publishers.culture_blog import objects
from publishers.culture_blog.headers import label
from publishers.culture_blog.server import StaticSite, public_site
from syndicate.publishing.port import Presence
from syndicate.storage.objects import ObjectStore
from tests.services.s3 import S3
from tests.services.web import serving
from tests.site.world import SITE_URL, World

PAGE = "/en/stories/quiet-nights/"


@pytest.fixture
def world(bucket_world: World) -> World:
    """In a bucket."""
    return bucket_world


@pytest.fixture
def site(world: World) -> StaticSite:
    """Its server."""
    return StaticSite(world.place)


@pytest.fixture
def _looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_LOOK_EVERY", 0.0)


def call(site: Any, path: str, **environ: str) -> tuple[int, dict[str, str], bytes]:
    """One request and its answer."""
    said: list[Any] = []
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, **environ}
    body = b"".join(site(asked, lambda *given: said.extend(given)))
    return int(said[0].split()[0]), dict(said[1]), body


def test_a_page_is_sent_as_from_a_folder(world: World, site: StaticSite) -> None:
    world.publish()

    status, headers, body = call(site, PAGE)
    zipped = call(site, PAGE, HTTP_ACCEPT_ENCODING="gzip")

    assert (status, body.decode()) == (200, world.page(PAGE))
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=300"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Last-Modified"] == "Tue, 01 Dec 2026 09:00:00 GMT"
    assert zipped[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped[2]) == body
    assert call(site, PAGE, HTTP_IF_NONE_MATCH=headers["ETag"])[0] == 304


def test_a_withdrawn_story_answers_410(world: World, site: StaticSite) -> None:
    world.withdraw(world.publish())

    status, headers, body = call(site, PAGE)

    assert status == 410
    assert headers["Cache-Control"] == "public, max-age=60"
    assert b"This story was withdrawn" in body


@pytest.mark.usefixtures("_looks_each_time")
def test_what_changed_is_seen_with_the_next_look(world: World, site: StaticSite) -> None:
    order = world.publish()
    first = call(site, PAGE)[2]
    world.update(order, title="Quieter nights")
    assert call(site, PAGE)[2] != first
    world.withdraw(order)

    assert call(site, PAGE)[0] == 410


def test_a_reader_who_wants_no_cache_sees_a_withdrawal_at_once(
    world: World, site: StaticSite
) -> None:
    order = world.publish()
    assert call(site, PAGE)[0] == 200
    world.withdraw(order)

    assert call(site, PAGE, HTTP_CACHE_CONTROL="no-cache")[0] == 410


def test_within_a_second_the_bucket_is_not_asked_again(
    world: World, site: StaticSite, s3: S3
) -> None:
    world.publish()
    for path in (PAGE, "/en/nothing/"):
        call(site, path)
    s3.asked.clear()

    assert call(site, PAGE)[0] == 200
    assert call(site, "/en/nothing/")[0] == 404

    assert s3.asked == []


@pytest.mark.usefixtures("_looks_each_time")
def test_what_did_not_change_is_not_sent_again(world: World, site: StaticSite, s3: S3) -> None:
    world.publish()
    call(site, PAGE)
    s3.asked.clear()

    assert call(site, PAGE)[0] == 200

    assert [asked.key for asked in s3.asked] == [f"blog{PAGE}index.html"]


@pytest.mark.usefixtures("_looks_each_time")
def test_while_the_bucket_is_silent_what_is_known_is_shown(
    world: World, site: StaticSite, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publish()
    call(site, PAGE)
    s3.fail(503, lambda _asked: True)

    assert call(site, PAGE)[0] == 200
    status, headers, _body = call(site, "/en/about/")
    assert (status, headers["Retry-After"]) == (503, "30")
    assert call(site, PAGE, HTTP_CACHE_CONTROL="no-cache")[0] == 503
    monkeypatch.setattr(objects, "_STALE_FOR", 0.0)
    assert call(site, PAGE)[0] == 503


@pytest.mark.parametrize("path", ["/.state/look", "/.state/lock", f"{PAGE}.gone", "/../x", "/en//"])
def test_what_the_blog_remembers_is_shown_to_nobody(
    world: World, site: StaticSite, path: str
) -> None:
    world.withdraw(world.publish())

    assert call(site, path)[0] == 404


def test_an_address_without_its_slash_leads_to_the_page(world: World, site: StaticSite) -> None:
    world.publish()

    status, headers, _body = call(site, PAGE.rstrip("/"))

    assert (status, headers["Location"]) == (301, PAGE)
    assert call(site, "/en/stories/none")[0] == 404


def test_a_file_too_large_to_keep_is_read_when_it_is_asked_for(
    world: World, bucket: ObjectStore
) -> None:
    bucket.put("media/large.jpg", b"x" * 40_000, label("media/large.jpg"))
    site = StaticSite(world.place, cache_bytes=80_000)

    for _ in range(2):
        status, headers, body = call(site, "/media/large.jpg")
        assert (status, headers["Content-Length"], len(body)) == (200, "40000", 40_000)

    assert site.kept_bytes < 2_000
    kept = site._files.get("/media/large.jpg")
    assert kept
    bucket.remove("media/large.jpg")
    assert list(site._files.chunks(kept)) == []


def test_memory_stays_within_its_bound(world: World) -> None:
    site = StaticSite(world.place, cache_bytes=20_000)

    for number in range(40):
        call(site, f"/{number}.txt")

    assert site.kept_bytes <= 20_000


def test_behind_tls_the_answers_are_those_of_https(world: World) -> None:
    world.publish()

    headers = call(public_site(world.place, SITE_URL), PAGE)[1]

    assert "Strict-Transport-Security" in headers
    assert "upgrade-insecure-requests" in headers["Content-Security-Policy"]


def test_read_back_reads_the_bytes_that_are_stored(world: World, bucket: ObjectStore) -> None:
    with serving(StaticSite(world.place)) as origin:
        world.bench = replace(world.bench, site_url=origin)
        order = world.publish()
        receipt = world.blog.publish(order)
        assert world.blog.read_back(order, receipt).presence is Presence.THERE
        page = f"{PAGE[1:]}index.html"
        altered = world.page(PAGE).replace("Nobody is woken", "Everybody is woken")
        bucket.put(page, altered.encode(), label(page))

        assert world.blog.read_back(order, receipt).presence is Presence.DIFFERENT
        world.withdraw(order)
        assert world.blog.read_back(order, receipt).presence is Presence.GONE
        assert requests.get(f"{origin}{PAGE}", timeout=5).status_code == 410
