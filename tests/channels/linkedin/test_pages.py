"""What people see: the preview before, and the simulator's pages after publishing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
import requests
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page

from publishers.linkedin.config import Form
from publishers.linkedin.simulator.world import CLIENT_ID
from publishers.linkedin.view import Stretch, initials, language_of, plain_stretches
from syndicate.rendering.post import Post
from tests.channels.linkedin.channel import Channel
from tests.services.web import serving

LONG = "Seven people (and [one] teapot) kept #42 alive: a_b*c~d. " * 12
JAPANESE = "夜勤チームは「_誰でも_直せる」手順書を作りました（全員で）。" * 12


@pytest.fixture
def reader(channel: Channel, browser: Browser) -> Iterable[Callable[..., Page]]:
    """Opens a page of the simulator as a reader would; every complaint of the browser counts."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(path: str, *, width: int = 1280, locale: str = "en-GB") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{channel.url}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize(("text", "width"), [(LONG, 1280), (JAPANESE, 390)], ids=["en", "ja"])
def test_a_reader_sees_three_lines_and_then_everything(
    channel: Channel, post: Post, reader: Callable[..., Page], width: int, text: str
) -> None:
    channel.publisher.publish(channel.order(replace(post, channel_text=text)))

    page = reader("/", width=width)
    shown = page.locator(".clamp-text")
    before = shown.bounding_box()
    page.get_by_text("…more").click()
    after = shown.bounding_box()

    assert _fits(page)
    assert before
    assert before["height"] == 63
    assert after
    assert after["height"] > before["height"] * 2
    assert text.strip() in shown.inner_text()
    assert "\\" not in shown.inner_text()


def test_a_short_text_shows_no_more_than_there_is(
    channel: Channel, post: Post, reader: Callable[..., Page]
) -> None:
    channel.publisher.publish(channel.order(replace(post, channel_text="Short.", tags=())))

    page = reader("/")
    box = page.locator(".clamp-more").bounding_box()
    assert box
    clip = FloatRect(x=box["x"], y=box["y"], width=box["width"], height=box["height"])
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip)))

    assert picture.convert("RGB").getcolors() == [(picture.width * picture.height, (255,) * 3)]


def test_a_post_shows_its_card_its_tags_and_its_picture(
    channel: Channel, illustrated: Post, reader: Callable[..., Page]
) -> None:
    receipt = channel.publisher.publish(channel.order(illustrated))

    page = reader(receipt.permalink.removeprefix(channel.url))

    assert page.locator(".card").get_attribute("href") == illustrated.url
    assert page.locator(".card-title").inner_text() == illustrated.title
    picture = page.get_by_alt_text("A server with a teapot on it")
    assert picture.evaluate("image => image.naturalWidth") == 64
    assert page.get_by_text("#NightShift").count() == 1
    assert illustrated.summary in page.locator(".post-text").inner_text()


def test_many_pictures_say_how_many_more_there_are(
    channel: Channel, post: Post, reader: Callable[..., Page]
) -> None:
    channel.config["form"] = Form.IMAGES
    images = tuple(channel.media.add(f"#{n}{n}{n}") for n in range(7))
    channel.publisher.publish(channel.order(replace(post, images=images)))

    page = reader("/", width=390)

    assert page.locator(".picture img").count() == 5
    assert page.locator(".picture-more").inner_text() == "+2"
    assert _fits(page)


def test_a_long_feed_shows_the_newest_and_says_how_many_there_are(
    channel: Channel, post: Post
) -> None:
    channel.publisher.publish(channel.order(post))
    first = channel.stored[0]
    for number in range(60):
        urn = f"urn:li:share:{number}"
        channel.world.posts[urn] = first.model_copy(update={"urn": urn})

    page = requests.get(channel.url, timeout=5).text

    assert page.count("<article") == 50
    assert "The newest 50 of 61 posts." in page


def test_a_deleted_post_is_gone_for_readers(channel: Channel, post: Post) -> None:
    order = channel.order(post)
    receipt = channel.publisher.publish(order)
    channel.publisher.take_down(replace(order, receipt=receipt))

    answer = requests.get(receipt.permalink, timeout=5)

    assert answer.status_code == 404
    assert "This post cannot be shown" in answer.text
    assert post.title not in requests.get(channel.url, timeout=5).text


