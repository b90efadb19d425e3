"""A privacy review from scan to clear by keyboard alone, in text and in a picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from syndicate.i18n import Text
from syndicate.i18n import _ as text
from syndicate.models import State
from syndicate.services import accounts
from tests.browser.conftest import PEOPLE
from tests.browser.test_journey import WHOLE_WIDTH, Somebody
from tests.factories.world import AGREE, World
from tests.unit.privacy.images.drawn import as_bytes, astronaut

MOST_TABS = 150
STORIES = {
    "en": "The bench stands by the window 🎉. Call 090-1234-5678 before you come.",
    "ja": "𠮷野家の前の席です🎉。来る前に090-1234-5678へお電話ください。",
}


def tab_to(page: Page, target: Locator) -> None:
    """Go there by the Tab key, as somebody without a mouse does."""
    for _press in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"not reached by keyboard: {target}")


def press(page: Page, label: Text, locale: str, *, within: str = "main") -> None:
    """Reach the first button of that name and press Enter."""
    target = page.locator(within).get_by_role("button", name=label.in_(locale)).first
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate(WHOLE_WIDTH), page.url


@pytest.mark.slow
@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("ja", 390)])
def test_a_review_is_done_by_keyboard_alone(
    browser: Browser, company: World, origin: str, locale: str, width: int
) -> None:
    with company.database.begin() as session:
        for name in PEOPLE:
            accounts.get(session, company.users[name].id).locale = locale
    photo = company.upload_bytes(as_bytes(astronaut(), "JPEG"))
    story_id = company.nominate(language=locale)
    company.take(story_id, "accept", "petra")
    company.take(story_id, "agree", "arthur", **AGREE)
    images = [{"asset_id": photo, "alt": "Somebody in a white suit before a flag."}]
    company.draft(story_id, body=STORIES[locale], images=images)
    company.take(story_id, "submit", "petra")

    heard: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900})
    vera = Somebody(context, origin, locale, heard)
    vera.sign_in("vera")
    page = vera.page
    vera.open(f"/stories/{story_id}?view=findings")
    expect(page.locator("mark").filter(has_text="090-1234-5678").first).to_be_visible()
    expect(page.locator(".seen rect.block")).to_have_count(1)

    show, sure = text("Show the new version"), text("Take it out")
    for _finding in range(2):
        press(page, show, locale, within="article.finding")
        press(page, sure, locale)
    expect(page.locator("mark.block")).to_have_count(0)
    expect(page.locator(".seen rect.block")).to_have_count(0)
    assert "090-1234-5678" not in company.payload(story_id)

    company.take(story_id, "agree", "arthur", **AGREE)
    company.take(story_id, "approve", "paul")
    vera.open(f"/stories/{story_id}?view=findings")
    press(page, text("Clear for privacy"), locale)
    context.close()

    assert company.state(story_id) is State.CLEARED
    assert heard == []
