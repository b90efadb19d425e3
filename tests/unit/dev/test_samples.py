"""The sample world holds together: everybody exists, every file reads, nobody acts twice."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import syndicate.dev
from syndicate.models import DisplayOrder, NameForm, OnLeaving, Role, State
from syndicate.privacy.directory import Directory
from syndicate.privacy.findings import Severity
from syndicate.privacy.scan import ScanContext, scan_surfaces
from syndicate.privacy.terms import Terms
from syndicate.rendering.limits import MAX_SUMMARY_CHARS, MAX_TITLE_CHARS
from syndicate.services.front_matter import read_front_matter
from syndicate.services.story_file import StoryFile, read_story_file

SAMPLES = Path(syndicate.dev.__file__).parent / "samples"
DIRECTORY = (SAMPLES / "people.csv").read_text("utf-8")
TERMS = (SAMPLES / "terms.tsv").read_text("utf-8")
USERS = {
    user["email"]: user
    for user in tomllib.loads((SAMPLES / "users.toml").read_text("utf-8"))["user"]
}
PLAN = tomllib.loads((SAMPLES / "plan.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Sample:
    """One entry of the plan beside its file."""

    entry: dict[str, Any]

    @property
    def state(self) -> State:
        return State(self.entry["state"])

    @property
    def story(self) -> StoryFile:
        return read_story_file(SAMPLES / self.entry["file"])

    @property
    def consents(self) -> dict[str, dict[str, Any]]:
        return {consent["email"]: consent for consent in self.entry.get("consent", [])}

    @property
    def public(self) -> dict[str, Any]:
        """The fields of what goes out, its `text` among them."""
        if "public" not in self.entry:
            return self.story.model_dump() | {"summary": self.entry["summary"]}
        fields, text = read_front_matter(SAMPLES / self.entry["public"])
        return fields | {"text": text}

    @property
    def people(self) -> set[str | None]:
        """Addresses of everybody in what goes out; None is somebody from outside."""
        written: list[dict[str, Any]] = self.public.get("people", self.story.model_dump()["people"])
        return {self.story.author, *(person.get("email") for person in written)}


STORIES = [Sample(entry) for entry in PLAN["story"]]
FRESH = [Sample(entry) for entry in PLAN["once"]]
CLEARED = {State.SCHEDULED, State.LIVE, State.WITHDRAWN}


def each(*states: State) -> pytest.MarkDecorator:
    """Run a test for every sample in these states."""
    samples = [sample for sample in (*STORIES, *FRESH) if sample.state in states]
    return pytest.mark.parametrize("sample", samples, ids=lambda sample: sample.entry["file"])


EVERY = each(*State)


def test_there_are_six_english_and_six_japanese_stories() -> None:
    assert Counter(sample.story.language for sample in STORIES) == {"en": 6, "ja": 6}
    assert [sample.story.language for sample in FRESH] == ["en", "ja"]


def test_the_plan_names_every_file_once() -> None:
    named = [
        sample.entry[key] for sample in STORIES for key in ("file", "public") if key in sample.entry
    ]

    assert sorted(named) == sorted(f"stories/{path.name}" for path in SAMPLES.glob("stories/*.md"))


def test_every_queue_has_something_and_the_blog_has_both_languages() -> None:
    states = Counter(sample.state for sample in STORIES)

    assert states[State.LIVE] == 5
    assert set(states) == {
        *(State.NOMINATED, State.AWAITING_AUTHOR, State.DRAFTING, State.IN_REVIEW),
        *(State.SCHEDULED, State.LIVE, State.DECLINED, State.WITHDRAWN),
    }
    assert {sample.story.language for sample in STORIES if sample.state is State.LIVE} == {
        "en",
        "ja",
    }


@EVERY
def test_a_sample_is_as_long_as_a_post_people_read(sample: Sample) -> None:
    text = sample.story.text

    length = len(text.split()) if sample.story.language == "en" else len(text)

    assert (250 if sample.story.language == "en" else 600) <= length <= 1200


@EVERY
def test_alt_texts_are_in_the_language_of_the_story(sample: Sample) -> None:
    for image in sample.story.images:
        assert bool(re.search("[ぁ-ん]", image.alt)) is (sample.story.language == "ja")
        assert {*image.people} <= {sample.story.author, *(p.email for p in sample.story.people)}


@EVERY
def test_everybody_has_an_account(sample: Sample) -> None:
    acting = {sample.entry.get(part) for part in ("nominator", "editor", "pr", "privacy")}
    supporting = {supporter["email"] for supporter in sample.entry.get("supporters", [])}
    written = {sample.story.author, *(person.email for person in sample.story.people)}

    assert (acting | supporting | written | set(sample.consents)) - {None} <= set(USERS)


@EVERY
def test_the_reviewers_hold_their_roles_and_are_four_eyes(sample: Sample) -> None:
    acting = [sample.entry.get(part) for part in ("nominator", "editor", "pr", "privacy")]
    present = [email for email in (sample.story.author, *acting) if email]

    assert len(set(present)) == len(present)
    assert not {supporter["email"] for supporter in sample.entry.get("supporters", [])} & {*present}
    for email, role in zip(acting[1:], (Role.PR, Role.PR, Role.PRIVACY), strict=True):
        assert email is None or role in USERS[email]["roles"]
    assert None not in acting or sample.state not in CLEARED


@each(*CLEARED)
def test_a_story_that_was_cleared_has_a_yes_from_all_its_people(sample: Sample) -> None:
    consents = sample.consents

    assert set(consents) == sample.people
    assert all(consents[email]["photo"] for image in sample.story.images for email in image.people)


@each(*set(State) - CLEARED)
def test_before_that_nobody_but_the_author_has_agreed(sample: Sample) -> None:
    assert set(sample.consents) <= {sample.story.author}


@EVERY
def test_a_consent_says_what_it_covers(sample: Sample) -> None:
    for consent in sample.consents.values():
        assert NameForm(consent["name_form"])
        assert OnLeaving(consent["on_leaving"])
        assert consent["channels"]


@each(State.IN_REVIEW, *CLEARED)
def test_what_goes_out_fits_and_has_a_place(sample: Sample) -> None:
    public = sample.public

    assert public["text"]
    assert public["tags"]
    assert 0 < len(public["title"]) <= MAX_TITLE_CHARS
    assert 25 <= len(public["summary"]) <= MAX_SUMMARY_CHARS
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", sample.entry["slug"])


def blocking(sample: Sample) -> list[str]:
    """What the scan holds against the text that goes out, the planned answers aside."""
    public = sample.public
    surfaces = [(part, str(public[part])) for part in ("title", "summary", "text")]
    surfaces += public.get("channel_texts", {}).items()
    context = ScanContext(
        directory=Directory.from_csv(DIRECTORY),
        terms=Terms.from_text(TERMS),
        key=b"a key for the tests",
        consented=frozenset(sample.consents),
    )
    answered = {answer["kind"] for answer in sample.entry.get("resolve", [])}
    result = scan_surfaces(surfaces, context=context)
    return [
        finding.kind
        for finding in result.findings
        if finding.severity is Severity.BLOCK and finding.kind not in answered
    ]


@each(*CLEARED)
def test_nothing_that_must_be_redacted_is_left_in_a_cleared_text(sample: Sample) -> None:
    assert blocking(sample) == []


@each(State.IN_REVIEW)
def test_the_text_in_review_still_has_something_to_find(sample: Sample) -> None:
    assert {"codename", "email", "person_employee"} <= {*blocking(sample)}


@each(*CLEARED)
def test_a_person_stands_in_public_by_the_name_they_agreed_to(sample: Sample) -> None:
    text = sample.public["text"]

    for email, consent in sample.consents.items():
        family, given = USERS[email]["family"], USERS[email]["given"]
        hidden = {"full": (), "given": (family,)}.get(consent["name_form"], (family, given))
        assert not [part for part in hidden if part and part in text]


def test_some_posts_hold_what_must_be_redacted_and_others_are_clean() -> None:
    texts = [sample.story.text for sample in STORIES]

    for hint in ("@example.co", "https://wiki.", "00-01", "Kingfisher", "常盤野化学", "うつ病"):
        assert any(hint in text for text in texts)
    assert len([text for text in texts if not re.search(r"@|https?:|00-01|\+\d", text)]) >= 2


def test_the_accounts_cover_every_role() -> None:
    roles = Counter(role for user in USERS.values() for role in user["roles"])

    assert roles[Role.PR] >= 3
    assert roles[Role.PRIVACY] >= 3
    assert roles[Role.ADMIN] == 1
    assert [user for user in USERS.values() if {Role.PR, Role.PRIVACY} <= {*user["roles"]}]
    assert {user["locale"] for user in USERS.values()} == {"en", "ja"}
    assert {DisplayOrder(user["display_order"]) for user in USERS.values()} == {*DisplayOrder}
    assert all(re.fullmatch(r"[a-z.-]+@example\.(com|co\.jp)", email) for email in USERS)


def test_the_directory_lists_every_account_under_the_same_name() -> None:
    rows = {row["email"]: row for row in csv.DictReader(DIRECTORY.splitlines(), strict=True)}

    assert set(rows) == set(USERS)
    assert len({row["employee_id"] for row in rows.values()}) == len(rows)
    for email, user in USERS.items():
        row = rows[email]
        for column, field in (("family", "family"), ("given", "given"), ("kana", "reading")):
            assert row[column] == user[field]
        assert (row["romaji"], row["department"]) == (user["romaji"], user["department"])


def test_every_picture_is_used_small_and_large_enough_for_a_preview() -> None:
    used = {image.file for sample in (*STORIES, *FRESH) for image in sample.story.images}
    shipped = list(SAMPLES.glob("stories/images/*"))

    assert {str(path) for path in shipped} == used
    for path in shipped:
        with Image.open(path) as picture:
            assert picture.format == "JPEG"
            assert min(picture.size) >= 900
            assert not picture.getexif()
        assert path.stat().st_size <= 250_000