def test_what_linkedin_cuts_is_marked_for_those_who_test(channel: Channel, post: Post) -> None:
    channel.publisher.publish(channel.order(post))
    channel.stored[0].commentary = "Careless (nobody sees this)"

    page = requests.get(channel.url, timeout=5).text

    assert "LinkedIn cut the text here" in page
    assert "<code>(nobody sees this)</code>" in page


def test_a_mention_links_only_when_the_name_is_right(channel: Channel, post: Post) -> None:
    channel.config["mentions"] = {"Example Labs": "urn:li:organization:5583111"}
    channel.publisher.publish(channel.order(replace(post, channel_text="With Example Labs.")))
    link = 'href="/company/example-labs/">Example Labs</a>'

    assert requests.get(channel.url, timeout=5).text.count(link) == 1
    channel.stored[0].commentary = "With @[Example Lab](urn:li:organization:5583111)."
    assert link not in requests.get(channel.url, timeout=5).text


def test_an_edited_post_says_so_and_how_old_it_is(channel: Channel, post: Post) -> None:
    receipt = channel.publisher.publish(channel.order(post))
    channel.publisher.update(channel.order(replace(post, channel_text="New"), receipt))

    ages = []
    for seconds in (0, 120, 7_200, 172_800):
        channel.stored[0].created_at = channel.world.now() - seconds
        page = requests.get(channel.url, timeout=5).text
        ages += [age for age in ("now<", "2 min<", "2 h<", "2 d<") if f">{age}" in page]

    assert "edited" in page
    assert ages == ["now<", "2 min<", "2 h<", "2 d<"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/company/example-labs/", 200),
        ("/company/unknown/", 404),
        ("/feed/update/urn:li:share:1/", 404),
        ("/plug-static/linkedin/post.css", 200),
        ("/plug-static/linkedin/unknown.css", 404),
        ("/plug-static/linkedin/..%2f_post.html", 404),
        ("/favicon.ico", 204),
        ("/media/unknown", 404),
    ],
)
def test_every_address_answers(channel: Channel, path: str, status: int) -> None:
    assert requests.get(f"{channel.url}{path}", timeout=5).status_code == status


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "en"),
        ("?lang=ja", {}, "ja"),
        ("?lang=fr", {}, "en"),
        ("", {"Accept-Language": "ja,en;q=0.5"}, "ja"),
    ],
)
def test_the_pages_speak_the_readers_language(
    channel: Channel, query: str, headers: dict[str, str], language: str
) -> None:
    page = requests.get(f"{channel.url}/{query}", headers=headers, timeout=5)

    assert f'<html lang="{language}">' in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_reading_a_post_counts_as_an_impression(channel: Channel, post: Post) -> None:
    receipt = channel.publisher.publish(channel.order(post))

    requests.get(receipt.permalink, timeout=5)

    assert [counts["impressionCount"] for counts in channel.stored[0].activity.values()] == [1]


AUTHORIZE = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": "http://127.0.0.1:1/back",
    "scope": "openid profile",
    "state": "s",
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"client_id": "x"}, "Client_id doesn&#39;t match"),
        ({"redirect_uri": "https://elsewhere.example/"}, "Redirect_uri doesn&#39;t match"),
        ({"redirect_uri": "http://["}, "Redirect_uri doesn&#39;t match"),
        ({"scope": ""}, "Invalid scope"),
        ({"response_type": "token"}, "Invalid scope"),
    ],
)
def test_an_app_that_asks_wrongly_is_not_sent_anybody(
    channel: Channel, change: dict[str, str], sentence: str
) -> None:
    answer = requests.get(
        f"{channel.url}/oauth/v2/authorization", params=AUTHORIZE | change, timeout=5
    )

    assert answer.status_code == 401
    assert sentence in answer.text


def test_a_scope_the_app_may_not_ask_for_is_told_to_the_app(channel: Channel) -> None:
    answer = requests.get(
        f"{channel.url}/oauth/v2/authorization",
        params=AUTHORIZE | {"scope": "openid r_member_social"},
        timeout=5,
        allow_redirects=False,
    )

    assert "error=unauthorized_scope_error" in answer.headers["Location"]


def test_a_person_may_say_no(channel: Channel) -> None:
    form = AUTHORIZE | {"member": "sim-Mika_T", "answer": "cancel"}
    url = f"{channel.url}/oauth/v2/authorization"

    answer = requests.post(url, data=form, timeout=5, allow_redirects=False)
    stranger = requests.post(url, data=form | {"member": "x"}, timeout=5)

    assert answer.headers["Location"].startswith(
        "http://127.0.0.1:1/back?error=user_cancelled_authorize"
    )
    assert stranger.status_code == 401


