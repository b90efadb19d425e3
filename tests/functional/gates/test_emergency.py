"""The one way past the reviewers: two people, a reason, an hour, never past consent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from syndicate.errors import Blocked, Forbidden, Invalid
from syndicate.models import Emergency, Event, Notice, State, Story
from syndicate.services import channels, findings, mail
from tests.factories.office import Office
from tests.factories.world import AGREE

REASON = "The rumour must be corrected before the market opens."


def _ready(office: Office) -> str:
    story_id = office.reach(State.IN_REVIEW)
    office.take(story_id, "agree", "arthur", **AGREE)
    office.resolve_all(story_id)
    return story_id


def test_two_people_publish_at_once_and_everybody_concerned_is_told(office: Office) -> None:
    story_id = _ready(office)
    office.take(story_id, "emergency_propose", "paul", reason=REASON)

    assert office.take(story_id, "emergency_publish", "vera") is State.PUBLISHING

    assert office.blocks(story_id) == []
    gate = office.gate(story_id, "privacy")
    assert gate.emergency_id is not None
    assert gate.decided_by_id == office.users["vera"].id
    with office.database.reading() as session:
        names = session.scalars(select(Event.name)).all()
        assert {"story:emergency:proposed", "story:emergency:published"} <= set(names)
        notices = session.scalars(select(Notice).where(Notice.template == "emergency")).all()
        told = {notice.email.split("@")[0] for notice in notices}
        assert told >= {"nina", "arthur", "petra", "paul", "vera", "adam"}
        texts = [mail.compose(session, notice, office.settings).as_string() for notice in notices]
        assert all("rumour" in text for text in texts)


def test_one_person_alone_is_not_enough_nor_by_way_of_a_deputy(office: Office) -> None:
    story_id = _ready(office)
    office.take(story_id, "emergency_propose", "paul", reason=REASON)
    office.lend("paul", "sam", "pr", days=1)

    for by in ("paul", "sam"):
        with pytest.raises(Blocked, match="a second person"):
            office.take(story_id, "emergency_publish", by)


def test_an_administrator_may_be_the_second_person_once_it_is_proposed(office: Office) -> None:
    story_id = _ready(office)
    assert office.offered(story_id, "adam") == []
    office.take(story_id, "emergency_propose", "paul", reason=REASON)

    assert office.take(story_id, "emergency_publish", "adam") is State.PUBLISHING


def test_after_an_hour_it_must_be_proposed_again(office: Office) -> None:
    story_id = _ready(office)
    office.take(story_id, "emergency_propose", "paul", reason=REASON)
    with pytest.raises(Blocked, match="proposed already"):
        office.take(story_id, "emergency_propose", "both", reason=REASON)
    office.later(minutes=60)
    with pytest.raises(Blocked, match="in the last hour"):
        office.take(story_id, "emergency_publish", "vera")

    office.take(story_id, "emergency_propose", "both", reason=REASON)
    assert office.take(story_id, "emergency_publish", "vera") is State.PUBLISHING


def test_consent_is_never_skipped(office: Office) -> None:
    story_id = office.nominate(people=[{"email": "mei@example.com"}])
    office.take(story_id, "accept", "petra")
    office.take(story_id, "agree", "arthur", **AGREE)
    office.draft(story_id)
    office.take(story_id, "submit", "petra")

    with pytest.raises(Blocked) as caught:
        office.take(story_id, "emergency_propose", "paul", reason=REASON)
    assert {b.code for b in caught.value.details["blocks"]} >= {"gate:people"}


def test_a_consent_that_ends_meanwhile_stops_it(office: Office) -> None:
    story_id = _ready(office)
    office.take(story_id, "agree", "arthur", **(AGREE | {"until": "2026-12-01"}))
    office.later(hours=14, minutes=30)
    office.take(story_id, "emergency_propose", "paul", reason=REASON)
    office.later(minutes=45)  # past midnight

    with pytest.raises(Blocked, match="answer is still missing"):
        office.take(story_id, "emergency_publish", "vera")


def test_a_freeze_stops_it_too(office: Office) -> None:
    story_id = _ready(office)
    with office.database.begin() as session:
        channels.freeze(
            session, reason="Earthquake", channel=None, actor=office.actor("paul"), now=office.now
        )

    with pytest.raises(Blocked, match="frozen"):
        office.take(story_id, "emergency_propose", "paul", reason=REASON)


@pytest.mark.parametrize(("by", "why"), [("petra", "You edited"), ("vera", "somebody else")])
def test_four_eyes_hold_in_an_emergency(office: Office, by: str, why: str) -> None:
    story_id = _ready(office)

    with pytest.raises(Forbidden, match=why):
        office.take(story_id, "emergency_propose", by, reason=REASON)


def test_a_reason_of_a_few_words_is_no_reason(office: Office) -> None:
    story_id = _ready(office)

    with pytest.raises(Invalid, match="at least 30"):
        office.take(story_id, "emergency_propose", "paul", reason="It is urgent.")


def _with_finding(office: Office, body: str) -> tuple[str, list[str]]:
    story_id = office.reach(State.DRAFTING)
    office.draft(story_id, body=body)
    office.take(story_id, "submit", "petra")
    office.take(story_id, "agree", "arthur", **AGREE)
    with office.database.reading() as session:
        release = session.get_one(Story, story_id).release
        assert release is not None
        views = findings.for_release(session, release, office.now, "UTC")
        return story_id, [view.row.id for view in findings.unresolved(views)]


def test_open_findings_must_be_listed_one_by_one(office: Office) -> None:
    story_id, ids = _with_finding(office, "Write to secret.person@outside.example.org about it.")
    assert ids
    with pytest.raises(Blocked, match="open and not listed"):
        office.take(story_id, "emergency_propose", "paul", reason=REASON)

    office.take(story_id, "emergency_propose", "paul", reason=REASON, accepts=ids)

    assert office.take(story_id, "emergency_publish", "vera") is State.PUBLISHING
    with office.database.reading() as session:
        assert len(session.scalars(select(Emergency)).one().accepted) == len(ids)


def test_what_is_never_published_is_not_published_in_an_emergency(office: Office) -> None:
    story_id, ids = _with_finding(office, "His My Number is マイナンバー 1234 5678 9018.")
    assert ids

    with pytest.raises(Blocked, match="open and not listed"):
        office.take(story_id, "emergency_propose", "paul", reason=REASON, accepts=ids)


def test_what_an_emergency_held_is_decided_anew_when_the_text_comes_back(office: Office) -> None:
    story_id = _ready(office)
    office.take(story_id, "emergency_propose", "paul", reason=REASON)
    office.take(story_id, "emergency_publish", "vera")
    with office.database.begin() as session:
        session.get_one(Story, story_id).state = State.CLEARED
    office.take(story_id, "return", "petra", comment="It was not needed after all.")
    office.take(story_id, "submit", "petra")

    assert office.codes(story_id) >= {"gate:pr", "gate:privacy"}
