"""The site's own server: what a browser, a feed reader and a crawler get."""

from __future__ import annotations

import gzip
import http.client
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
import time_machine

from publishers.culture_blog.server import StaticSite
from tests.services.web import serving
from tests.site.world import World

PAGE = "/en/stories/quiet-nights/"


@pytest.fixture
def origin(world: World) -> Iterator[str]:
    """Where a blog with one story answers."""
    with serving(StaticSite(world.place)) as address:
        yield address


def test_a_page_has_type_caching_and_security_headers(world: World, origin: str) -> None:
    world.publish()

    answer = requests.get(origin + PAGE, timeout=5)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_over_https_it_stays_https(world: World) -> None:
    world.publish()

    status, headers, _body = _call(StaticSite(world.place), PAGE, **{"wsgi.url_scheme": "https"})

    assert status == "200 OK"
    assert "max-age=63072000" in headers["Strict-Transport-Security"]
    assert headers["Content-Security-Policy"].endswith("; upgrade-insecure-requests")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/en/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/en/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/ja/feed.json", "application/feed+json; charset=utf-8"),
        ("/en/tags/engineering/feed.xml", "application/rss+xml; charset=utf-8"),
    ],
)
def test_feeds_have_their_types_and_may_be_read_from_anywhere(
    world: World, origin: str, path: str, kind: str
) -> None:
    world.publish()

    answer = requests.get(origin + path, timeout=5)

    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_static_files_have_their_types(world: World, origin: str) -> None:
    image = world.image()
    world.publish(images=(image,))
    types = {
        "/sitemap.xml": "application/xml; charset=utf-8",
        "/robots.txt": "text/plain; charset=utf-8",
        f"/media/{image.file_name}": "image/jpeg",
    }

    for path, kind in types.items():
        assert requests.get(origin + path, timeout=5).headers["Content-Type"] == kind