def test_a_person_signs_in_by_hand(channel: Channel, reader: Callable[..., Page]) -> None:
    asked: list[str] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.append(environ["QUERY_STRING"])
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<title>Back</title>"]

    with serving(app) as back:
        page = reader(
            f"/oauth/v2/authorization?response_type=code&client_id={CLIENT_ID}&state=s-7"
            f"&scope=openid+profile&redirect_uri={back}/callback?x=1",
            width=390,
        )
        assert _fits(page)
        page.get_by_label("Alex Rivera").check()
        page.get_by_label("Example Labs").check()
        page.get_by_role("button", name="Allow").click()
        page.wait_for_url(f"{back}/**")
        page.close()

    assert asked[0].startswith("x=1&code=AQT")
    assert asked[0].endswith("&state=s-7")
    code = next(iter(channel.world.codes.values()))
    assert (code.member, len(code.organizations)) == ("sim-Alex_R", 2)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_preview_shows_the_post_at_both_widths(
    channel: Channel, illustrated: Post, page: Page, language: str
) -> None:
    text = LONG if language == "en" else JAPANESE
    payload = channel.publisher.render(replace(illustrated, channel_text=text))
    html = channel.publisher.preview(payload)
    complaints: list[str] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"].startswith("/plug-static/"):
            answer = requests.get(f"{channel.url}{environ['PATH_INFO']}", timeout=5)
            start_response("200 OK", [("Content-Type", "text/css")])
            return [answer.content]
        if environ["PATH_INFO"].startswith("/media/"):
            start_response("200 OK", [("Content-Type", "image/jpeg")])
            return [channel.media.files[environ["PATH_INFO"][7:-4]]]
        policy = "default-src 'none'; style-src 'self'; img-src 'self'"
        headers = [("Content-Type", "text/html"), ("Content-Security-Policy", policy)]
        start_response("200 OK", headers)
        return [html.encode()]

    with serving(app) as url:
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(url)
        widths = [
            round(box["width"])
            for post in page.locator(".post").all()
            if (box := post.bounding_box())
        ]
        pictures = [
            picture.evaluate("image => image.naturalWidth")
            for picture in page.locator(".card-picture").all()
        ]
        words = page.locator(".clamp-text").first.inner_text()
        page.set_viewport_size({"width": 390, "height": 800})
        fits = _fits(page)
        page.close()

    assert f'<html lang="{language}">' in html
    assert widths == [555, 375]
    assert pictures == [64, 64]
    assert text.strip() in words
    assert fits
    assert [c for c in complaints if "favicon" not in c] == []


def test_the_preview_of_pictures_shows_them(channel: Channel, post: Post) -> None:
    channel.config["form"] = Form.IMAGES
    images = (channel.media.add("red", "Red"), channel.media.add("blue", "Blue"))

    html = channel.publisher.preview(channel.publisher.render(replace(post, images=images)))

    for image in images:
        assert html.count(f'src="/media/{image.file_name}" alt="{image.alt}"') == 2
    assert "<script" not in html
    assert "style=" not in html


def test_hostile_text_is_only_text_in_the_preview(channel: Channel, post: Post) -> None:
    hostile = "<script>alert(1)</script>\" onload='x"

    html = channel.publisher.preview(
        channel.publisher.render(replace(post, title=hostile, channel_text=hostile))
    )

    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Example Company", "EC"), ("株式会社サンプル", "サ"), ("株式会社", "株"), ("Acme", "A")],
)
def test_a_company_has_letters_for_a_logo(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_addresses_stand_on_their_own() -> None:
    assert plain_stretches("See https://x.jp/a_b. 詳しくは「https://x.jp/c」へ") == [
        Stretch("text", "See "),
        Stretch("address", "https://x.jp/a_b"),
        Stretch("text", ". 詳しくは「"),
        Stretch("address", "https://x.jp/c"),
        Stretch("text", "」へ"),
    ]


@pytest.mark.parametrize(("text", "language"), [("Hello", "en"), ("Hello 東京", "ja"), ("", "en")])
def test_a_text_with_japanese_in_it_is_japanese(text: str, language: str) -> None:
    assert language_of(text) == language
