"""The rules of the privacy scan as administrators and reviewers change them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from syndicate.errors import Blocked
from syndicate.jobs.rescanning import rescan_due
from syndicate.models import ScanRun, State
from syndicate.services import rulesets
from tests.factories.world import World
from tests.functional.web.visitor import Visitor

Visit = Callable[[str | None], Visitor]
FORM = {
    "codename": "Phoenix\nカエデ計画",
    "customer_company": "",
    "ticket_prefix": "OPS",
    "internal_domain": "corp.example",
    "allowed": "03-6000-1000",
    "small_team": "4",
    "severity-handle": "block",
    "note": "The new project",
    "number": "0",
}


def in_review(world: World, body: str) -> str:
    """A story under review whose public text is `body`."""
    story_id = world.reach(State.DRAFTING)
    world.draft(story_id, body=body)
    world.take(story_id, "submit", "petra")
    return story_id


def in_force(world: World) -> rulesets.Rules:
    with world.database.reading() as session:
        return rulesets.in_force(session)


def test_words_and_severities_become_a_version_with_who_and_why(visit: Visit, world: World) -> None:
    adam = visit("adam")

    adam.post("/admin/rules", FORM)

    rules = in_force(world)
    assert (rules.number, rules.small_team) == (1, 4)
    assert rules.terms.codename == ("Phoenix", "カエデ計画")
    assert rules.severities == {"handle": "block"}
    page = adam.read("/admin/rules")
    assert "Version 1 is in force." in page
    assert "The new project" in page
    assert "Code names: Phoenix" in page
    assert "User name: Must be resolved" in page
    assert "Smallest group: 4" in page


def test_every_kind_says_how_it_was_shipped_and_which_are_never_turned_down(visit: Visit) -> None:
    page = visit("adam").read("/admin/rules")

    assert "As shipped: Must be resolved, Look at this, For information" in page
    assert "Nobody can weigh these kinds less" in page
    locked = page.partition("Nobody can weigh these kinds less")[2]
    assert "Health, belief or other sensitive matter" in locked.partition("Checklist")[0]


def test_the_severity_of_a_single_rule_is_shown_and_can_be_taken_back(
    visit: Visit, world: World
) -> None:
    data = rulesets.checked({"severities": {"phone.public": "block"}})
    with world.database.begin() as session:
        rulesets.save(session, data, actor=world.actor("adam"), now=world.now)
    adam = visit("adam")
    assert "Telephone number, rule phone.public" in adam.read("/admin/rules")

    adam.post("/admin/rules", FORM | {"number": "1"})  # a page that does not know of it
    assert in_force(world).severities == {"phone.public": "block", "handle": "block"}
    adam.post("/admin/rules", FORM | {"number": "2", "severity-phone.public": ""})

    assert in_force(world).severities == {"handle": "block"}


def test_the_checklist_is_kept_in_versions_and_asked_at_clearing(
    visit: Visit, world: World
) -> None:
    world.settings.privacy_checklist.append("Screens looked at")
    adam = visit("adam")
    assert "Screens looked at" in adam.get("/admin/rules").text
    adam.post("/admin/rules", FORM | {"checklist": "Screens looked at\r\n"})
    assert in_force(world).checklist is None  # nobody changed it

    adam.post("/admin/rules", FORM | {"number": "1", "checklist": " 背景を確認した \n\nBadges"})

    assert in_force(world).checklist == ("背景を確認した", "Badges")
    assert "Checklist: 背景を確認した · Badges" in adam.read("/admin/rules")
    story_id = in_review(world, "A plain text.")
    assert "背景を確認した" in visit("vera").get(f"/stories/{story_id}").text
    world.resolve_all(story_id)
    with pytest.raises(Blocked, match="Not ticked on the checklist: Badges"):
        world.take(story_id, "clear", "vera", checked=["背景を確認した"])

    adam.post("/admin/rules", FORM | {"number": "2", "checklist": ""})
    assert in_force(world).checklist == ()
    assert "Checklist: none of its own" in adam.read("/admin/rules")
    adam.post("/admin/rules", FORM | {"number": "3", "checklist": "x" * 201}, status=422)
    adam.post("/admin/rules/0/restore")
    assert in_force(world).checklist is None


def test_the_page_tells_of_stories_still_to_be_read(visit: Visit, world: World) -> None:
    in_review(world, "The bench.")
    adam = visit("adam")

    adam.post("/admin/rules", FORM)
    assert "Stories that are still read anew with these rules: 1." in adam.read("/admin/rules")
    rescan_due(world.kit)

    assert "still read anew" not in adam.read("/admin/rules")


def test_before_the_first_version_the_page_says_so(visit: Visit) -> None:
    assert "The scan runs as it was shipped." in visit("adam").read("/admin/rules")


def test_rules_are_tried_on_a_text_without_saving_them(visit: Visit, world: World) -> None:
    text = "Phoenix goes live, ask OPS-12 or @kenta_y. 森さんへ"

    page = visit("adam").post("/admin/rules/try", FORM | {"sample": text}, status=200).text

    assert "Code name </span>Phoenix</mark>" in page
    assert "A codename on the company" in page
    assert in_force(world).number == 0


def test_a_text_in_which_nothing_is_found_says_so(visit: Visit) -> None:
    page = (
        visit("adam").post("/admin/rules/try", FORM | {"sample": "Tea at three."}, status=200).text
    )

    assert "Nothing." in page


@pytest.mark.parametrize("sample", ["", "x" * 20_001])
def test_an_empty_or_endless_text_is_refused(visit: Visit, sample: str) -> None:
    page = visit("adam").post("/admin/rules/try", FORM | {"sample": sample}, status=422).text

    assert "Type a text of up to 20000 characters." in page
    assert "カエデ計画" in page


def test_the_effect_on_the_newest_stories_is_shown_first(visit: Visit, world: World) -> None:
    in_review(world, "Our bench by the river. Call 03-5555-0147.")

    page = (
        visit("adam")
        .post(
            "/admin/rules/effect",
            FORM | {"codename": "bench", "severity-phone": "warn"},
            status=200,
        )
        .text
    )

    assert "New findings" in page
    assert "Another severity" in page
    assert in_force(world).number == 0
    again = visit("adam").post("/admin/rules/effect", {"small_team": "5"}, status=200).text
    assert "Nothing would change in these stories." in again


def test_what_is_no_longer_found_is_shown_too(visit: Visit, world: World) -> None:
    adam = visit("adam")
    adam.post("/admin/rules", FORM | {"codename": "bench"})
    in_review(world, "Our bench by the river.")

    page = adam.post("/admin/rules/effect", FORM | {"codename": "", "number": "1"}, status=200).text

    assert "No longer found" in page


def test_an_older_version_comes_back_as_a_new_one(visit: Visit, world: World) -> None:
    adam = visit("adam")
    adam.post("/admin/rules", FORM)
    adam.post("/admin/rules", FORM | {"codename": "Griffin", "number": "1"})

    adam.post("/admin/rules/1/restore")

    rules = in_force(world)
    assert (rules.number, rules.terms.codename) == (3, ("Phoenix", "カエデ計画"))
    assert "version 1 again" in adam.read("/admin/rules")
    adam.post("/admin/rules/0/restore")
    assert in_force(world).terms == rulesets.Rules().terms
    adam.post("/admin/rules/77/restore", status=404)


def test_who_saves_over_a_newer_version_is_told(visit: Visit, world: World) -> None:
    adam = visit("adam")
    adam.post("/admin/rules", FORM)

    page = adam.post("/admin/rules", FORM | {"codename": "Griffin"}, status=409).text

    assert "Somebody changed the rules meanwhile." in page
    assert "Griffin" in page
    assert in_force(world).number == 1


def test_the_same_rules_again_are_no_new_version(visit: Visit, world: World) -> None:
    adam = visit("adam")
    adam.post("/admin/rules", FORM)
    adam.post("/admin/rules", FORM | {"number": "1"})

    assert in_force(world).number == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"severity-secret": "warn"}, "secret always blocks. It cannot be turned down."),
        ({"severity-minor": "info"}, "minor always blocks. It cannot be turned down."),
        ({"severity-nonsense": "warn"}, "There is no kind and no rule called nonsense."),
        ({"severity-handle": "loud"}, "Please choose one of"),
        ({"small_team": "0"}, "2"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    visit: Visit, world: World, fields: dict[str, str], sentence: str
) -> None:
    for address in ("/admin/rules", "/admin/rules/effect"):
        assert sentence in visit("adam").post(address, FORM | fields, status=422).text
    assert in_force(world).number == 0


@pytest.mark.parametrize("name", ["petra", "nina"])
def test_other_roles_have_no_business_here(visit: Visit, name: str) -> None:
    visit(name).get("/admin/rules", status=403)
    for address in ("", "/try", "/effect", "/1/restore"):
        visit(name).post(f"/admin/rules{address}", FORM, status=403)


def test_a_scan_says_which_rules_and_which_directory_it_was_made_with(
    visit: Visit, world: World
) -> None:
    visit("adam").post("/admin/rules", FORM)

    story_id = in_review(world, "Phoenix is nearly done.")

    with world.database.reading() as session:
        run = session.query(ScanRun).filter_by(story_id=story_id).one()
        assert run.ruleset_version.startswith("1-")
        assert len(run.directory_version) == 16
        assert run.failed == []


def test_the_page_speaks_japanese(visit: Visit) -> None:
    adam = visit("adam")
    adam.post("/account/language", {"locale": "ja", "next": "/admin/rules"})
    page = adam.read("/admin/rules")

    assert "プライバシー検査のルール" in page