def test_the_stylesheet_may_be_kept_for_ever_because_its_name_changes(
    world: World, origin: str
) -> None:
    world.publish()
    name = next(name for name in world.files() if name.endswith(".css"))

    answer = requests.get(f"{origin}/{name}", timeout=5)

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_reader_who_has_the_page_gets_only_that_answer(world: World, origin: str) -> None:
    world.publish()
    first = requests.get(origin + PAGE, timeout=5)
    tag = first.headers["ETag"]

    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = requests.get(origin + PAGE, timeout=5, headers={"If-None-Match": sent})
        assert again.status_code == 304
        assert again.headers["ETag"] == tag
        assert again.content == b""
    other = requests.get(origin + PAGE, timeout=5, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_an_answer_of_not_modified_is_short(world: World, origin: str) -> None:
    world.publish()
    tag = requests.get(origin + PAGE, timeout=5).headers["ETag"]

    with closing(http.client.HTTPConnection(urlsplit(origin).netloc)) as connection:
        connection.request("GET", PAGE, headers={"If-None-Match": tag})
        answer = connection.getresponse()
        size = sum(len(f"{name}: {value}\r\n") for name, value in answer.getheaders())

    assert answer.status == 304
    assert size <= 200


def test_the_date_of_change_is_honoured_without_a_tag(world: World, origin: str) -> None:
    world.publish()
    changed = requests.get(origin + PAGE, timeout=5).headers["Last-Modified"]

    def status(since: str) -> int:
        headers = {"If-Modified-Since": since}
        return requests.get(origin + PAGE, timeout=5, headers=headers).status_code

    assert status(changed) == 304
    assert status("Thu, 01 Jan 1998 00:00:00 GMT") == 200
    assert status("yesterday") == 200


def test_a_changed_page_is_sent_again(world: World, origin: str) -> None:
    order = world.publish()
    first = requests.get(origin + PAGE, timeout=5)

    world.update(order, title="Quiet nights")

    again = requests.get(origin + PAGE, timeout=5, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "Quiet nights" in again.text


def test_head_has_the_headers_and_no_body(world: World, origin: str) -> None:
    world.publish()
    plain = {"Accept-Encoding": "identity"}
    whole = requests.get(origin + PAGE, timeout=5, headers=plain)

    for path in (PAGE, "/nothing"):
        assert requests.head(origin + path, timeout=5).content == b""
    answer = requests.head(origin + PAGE, timeout=5, headers=plain)

    assert answer.headers["ETag"] == whole.headers["ETag"]
    assert answer.headers["Content-Length"] == str(len(whole.content))


def test_those_who_take_gzip_get_the_compressed_copy(world: World, origin: str) -> None:
    world.publish()

    packed = requests.get(origin + PAGE, timeout=5, headers={"Accept-Encoding": "br, gzip"})
    plain = requests.get(origin + PAGE, timeout=5, headers={"Accept-Encoding": "gzip;q=0, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < len(plain.content)
    assert packed.text == plain.text
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_compressed_copy_of_another_version_is_not_sent(world: World, origin: str) -> None:
    world.publish()
    copy = world.store / "en/stories/quiet-nights/index.html.gz"
    copy.write_bytes(gzip.compress(b"the version before"))

    answer = requests.get(origin + PAGE, timeout=5, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
    assert "It rang at 3:12." in answer.text


def test_a_withdrawn_story_answers_gone_in_its_language(world: World, origin: str) -> None:
    english = world.publish()
    japanese = world.publish(language="ja")
    requests.get(origin + PAGE, timeout=5)

    world.withdraw(english)
    world.withdraw(japanese)

    for language in ("en", "ja"):
        answer = requests.get(f"{origin}/{language}/stories/quiet-nights/", timeout=5)
        assert answer.status_code == 410
        assert f'<html lang="{language}">' in answer.text
        assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_an_unknown_address_answers_in_the_readers_language(world: World, origin: str) -> None:
    world.publish()

    def language(path: str, accepts: str = "") -> str:
        answer = requests.get(origin + path, timeout=5, headers={"Accept-Language": accepts})
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        return answer.text.partition('lang="')[2][:2]

    assert language("/ja/nothing/") == "ja"
    assert language("/nothing", "ja-JP,ja;q=0.9,en;q=0.8") == "ja"
    assert language("/nothing", "fr") == "en"


def test_a_folder_without_its_slash_leads_to_the_page(world: World, origin: str) -> None:
    world.publish(language="ja")

    answer = requests.get(f"{origin}/ja/tags/育休?from=mail", timeout=5, allow_redirects=False)

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/ja/tags/{quote('育休')}/?from=mail"
    followed = requests.get(f"{origin}/ja/tags/育休", timeout=5)
    assert followed.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/en/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/.state/look",
        "/.state/stories/en/quiet-nights.json",
        "/en/stories/quiet-nights/.gone",
        "//secret.txt",
        "/en//index.html",
        "/en\\index.html",
        "/en/%00",
        "/%ff%fe",
        "/" + "a" * 5_000,
    ],
)
def test_nothing_outside_the_public_files_is_ever_sent(
    world: World, origin: str, path: str
) -> None:
    world.publish()
    (world.store.parent / "secret.txt").write_text("secret", encoding="utf-8")

    with closing(http.client.HTTPConnection(urlsplit(origin).netloc)) as connection:
        connection.putrequest("GET", path, skip_host=False)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()

    assert answer.status == 404
    assert b"secret" not in body


def test_a_well_known_file_of_the_operator_is_sent(world: World, origin: str) -> None:
    world.publish()
    (world.store / ".well-known").mkdir()
    (world.store / ".well-known/security.txt").write_text("Contact: x", encoding="utf-8")

    answer = requests.get(f"{origin}/.well-known/security.txt", timeout=5)

    assert answer.text == "Contact: x"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_is_possible(world: World, origin: str, method: str) -> None:
    world.publish()

    for path in (PAGE, "/nothing"):
        answer = requests.request(method, origin + path, timeout=5)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(("path", "language"), [("/", "ja"), ("/ja/", "ja"), ("/en/", "en")])
def test_a_site_not_yet_built_has_a_friendly_page(
    world: World, origin: str, path: str, language: str
) -> None:
    answer = requests.get(origin + path, timeout=5, headers={"Accept-Language": "ja"})

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    style = answer.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert requests.get(origin + style, timeout=5).headers["Content-Type"].startswith("text/css")
    assert requests.get(f"{origin}/en/stories/any/", timeout=5).status_code == 404


def test_a_large_file_is_sent_in_pieces_and_not_kept(world: World) -> None:
    world.publish()
    large = world.store / "media" / "large.jpg"
    large.parent.mkdir(exist_ok=True)
    large.write_bytes(os.urandom(300_000))
    site = StaticSite(world.place, cache_bytes=800_000)

    _status, headers, body = _call(site, "/media/large.jpg")

    assert body == large.read_bytes()
    assert headers["Content-Length"] == "300000"
    assert site.kept_bytes < 10_000


def test_the_memory_used_is_bounded(world: World) -> None:
    world.publish()
    for number in range(50):
        (world.store / f"page-{number}.txt").write_bytes(b"x" * 10_000)
    site = StaticSite(world.place, cache_bytes=100_000)

    for number in range(50):
        assert len(_call(site, f"/page-{number}.txt")[2]) == 10_000
    for _again in range(2):
        assert _call(site, "/page-49.txt")[0] == "200 OK"

    assert site.kept_bytes <= 100_000


def test_a_file_nobody_may_read_is_not_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish()

    def refuse(*_args: Any, **_options: Any) -> None:
        raise PermissionError

    monkeypatch.setattr("builtins.open", refuse)

    assert _call(StaticSite(world.place), PAGE)[0] == "404 Not Found"


def test_in_front_of_another_application_only_the_sites_own_files_are_answered(
    world: World,
) -> None:
    world.publish()

    def other(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b"the other application"]

    site = StaticSite(world.place, otherwise=other)

    assert b"It rang" in _call(site, PAGE)[2]
    for path in ("/", "/stories", "/.state/look"):
        assert _call(site, path)[2] == b"the other application"
    assert _call(site, "/nominate", REQUEST_METHOD="POST")[2] == b"the other application"


def test_readers_never_see_a_torn_page_while_it_changes(
    tmp_path: Path, clock: time_machine.Traveller
) -> None:
    world = World(tmp_path, clock)
    order = world.publish(title="Version 0")
    site = StaticSite(world.place)

    for number in range(1, 15):
        order = world.update(order, title=f"Version {number}")
        page = _call(site, PAGE, HTTP_ACCEPT_ENCODING="gzip")[2]
        assert f"Version {number}</h1>" in gzip.decompress(page).decode()


def _call(site: StaticSite, path: str, **environ: str) -> tuple[str, dict[str, str], bytes]:
    """One request without a socket."""
    found: list[Any] = []
    request = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "wsgi.url_scheme": "http", **environ}
    body = b"".join(site(request, lambda status, headers: found.append((status, dict(headers)))))
    return (*found[0], body)
