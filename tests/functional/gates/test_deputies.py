"""Acting for somebody else, for a time: both names are written down, four eyes hold for both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from syndicate.errors import Conflict, Forbidden, Invalid, NotFound
from syndicate.models import (
    Decision,
    Delivery,
    DeliveryState,
    Deputy,
    Event,
    Notice,
    Reason,
    Role,
    State,
    User,
)
from syndicate.services import channels, decisions, deputies, findings, stories
from syndicate.workflow import Seen, take
from tests.factories.office import Office


def test_a_deputy_decides_and_both_names_are_written_down(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend("paul", "sam", "pr", days=3)

    office.take(story_id, "approve", "sam")

    with office.database.reading() as session:
        decision = session.scalars(select(Decision)).one()
        assert decision.user_id == office.users["sam"].id
        assert decision.acting_for_id == office.users["paul"].id
        event = session.scalars(select(Event).where(Event.name == "story:review:approved")).one()
        assert event.actor_id == office.users["sam"].id
        assert event.data["acting_for"] == office.users["paul"].id
        assert session.scalars(
            select(Notice.email).where(Notice.template == "deputy_named")
        ).all() == ["sam@example.com"]


def test_a_right_that_ended_a_second_ago_is_refused_with_a_sentence(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend("paul", "sam", "pr", hours=1)
    office.later(minutes=59, seconds=59)
    assert "approve" in office.offered(story_id, "sam")

    office.later(seconds=1)
    with pytest.raises(Forbidden, match="right to act for Paul Prado has ended"):
        office.take(story_id, "approve", "sam")
    office.later(days=8)
    with pytest.raises(NotFound, match="no such story"):
        office.take(story_id, "approve", "sam")


def test_somebody_with_a_right_of_their_own_is_told_which_one_ended(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend("vera", "paul", "privacy", hours=1)
    office.later(hours=2)

    with pytest.raises(Forbidden, match="right to act for Vera Vance has ended"):
        office.take(story_id, "clear", "paul")


@pytest.mark.parametrize(
    ("of", "to", "why"),
    [("petra", "sam", "Petra Papp, for whom you act, edited"), ("paul", "nina", "You nominated")],
)
def test_four_eyes_hold_for_the_deputy_and_for_whom_they_act(
    office: Office, of: str, to: str, why: str
) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend(of, to, "pr", days=1)

    with pytest.raises(Forbidden, match=why):
        office.take(story_id, "approve", to)


def test_a_principal_with_a_part_in_the_story_lends_none_of_it(office: Office) -> None:
    office.hire("pia", role=Role.PR)
    office.lend("pia", "sam", "pr", days=1)
    nominated = office.reach(State.IN_REVIEW)
    office.nominate(by="pia")
    with pytest.raises(Forbidden, match="Pia, for whom you act, nominated"):
        office.take(nominated, "approve", "sam")


def test_nobody_decides_two_gates_by_way_of_a_deputy(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend("both", "sam", "pr", days=1)
    office.take(story_id, "approve", "sam")
    office.resolve_all(story_id)

    with pytest.raises(Forbidden, match="already decided another gate"):
        office.take(story_id, "clear", "both")
    office.lend("both", "amy", "privacy", days=1)
    with pytest.raises(Forbidden, match="Bo Botha, for whom you act, already decided"):
        office.take(story_id, "clear", "amy")


def test_a_deputy_of_an_author_says_nothing_in_their_name(office: Office) -> None:
    office.hire("pia", role=Role.PR)
    story_id = office.nominate(people=[{"email": "pia@example.com"}])
    office.lend("pia", "sam", "pr", days=1)
    office.take(story_id, "accept", "sam")

    with pytest.raises(Forbidden):
        office.take(story_id, "agree", "sam", channels=["blog"])


def test_findings_are_not_resolved_in_the_name_of_whoever_edited(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.hire("pim", role=Role.PRIVACY)
    office.nominate(by="pim")
    office.lend("pim", "sam", "privacy", days=1)
    with office.database.reading() as session:
        story = stories.load(session, story_id, office.actor("vera"))
        assert story.release is not None
        views = findings.for_release(session, story.release, office.now, "UTC")
        row_id = views[0].row.id
    with pytest.raises(Forbidden, match="part in this story"):
        _resolve(office, row_id, "sam")


def _resolve(office: Office, row_id: str, by: str) -> None:
    with office.database.begin() as session:
        data = findings.ResolutionInput(kind="false_alarm", reason="Invented for this test.")
        findings.resolve(session, row_id, data, actor=office.actor(by), now=office.now)


def test_what_is_lent_cannot_be_lent_on(office: Office) -> None:
    office.lend("paul", "sam", "pr", days=3)

    with pytest.raises(Invalid, match="cannot be lent on: this right is Paul Prado's"):
        office.lend("sam", "amy", "pr", days=1)


def test_one_right_is_lent_to_the_same_hands_once_at_a_time(office: Office) -> None:
    office.lend("paul", "sam", "pr", days=3)
    office.later(days=2)

    with pytest.raises(Invalid, match="Sam acts here in that time already"):
        office.lend("paul", "sam", "pr", days=2)
    office.lend("paul", "amy", "pr", days=2)
    office.lend("paul", "sam", "route", days=2)
    office.later(days=1)
    office.lend("paul", "sam", "pr", days=2)


def test_a_freeze_by_a_deputy_names_both(office: Office) -> None:
    office.lend("paul", "sam", "pr", days=1)
    with office.database.begin() as session:
        actor = office.actor("sam")
        channels.freeze(session, reason="An earthquake.", actor=actor, now=office.now)
        channels.unfreeze(session, actor=office.actor("petra"), now=office.now)
        late = office.now + timedelta(days=1)
        with pytest.raises(Forbidden, match="may freeze"):
            channels.freeze(session, reason="Late.", actor=actor, now=late)

    with office.database.reading() as session:
        query = select(Event).where(Event.name.like("channel:freeze:%")).order_by(Event.seq)
        frozen, lifted = session.scalars(query).all()
        assert frozen.actor_id == office.users["sam"].id
        assert frozen.data["acting_for"] == office.users["paul"].id
        assert "acting_for" not in lifted.data


def test_a_decision_about_a_delivery_by_a_deputy_names_both(office: Office) -> None:
    office.reach(State.PUBLISHING)
    office.lend("paul", "sam", "pr", days=1)
    with office.database.begin() as session:
        row = session.scalars(select(Delivery)).one()
        row.state, row.reason = DeliveryState.NEEDS_PERSON, Reason.UNREACHABLE
        delivery_id = row.id
    with office.database.begin() as session:
        decisions.give_up(
            session, delivery_id, actor=office.actor("sam"), toolbox=office.kit, now=office.now
        )

    with office.database.reading() as session:
        event = session.scalars(
            select(Event).where(Event.name == "delivery:publish:given_up")
        ).one()
        assert event.actor_id == office.users["sam"].id
        assert event.data["acting_for"] == office.users["paul"].id


def test_a_right_its_owner_has_lost_is_lent_no_longer(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend("paul", "sam", "pr", days=3)
    with office.database.begin() as session:
        paul = session.get_one(User, office.users["paul"].id)
        paul.grants = []

    with pytest.raises(NotFound):
        office.take(story_id, "approve", "sam")


def test_an_actor_kept_past_the_end_of_the_right_is_not_kept_by_the_engine(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend("paul", "sam", "pr", minutes=5)
    actor = office.actor("sam")
    office.later(minutes=6)

    with pytest.raises(Forbidden, match="has ended"), office.database.begin() as session:
        take(
            session,
            story_id,
            "approve",
            actor=actor,
            toolbox=office.kit,
            now=office.now,
            seen=office.seen(session, story_id),
        )


def test_a_deputy_is_named_by_oneself_or_an_administrator_and_ended_early(office: Office) -> None:
    with office.database.begin() as session:
        data = deputies.DeputyInput.model_validate(
            {
                "of": "vera@example.com",
                "deputy": "sam@example.com",
                "role": "privacy",
                "from_at": office.now + timedelta(days=1),
                "until_at": office.now + timedelta(days=2),
            }
        )
        with pytest.raises(Forbidden, match="Only administrators"):
            deputies.lend(session, data, actor=office.actor("paul"), now=office.now)
        row = deputies.lend(session, data, actor=office.actor("adam"), now=office.now)
        begun_id = row.id
    begun = office.lend("paul", "amy", "pr", days=2)
    office.later(hours=1)
    with office.database.begin() as session:
        assert len(deputies.listed(session, office.actor("adam"), now=office.now)) == 2
        assert len(deputies.listed(session, office.actor("vera"), now=office.now)) == 1
        with pytest.raises(NotFound):
            deputies.end(session, begun, actor=office.actor("vera"), now=office.now)
        deputies.end(session, begun, actor=office.actor("amy"), now=office.now)
        deputies.end(session, begun, actor=office.actor("amy"), now=office.now)
        deputies.end(session, begun_id, actor=office.actor("vera"), now=office.now)
    with office.database.reading() as session:
        assert session.scalars(select(Deputy.until_at)).all() == [office.now]
        names = session.scalars(select(Event.name)).all()
        assert names.count("account:deputy:ended") == 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"deputy": "paul@example.com"}, "somebody else"),
        ({"deputy": "ghost@example.com"}, "no open account"),
        ({"role": "privacy"}, "one's own"),
        ({"days": 0}, "still to come"),
        ({"days": 93}, "at most 92 days"),
    ],
)
def test_bad_deputies_are_refused(office: Office, fields: dict[str, object], why: str) -> None:
    days = float(str(fields.pop("days", 1)))
    given = {"deputy": "sam@example.com", "role": "pr"} | fields
    data = deputies.DeputyInput.model_validate(
        given | {"until_at": office.now + timedelta(days=days)}
    )
    with pytest.raises(Invalid, match=why), office.database.begin() as session:
        deputies.lend(session, data, actor=office.actor("paul"), now=office.now)


def test_seats_on_a_route_are_lent_too_and_count_once(office: Office) -> None:
    office.follow("ringi")
    office.route("superior", "sam", "amy", needed=2)
    office.route("approval", "ben")
    office.route("final", "dan")
    story_id = office.reach(State.IN_REVIEW)
    office.lend("sam", "cho", "route", days=1)

    office.take(story_id, "confirm", "cho")

    with pytest.raises(Conflict, match="Cho has decided here for Sam already"):
        office.take(story_id, "confirm", "sam")
    assert "gate:superior" in office.codes(story_id)
    office.take(story_id, "confirm", "amy")
    assert "gate:superior" not in office.codes(story_id)


def test_seeing_is_what_a_stale_deputy_needs_as_everybody_does(office: Office) -> None:
    story_id = office.reach(State.IN_REVIEW)
    office.lend("paul", "sam", "pr", days=1)

    with pytest.raises(Conflict), office.database.begin() as session:
        take(
            session,
            story_id,
            "approve",
            actor=office.actor("sam"),
            toolbox=office.kit,
            now=office.now,
            seen=Seen("older", "older"),
        )
