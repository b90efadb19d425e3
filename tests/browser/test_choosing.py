"""Words are chosen in a text, by mouse or by keyboard, and marked at exactly that place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from syndicate.i18n import _ as text
from syndicate.models import FindingRow
from syndicate.services import accounts
from tests.browser.conftest import PEOPLE
from tests.browser.test_journey import WHOLE_WIDTH, Somebody
from tests.factories.world import World
from tests.functional.test_findings import submitted

pytestmark = pytest.mark.slow
BODY = "𠮷野家🎉の席 090-1234-5678 に 👩‍👩‍👧 とn\u0308くと、𠮷野家の席に立つ。"
CHOICES = [
    ("𠮷野家", BODY.rindex("𠮷"), BODY.rindex("の席")),  # the second, behind other surrogates
    ("👩‍👩‍👧", BODY.index("👩"), BODY.index("👩") + 2),  # a part of it means all of it
    ("n\u0308", BODY.index("n"), BODY.index("n") + 1),
    ("席 090-1234-5678 に", BODY.index("席"), BODY.index("に") + 2),  # over a finding, and a space
]
"""What is marked, where a choice from the second to the third is made."""
SELECT = """(dd, [start, end]) => {
  const walker = document.createTreeWalker(dd, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".num") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const at = (wanted) => {
    walker.currentNode = dd;
    let left = wanted;
    while (walker.nextNode()) {
      if (left <= walker.currentNode.length) return [walker.currentNode, left];
      left -= walker.currentNode.length;
    }
  };
  document.getSelection().setBaseAndExtent(...at(start), ...at(end));
}"""
"""Chooses by UTF-16 units, as a browser does."""


def units(words: str) -> int:
    """How long JavaScript thinks they are."""
    return len(words.encode("utf-16-le")) // 2


def opened(
    browser: Browser, company: World, origin: str, locale: str = "en", width: int = 1280
) -> tuple[Page, Locator, list[str]]:
    """A reviewer before the body of a story, and what the console says."""
    with company.database.begin() as session:
        for name in PEOPLE:
            accounts.get(session, company.users[name].id).locale = locale
    story_id = submitted(company, BODY, language="ja")
    heard: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900})
    vera = Somebody(context, origin, locale, heard)
    vera.sign_in("vera")
    vera.open(f"/stories/{story_id}?view=findings")
    return vera.page, vera.page.locator("dd[data-surface=body]").first, heard


def marked(company: World) -> list[tuple[str, int, int]]:
    """What was marked by hand: words, start, end."""
    with company.database.reading() as session:
        rows = session.scalars(
            select(FindingRow).where(FindingRow.by_id.is_not(None)).order_by(FindingRow.id)
        )
        return [(row.quote_masked, row.start, row.end) for row in rows]


def mark(page: Page) -> None:
    """Say it is a code name, and send the form."""
    page.locator("#mark-kind").select_option("codename")
    with page.expect_navigation():
        page.locator("#mark form button").click()


def test_what_is_chosen_is_marked_to_the_code_point(
    browser: Browser, company: World, origin: str
) -> None:
    page, body, heard = opened(browser, company, origin)
    expected = []

    for words, from_, to in CHOICES:
        body.evaluate(SELECT, [units(BODY[:from_]), units(BODY[:to])])
        expect(page.locator("#chosen")).to_contain_text(words)
        expect(page.get_by_role("status").filter(has_text=words)).to_have_count(1)
        page.locator("#chosen-mark").click()
        expect(page.locator("#mark-kind")).to_be_focused()
        taken = "Taken over into the form. Say what it is."
        expect(page.locator("#chosen-said")).to_have_text(taken)
        mark(page)
        start = BODY.index(words, from_ - 1)
        expected.append((words, start, start + len(words)))

    assert marked(company) == expected
    assert heard == []
    page.context.close()


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("ja", 390)])
def test_a_mouse_chooses_and_the_bar_stays_within_the_page(
    browser: Browser, company: World, origin: str, locale: str, width: int
) -> None:
    page, body, heard = opened(browser, company, origin, locale, width)

    body.dblclick(position={"x": 20, "y": 12})

    expect(page.locator("#chosen")).to_be_visible()
    assert page.evaluate(WHOLE_WIDTH)
    box = page.locator("#chosen").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.locator("#chosen-mark").click()
    mark(page)
    ((words, start, end),) = marked(company)
    assert words
    assert BODY[start:end] == words
    assert heard == []
    page.context.close()


def test_the_keyboard_chooses_as_well(browser: Browser, company: World, origin: str) -> None:
    page, body, heard = opened(browser, company, origin)
    expect(page.locator("#choosing-hint")).to_be_visible()

    body.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#chosen-words")).to_have_text("Chosen: “𠮷”")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#chosen-words")).to_have_text("Chosen: “野”")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#chosen-words")).to_have_text("Chosen: “野家🎉”")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#chosen-words")).to_have_text("Chosen: “𠮷”")
    page.keyboard.press("Enter")
    expect(page.locator("#mark-kind")).to_be_focused()
    mark(page)

    assert marked(company) == [("𠮷", 0, 1)]
    assert heard == []
    page.context.close()


def test_what_reaches_over_two_texts_is_no_choice(
    browser: Browser, company: World, origin: str
) -> None:
    page, _body, _heard = opened(browser, company, origin)

    page.evaluate(
        """() => {
          const [one, two] = document.querySelectorAll("[data-payload]");
          document.getSelection().setBaseAndExtent(one, 0, two, 1);
        }"""
    )

    expect(page.locator("#chosen")).to_contain_text("Please choose within one text.")
    expect(page.locator("#chosen-mark")).to_be_hidden()
    page.evaluate("document.getSelection().removeAllRanges()")
    expect(page.locator("#chosen")).to_be_hidden()
    page.context.close()


def test_without_a_script_the_form_still_marks(
    browser: Browser, company: World, origin: str
) -> None:
    story_id = submitted(company, BODY, language="ja")
    context = browser.new_context(java_script_enabled=False)
    vera = Somebody(context, origin, "en", [])
    page = vera.page
    page.goto(f"{origin}/sign-in")
    page.locator("#email").fill("vera@example.com")
    page.locator("#password").fill("a bench for everybody")
    page.locator("main button").click()
    page.goto(f"{origin}/stories/{story_id}?view=findings")
    expect(page.locator("#choosing-hint")).to_be_hidden()
    expect(page.locator("#mark-spot")).to_be_hidden()

    page.locator("#mark summary").click()
    page.locator("#mark-words").fill("𠮷野家")
    page.locator("#mark-kind").select_option("codename")
    page.locator("#mark form button").click()
    expect(page.get_by_text(text("Marked.").in_("en"))).to_be_visible()

    starts = {start for words, start, _end in marked(company) if words == "𠮷野家"}
    assert starts == {BODY.index("𠮷"), BODY.rindex("𠮷")}
    context.close()
