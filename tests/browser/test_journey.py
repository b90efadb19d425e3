"""One story from nomination to cleared, by clicks alone, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from syndicate.i18n import Text
from syndicate.i18n import _ as text
from syndicate.models import State
from syndicate.services import accounts
from tests.browser.conftest import PASSWORD, PEOPLE
from tests.factories.world import BODY, World

WHOLE_WIDTH = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


class Somebody:
    """A person with a browser of their own, whose console is watched."""

    def __init__(self, context: BrowserContext, origin: str, locale: str, heard: list[str]) -> None:
        self.page: Page = context.new_page()
        self.origin = origin
        self.locale = locale
        self.page.on("console", lambda message: self._hear(message, heard))
        self.page.on("pageerror", lambda error: heard.append(str(error)))

    def _hear(self, message: ConsoleMessage, heard: list[str]) -> None:
        if message.type in ("error", "warning"):
            heard.append(message.text)

    def word(self, label: Text) -> str:
        """A label as this person's pages show it."""
        return label.in_(self.locale)

    def sign_in(self, name: str) -> None:
        """At the door, with address and password."""
        self.open("/sign-in")
        self.page.locator("#email").fill(f"{name}@example.com")
        self.page.locator("#password").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main button").click()
        expect(self.page).to_have_url(f"{self.origin}/")

    def open(self, path: str) -> None:
        """Look at a page; nothing of it may stand beyond its right edge."""
        self.page.goto(self.origin + path)
        assert self.page.evaluate(WHOLE_WIDTH), path

    def press(self, label: Text) -> None:
        """Press the button of that name, which leads to a page."""
        button = self.page.locator("main").get_by_role("button", name=self.word(label), exact=True)
        with self.page.expect_navigation():
            button.click()
        assert self.page.evaluate(WHOLE_WIDTH), self.page.url


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "bench.png"
    Image.new("RGB", (640, 400), "teal").save(path)
    return path


@pytest.mark.parametrize(
    ("locale", "width", "scheme"), [("en", 1280, "light"), ("ja", 390, "dark")]
)
def test_a_story_is_cleared_by_clicks_alone(
    browser: Browser,
    company: World,
    origin: str,
    picture: Path,
    locale: str,
    width: int,
    scheme: str,
) -> None:
    with company.database.begin() as session:
        for name in PEOPLE:
            accounts.get(session, company.users[name].id).locale = locale
    heard: list[str] = []
    contexts = {
        name: browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        for name in PEOPLE
    }
    people = {name: Somebody(contexts[name], origin, locale, heard) for name in PEOPLE}
    for name, somebody in people.items():
        somebody.sign_in(name)
    try:
        story = nominated(people["nina"], picture)
        take(people["petra"], story, text("Accept and ask the author"))
        agree(people["arthur"], story)
        draft(people["petra"], story)
        take(people["petra"], story, text("Submit for review"))
        agree(people["arthur"], story)
        see_the_preview(people["paul"], story)
        take(people["paul"], story, text("Approve"))
        company.resolve_all(story)
        take(people["vera"], story, text("Clear for privacy"))

        assert company.state(story) is State.CLEARED
        assert heard == []
    finally:
        for context in contexts.values():
            context.close()


def nominated(nina: Somebody, picture: Path) -> str:
    """Nina fills in the form, a picture included; the story's id."""
    nina.open("/nominate")
    page = nina.page
    page.locator("#source_text").fill(BODY)
    page.locator("#title").fill("The bench")
    page.locator("#author").fill("arthur@example.com")
    page.locator("#reason").fill("Worth telling.")
    page.locator("#new-0-file").set_input_files(picture)
    page.locator("#new-0-alt").fill("A long bench in a workshop")
    nina.press(text("Nominate"))
    expect(page.locator("h1")).to_have_text("The bench")
    return page.url.rsplit("/", 1)[1]


def take(somebody: Somebody, story: str, step: Text) -> None:
    """Press a step's button on the story's page, and be told that it is done."""
    somebody.open(f"/stories/{story}")
    somebody.press(step)
    expect(somebody.page.get_by_role("status")).to_contain_text(somebody.word(step))


def agree(arthur: Somebody, story: str) -> None:
    """Arthur says yes on the conditions as they stand."""
    arthur.open(f"/stories/{story}/consent")
    arthur.press(text("Yes, on these conditions"))
    expect(arthur.page.locator("h1")).to_have_text(arthur.word(text("Thank you")))


def draft(petra: Somebody, story: str) -> None:
    """Petra writes the summary."""
    petra.open(f"/stories/{story}?view=edit")
    petra.page.locator("#summary").fill("How a meeting learned to stand.")
    petra.press(text("Save"))
    expect(petra.page.locator("#summary")).to_have_value("How a meeting learned to stand.")


def see_the_preview(paul: Somebody, story: str) -> None:
    """Paul sees the story in its frame, the picture too, though the frame has no cookies."""
    paul.open(f"/stories/{story}?view=previews")
    frame = paul.page.frame_locator("iframe.frame").first
    expect(frame.get_by_role("heading", name="The bench")).to_be_visible()
    image = frame.get_by_role("img", name="A long bench in a workshop").first
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("image => image.naturalWidth") > 0


def test_the_whole_way_to_a_decision_goes_by_keyboard(
    browser: Browser, company: World, origin: str
) -> None:
    company.nominate()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    petra = Somebody(context, origin, "en", [])
    petra.sign_in("petra")
    page = petra.page

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("link", name="Accept and ask the author").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Accept and ask the author").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Done: Accept and ask the author.")
    context.close()


def test_a_mistake_is_led_to_its_field(browser: Browser, company: World, origin: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    nina = Somebody(context, origin, "en", [])
    nina.sign_in("nina")
    nina.open("/nominate")
    page = nina.page
    page.locator("#source_text").fill(BODY)
    page.locator("#author").fill("nobody@example.com")
    page.locator("#reason").fill("Worth telling.")
    nina.press(text("Nominate"))

    page.get_by_role("alert").get_by_role("link").click()

    expect(page.locator("#author")).to_be_focused()
    expect(page.locator("#source_text")).to_have_value(BODY)
    context.close()
