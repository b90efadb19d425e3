"""What comes twice, late, forwarded or to the wrong hands, on both databases: refused in words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from syndicate import audit
from syndicate.app import create_app
from syndicate.db import Database
from syndicate.errors import Forbidden, Invalid
from syndicate.models import Consent, ConsentRequest, Delivery, Event, Role, State
from syndicate.services import consents
from tests.factories.office import MORE, Office
from tests.factories.world import AGREE
from tests.functional.web.visitor import Visitor, words


@pytest.fixture
def office(database: Database, tmp_path: Path, clock: time_machine.Traveller) -> Office:
    """The same on SQLite and on PostgreSQL, at a time that stands still."""
    made = Office(database, tmp_path)
    made.hire(*MORE)
    clock.move_to(made.now)
    return made


Browser = Callable[[str | None], Visitor]


@pytest.fixture
def browser(office: Office) -> Browser:
    """A browser at the office: of somebody who is signed in, or of nobody."""
    app = create_app(office.settings, kit=office.kit)
    return lambda name: Visitor(app, office, name)


def _asked(office: Office) -> tuple[str, str]:
    """A story whose author is asked, and the path of the link in the mail."""
    story_id = office.reach(State.AWAITING_AUTHOR)
    with office.database.reading() as session:
        question_id = session.scalars(select(ConsentRequest.id)).one()
    return story_id, f"/consents/{consents.question_token(office.settings, question_id)}"


def _yes(office: Office, story_id: str) -> dict[str, object]:
    with office.database.reading() as session:
        seen = office.seen(session, story_id)
    return AGREE | {"answer": "agree", "revision": seen.revision_id, "photo": "true"}


def _answers(office: Office) -> list[str]:
    with office.database.reading() as session:
        assert audit.verify(audit.stored(session)).broken is None
        return [row.answer.value for row in session.scalars(select(Consent))]


def test_a_link_used_twice_at_once_answers_once(office: Office, browser: Browser) -> None:
    story_id, path = _asked(office)
    form = _yes(office, story_id)
    visitors = [browser(None), browser(None)]
    for visitor in visitors:
        visitor.token_of(path)
    start, told = threading.Barrier(2), []

    def answer(visitor: Visitor, fields: dict[str, object]) -> None:
        start.wait()
        sent = {"csrf_token": visitor.csrf} | fields
        told.append(visitor.client.post(path, base_url="http://127.0.0.1:8000", data=sent))

    threads = [
        threading.Thread(target=answer, args=(visitor, fields))
        for visitor, fields in zip(visitors, (form, form | {"name_form": "given"}), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in told) == [303, 410]
    late = next(answer for answer in told if answer.status_code == 410)
    assert "This question has been answered" in words(late)
    assert _answers(office) == ["agreed"]


def test_a_forwarded_link_decides_nothing_for_whoever_is_signed_in(
    office: Office, browser: Browser
) -> None:
    story_id, path = _asked(office)
    otto, arthur = browser("otto"), browser("arthur")

    for answer in (otto.get(path, status=403), otto.post(path, _yes(office, story_id), status=403)):
        assert "This link is for Arthur Aoki, and you are signed in as Otto Olsen." in words(answer)
    otto.post(path, {"answer": "withdraw"}, status=403)

    assert _answers(office) == []
    assert "Only Arthur Aoki may answer here." in browser(None).read(path)
    arthur.post(path, _yes(office, story_id))
    assert _answers(office) == ["agreed"]


def test_a_link_that_ended_a_second_ago_says_that_silence_is_a_no(
    office: Office, browser: Browser, clock: time_machine.Traveller
) -> None:
    story_id, path = _asked(office)
    visitor = browser(None)
    visitor.token_of(path)
    clock.shift(timedelta(days=office.settings.question_days, seconds=1))

    late = visitor.post(path, _yes(office, story_id), status=410)

    assert "This link is no longer valid. Silence is a no" in words(late)
    assert _answers(office) == []


@pytest.mark.parametrize("change", ["signature", "first", "another"])
def test_a_link_somebody_changed_opens_nothing(
    office: Office, browser: Browser, change: str
) -> None:
    _story_id, path = _asked(office)
    token = path.rpartition("/")[2]
    changed = {
        "signature": token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:],
        "first": "x" + token[1:],
        "another": "0" * 26 + token[token.index(".") :],
    }[change]

    answer = browser(None).get(f"/consents/{changed}", status=404)

    assert "This link is not complete. Please open it again from the mail." in words(answer)


def test_a_clock_that_jumps_ahead_misses_the_time_and_sends_nothing(office: Office) -> None:
    story_id = office.reach(State.CLEARED)
    office.take(story_id, "schedule", "petra", at="2026-12-02T10:00", zone="UTC")
    office.later(days=30)

    assert office.settle(story_id) is State.MISSED

    office.later(days=-30)
    assert office.settle(story_id) is State.MISSED
    with office.database.reading() as session:
        assert session.scalars(select(Delivery)).all() == []
    assert "schedule" in office.offered(story_id, "petra")


def test_a_clock_that_jumps_back_breaks_no_chain_and_gives_no_right_before_its_time(
    office: Office,
) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend("paul", "sam", "pr", days=1)
    office.later(hours=-2)

    assert "approve" not in office.offered(story_id, "sam")
    office.take(story_id, "approve", "paul")

    assert office.gate(story_id, "pr").state.value == "held"
    with office.database.reading() as session:
        assert audit.verify(audit.stored(session)).broken is None
        sequence = session.scalars(select(Event.seq).order_by(Event.seq)).all()
        assert list(sequence) == list(range(1, len(sequence) + 1))


def test_a_deputy_whose_right_ended_a_second_ago_is_told_so(
    office: Office, browser: Browser, clock: time_machine.Traveller
) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend("paul", "sam", "pr", minutes=10)
    sam = browser("sam")
    sam.get(f"/stories/{story_id}")
    with office.database.reading() as session:
        seen = office.seen(session, story_id)
    clock.shift(timedelta(minutes=10))
    office.later(minutes=10)

    fields = {"revision": seen.revision_id, "release": seen.release_sha256}
    late = sam.post(f"/stories/{story_id}/steps/approve", fields, status=403)

    assert "Your right to act for Paul Prado has ended." in words(late)
    assert office.gate(story_id, "pr").decisions == []


def test_whoever_stands_in_a_story_does_not_review_it_by_any_door(office: Office) -> None:
    office.hire("pia", role=Role.PR)
    story_id = office.nominate(people=[{"email": "pia@example.com"}])
    office.take(story_id, "accept", "petra")
    office.take(story_id, "agree", "arthur", **AGREE)
    office.draft(story_id)
    office.take(story_id, "submit", "petra")

    sentence = "You stand in this story, so somebody else must decide"
    with pytest.raises(Forbidden, match=sentence):
        office.take(story_id, "approve", "pia")
    with pytest.raises(Forbidden, match=sentence):
        office.claim(story_id, "pr", "pia")
    with pytest.raises(Invalid, match="have a part in the story"):
        office.hand(story_id, "pr", "paul", "pia")
    office.lend("pia", "sam", "pr", days=1)
    with pytest.raises(Forbidden, match="Pia, for whom you act, stands in this story"):
        office.take(story_id, "approve", "sam")
    office.take(story_id, "agree", "pia", **AGREE)
    office.take(story_id, "approve", "paul")
    assert office.gate(story_id, "pr").state.value == "held"
