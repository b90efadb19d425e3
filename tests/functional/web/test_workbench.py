"""A story's page for those who work on it, and for those who follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from syndicate.models import Event, Release, State, Story
from tests.factories.world import AGREE, BODY, World
from tests.functional.web.test_nominating import picture
from tests.functional.web.visitor import Visitor, words

Visit = Callable[[str | None], Visitor]


def seen(world: World, story_id: str) -> dict[str, str]:
    with world.database.reading() as session:
        now = world.seen(session, story_id)
    return {"revision": now.revision_id or "", "release": now.release_sha256 or ""}


def step(visitor: Visitor, world: World, story_id: str, name: str, **fields: Any) -> str:
    return visitor.post(
        f"/stories/{story_id}/steps/{name}", seen(world, story_id) | fields
    ).headers["Location"]


def test_pr_takes_a_story_from_nomination_to_review_by_pages_alone(
    visit: Visit, world: World
) -> None:
    story = world.nominate()
    petra, arthur = visit("petra"), visit("arthur")

    assert "Accept and ask the author" in petra.read("/")
    step(petra, world, story, "accept", comment="Lovely.")
    assert "May this be published? Silence is a no." in arthur.read("/")
    answer = seen(world, story) | {
        "answer": "agree",
        "channels": "blog",
        "name_form": "full",
        "photo": "true",
        "on_leaving": "keep",
    }
    arthur.post(f"/stories/{story}/consent", answer)
    save(petra, story, summary="How a meeting learned to stand.")
    assert step(petra, world, story, "submit") == f"/stories/{story}"

    assert world.state(story) is State.IN_REVIEW
    assert "Done: Submit for review." in petra.read(f"/stories/{story}")


def save(visitor: Visitor, story_id: str, status: int = 303, /, **fields: Any) -> str:
    page = visitor.get(f"/stories/{story_id}?view=edit").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    data = {
        "version": version[1],
        "title": "The meeting at the bench",
        "summary": "",
        "body": BODY,
        "tags": "work, tools",
        "slug": "the-bench",
    } | fields
    return words(visitor.post(f"/stories/{story_id}/draft", data, status=status))


def test_the_editor_keeps_everything_it_is_given(visit: Visit, world: World) -> None:
    story = world.reach(State.DRAFTING)
    petra = visit("petra")

    typed: dict[str, Any] = {
        "text-blog": "A text for the blog.",
        "people-0-email": "mei@example.com",
        "people-0-how": "quoted",
        "new-0-file": (picture(), "bench.png"),
        "new-0-alt": "A bench",
    }
    save(petra, story, body="New words.", **typed)

    page = petra.get(f"/stories/{story}").text
    for part in ("New words.", "A text for the blog.", "mei@example.com", "A bench", "the-bench"):
        assert part in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Please write"),
        ({"body": ""}, "Please write"),
        ({"slug": "Nice Slug!"}, "address"),
        ({"version": "x"}, "whole number"),
        ({"people-0-email": "nonsense"}, "is not a mail address"),
    ],
)
def test_a_draft_that_cannot_be_saved_keeps_its_words(
    visit: Visit, world: World, fields: dict[str, Any], sentence: str
) -> None:
    story = world.reach(State.DRAFTING)

    page = save(visit("petra"), story, 422, **({"summary": "Typed words."} | fields))

    assert sentence in page
    assert "Typed words." in page


def test_somebody_in_a_picture_must_stand_in_the_story(visit: Visit, world: World) -> None:
    story = world.reach(State.DRAFTING)
    shown: dict[str, Any] = {"new-0-file": (picture(), "x.png"), "new-0-people": "Somebody"}

    page = save(visit("petra"), story, 409, **shown)

    assert "Somebody is to be seen but is not among the story's people." in page


def test_whoever_saves_second_sees_both_texts_and_may_keep_theirs(
    visit: Visit, world: World
) -> None:
    story = world.reach(State.DRAFTING)
    petra, paul = visit("petra"), visit("paul")
    old = re.search(r'name="version" value="(\d+)"', petra.get(f"/stories/{story}").text)
    assert old is not None
    save(paul, story, body="The words of Paul.")

    page = save(petra, story, 409, version=old[1], body="The words of Petra.")

    assert "Somebody saved this story while you were editing." in page
    assert "Paul" in page
    save(petra, story, body="The words of Petra.")
    assert "The words of Petra." in petra.read(f"/stories/{story}?view=text")


def test_only_those_who_may_edit_get_the_editor(visit: Visit, world: World) -> None:
    story = world.reach(State.DRAFTING)

    assert "Skip to content" in visit("arthur").read(f"/stories/{story}?view=edit")
    visit("nina").post(f"/stories/{story}/draft", {"version": "1"}, status=403)
    visit("vera").get(f"/stories/{story}", status=404)


def test_an_edit_under_review_says_first_what_it_undoes(visit: Visit, world: World) -> None:
    story = world.reach(State.IN_REVIEW)
    world.take(story, "agree", "arthur", **AGREE)
    world.take(story, "approve", "paul")
    petra = visit("petra")

    page = save(petra, story, 409, slug="", summary="Other words.")
    assert "Saving undoes this:" in page
    assert world.state(story) is State.IN_REVIEW

    save(petra, story, slug="", summary="Other words.", sure="true")
    assert world.state(story) is State.DRAFTING


def test_a_text_that_is_out_is_not_edited(visit: Visit, world: World) -> None:
    story = world.reach(State.PUBLISHING)
    with world.database.reading() as session:
        version = str(session.get_one(Story, story).version)
    data = {"version": version, "title": "Other", "body": "Other words."}

    page = visit("petra").post(f"/stories/{story}/draft", data, status=409)

    assert "The text can be edited while the story is drafted or reviewed" in words(page)


def test_a_nominator_follows_without_seeing_the_work(visit: Visit, world: World) -> None:
    story = world.reach(State.IN_REVIEW)

    page = visit("nina").read(f"/stories/{story}?view=findings")

    assert "So far" in page
    assert "In review" in page
    assert "What blocks this" not in page
    assert "Petra" not in page


def test_nobody_is_shown_who_said_no(visit: Visit, world: World) -> None:
    story = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story, "accept", "petra")
    world.take(story, "agree", "arthur", **AGREE)
    world.draft(story)
    world.take(story, "submit", "petra")
    world.take(story, "refuse", "mei")

    for name, path in [
        ("petra", f"/stories/{story}"),
        ("nina", f"/stories/{story}"),
        ("adam", "/admin/audit"),
    ]:
        page = visit(name).read(path)
        line = re.search(r"story:not_used.{0,60}", page) if name == "adam" else None
        assert "Not used" in page or line is not None
        assert "Mei" not in (line[0] if line else page.partition("What happened")[2])


def test_prs_no_looks_like_anybodys(visit: Visit, world: World) -> None:
    declined, refused = world.nominate(), world.nominate(source_text="Other words.")
    world.take(declined, "decline", "petra", comment="Not now.")
    world.take(refused, "accept", "petra")
    world.take(refused, "refuse", "arthur")
    nina = visit("nina")

    one, other = (nina.read(f"/stories/{story}") for story in (declined, refused))
    assert one.count("Not used") == other.count("Not used")
    assert "Petra" not in one


def test_the_release_is_previewed_as_it_will_be_sent(visit: Visit, world: World) -> None:
    story = world.reach(State.IN_REVIEW)
    petra = visit("petra")
    with world.database.reading() as session:
        release = session.scalars(select(Release)).one()
        shown = [release.sha256[:12], release.payloads[0].sha256[:12]]

    page = petra.get(f"/stories/{story}?view=previews").text
    assert all(part in page for part in shown)
    assert 'sandbox=""' in page

    response = petra.get(f"/stories/{story}/preview/blog")
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox")
    assert "script-src" not in policy
    assert "The meeting at the bench" in response.text


def test_a_draft_is_previewed_as_it_stands(visit: Visit, world: World) -> None:
    story = world.reach(State.DRAFTING)
    petra = visit("petra")
    shown: dict[str, Any] = {"new-0-file": (picture(), "b.png"), "new-0-alt": "Bench"}
    save(petra, story, **shown)

    html = petra.get(f"/stories/{story}/preview/blog").text

    image = re.search(r'/media/[0-9a-f]{64}\.(?:png|jpg)\?k=[^"\s]+', html)
    assert image is not None
    with visit(None).get(image[0]) as response:
        assert response.mimetype in ("image/png", "image/jpeg")
    petra.get(f"/stories/{story}/preview/nowhere", status=404)


@pytest.mark.parametrize("view", ["text", "changes", "previews", "nonsense"])
def test_every_view_opens_for_everybody_who_works_on_it(
    visit: Visit, world: World, view: str
) -> None:
    story = world.reach(State.IN_REVIEW)
    for name in ("petra", "paul", "vera", "arthur"):
        visit(name).get(f"/stories/{story}?view={view}")


def test_a_decision_about_an_older_text_is_refused(visit: Visit, world: World) -> None:
    story = world.reach(State.IN_REVIEW)
    old = seen(world, story)
    world.take(story, "return", "petra", comment="Shorter, please.")
    world.draft(story, body="Shorter.")
    world.take(story, "submit", "petra")

    page = visit("paul").post(f"/stories/{story}/steps/approve", old, status=409)

    assert "The text has changed since you looked." in words(page)


def test_a_double_click_approves_once(visit: Visit, world: World) -> None:
    story = world.reach(State.IN_REVIEW)
    paul, form = visit("paul"), seen(world, story)

    paul.post(f"/stories/{story}/steps/approve", form)
    paul.post(f"/stories/{story}/steps/approve", form)

    with world.database.reading() as session:
        names = session.scalars(select(Event.name)).all()
    assert names.count("story:review:approved") == 1


def test_the_four_eyes_rule_is_explained_beside_the_button_that_is_not_there(
    visit: Visit, world: World
) -> None:
    story = world.reach(State.IN_REVIEW)

    page = visit("petra").read(f"/stories/{story}")

    assert "You edited this story, so somebody else must decide." in page


def test_a_step_for_somebody_else_is_refused_in_words(visit: Visit, world: World) -> None:
    story = world.reach(State.IN_REVIEW)

    page = visit("nina").post(f"/stories/{story}/steps/approve", seen(world, story), status=403)
    assert "This step is for somebody else." in words(page)
    visit("petra").post(f"/stories/{story}/steps/nonsense", seen(world, story), status=404)
    visit("petra").post(f"/stories/{story}/steps/accept", seen(world, story), status=409)


def test_what_blocks_is_listed_when_a_step_is_refused(visit: Visit, world: World) -> None:
    story = world.reach(State.DRAFTING)
    world.draft(story, summary="")

    page = visit("petra").post(f"/stories/{story}/steps/submit", seen(world, story), status=409)

    assert "The summary is missing." in words(page)


def test_a_step_with_a_wrong_form_shows_it_again(visit: Visit, world: World) -> None:
    story = world.reach(State.IN_REVIEW)
    petra = visit("petra")

    page = petra.post(f"/stories/{story}/steps/return", seen(world, story), status=422)
    assert 'href="#return-comment"' in page.text

    wrong = seen(world, story) | {"at": "2026-12-02T10:00", "zone": "Mars/Olympus"}
    page = petra.post(f"/stories/{story}/steps/schedule", wrong, status=422)
    assert "Mars/Olympus" in page.text

    extra = seen(world, story) | {"comment": "Please.", "state": "live"}
    page = petra.post(f"/stories/{story}/steps/return", extra, status=422)
    assert "There is no such field." in page.text


def test_what_is_hard_to_undo_asks_once_more(visit: Visit, world: World) -> None:
    story = world.reach(State.IN_REVIEW)
    petra = visit("petra")

    page = petra.post(f"/stories/{story}/steps/withdraw", seen(world, story), status=422)
    assert "Please tick this first" in page.text
    assert world.state(story) is State.IN_REVIEW

    step(petra, world, story, "withdraw", sure="true")
    assert world.state(story) in (State.WITHDRAWING, State.WITHDRAWN)


def test_who_has_nothing_more_to_do_with_a_story_returns_to_the_desk(
    visit: Visit, world: World
) -> None:
    story = world.reach(State.IN_REVIEW)

    where = step(visit("vera"), world, story, "return", comment="Names a customer.")

    assert where == "/"


def test_one_story_is_merged_into_another_from_a_list(visit: Visit, world: World) -> None:
    first, second = world.nominate(), world.nominate(source_text="The same again.", title="Twice")
    petra = visit("petra")
    assert "Twice" in petra.get(f"/stories/{first}").text

    step(petra, world, first, "merge", into=second)

    assert "This story was merged into Twice" in petra.read(f"/stories/{first}")


def test_the_author_sees_what_was_agreed_and_can_withdraw_it(visit: Visit, world: World) -> None:
    story = world.reach(State.CLEARED)

    page = visit("arthur").read(f"/stories/{story}")

    assert "Agreed · Full name" in page
    assert "Withdraw" in page


def test_a_body_that_cannot_be_rendered_is_shown_as_it_was_typed(
    visit: Visit, world: World
) -> None:
    story = world.reach(State.DRAFTING)
    world.draft(story, body="![x](https://elsewhere.example/x.png)")

    petra = visit("petra")
    assert "![x](https://elsewhere.example/x.png)" in petra.read(f"/stories/{story}?view=text")
    petra.get(f"/stories/{story}/preview/blog", status=422)


def test_lists_find_what_one_may_see(visit: Visit, world: World) -> None:
    story = world.reach(State.IN_REVIEW)
    petra = visit("petra")

    for query in ("", "?q=bench", "?state=in_review", "?state=nonsense", "?cursor=x", "?q=%"):
        petra.get(f"/stories{query}")
    assert "bench" in petra.read("/stories?q=bench")
    assert "No stories match." in petra.read("/stories?q=zzz")
    assert "bench" in visit("nina").read("/stories?mine=1")
    assert "Nothing nominated yet." in visit("otto").read("/stories")
    assert story in visit("vera").get("/reviews/privacy").text
    assert story in visit("petra").get("/reviews/pr").text


def test_long_lists_come_in_pages(visit: Visit, world: World) -> None:
    for number in range(21):
        world.nominate(source_text=f"Story {number}", title=f"Story {number}")
    petra = visit("petra")

    page = petra.get("/stories").text
    following = re.search(r'href="(/stories\?cursor=[0-9a-z]+)"', page)
    assert following is not None
    assert "Story 0" in petra.read(following[1])


def test_a_private_page_of_a_story_that_is_gone(visit: Visit, world: World) -> None:
    with world.database.reading() as session:
        assert session.get(Story, "nothing") is None
    visit("petra").get("/stories/nothing", status=404)
