"""Somebody leaves the company: what becomes of their account and of every story they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from syndicate.db import Database
from syndicate.errors import Forbidden, Invalid, NotFound, NotSignedIn, TooLarge
from syndicate.models import StaffMember, State, User
from syndicate.policy import SYSTEM, Actor, Way
from syndicate.services import leaver_list, leavers, tokens
from tests.factories.world import AGREE, World

OPERATOR = Actor(Way.CLI)


@pytest.fixture
def world(clock: object, sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path)


def leave(world: World, email: str = "arthur@example.com") -> list[str]:
    """What was done about each story."""
    with world.database.begin() as session:
        left = leavers.sweep(session, email, actor=OPERATOR, kit=world.kit, now=world.now)
        return [line.outcome for line in left.lines]


def live(world: World, **answer: str) -> str:
    """A story that is out, whose author answered so."""
    story_id = world.nominate()
    yes = AGREE | answer
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **yes)
    world.draft(story_id)
    world.take(story_id, "submit", "petra")
    world.take(story_id, "agree", "arthur", **yes)
    world.take(story_id, "approve", "paul")
    world.resolve_all(story_id)
    world.take(story_id, "clear", "vera")
    world.take(story_id, "publish", "petra")
    world.deliver()
    assert world.state(story_id) is State.LIVE
    return story_id


def test_a_story_to_be_removed_is_taken_down(world: World) -> None:
    story_id = live(world, on_leaving="remove")

    assert leave(world) == ["withdrawn"]
    assert world.state(story_id) is State.WITHDRAWING

    world.deliver()
    assert world.state(story_id) is State.WITHDRAWN


def test_a_story_to_be_kept_stays(world: World) -> None:
    story_id = live(world, on_leaving="keep")

    assert leave(world) == ["kept"]
    assert world.state(story_id) is State.LIVE


def test_a_story_to_be_anonymised_stays_while_a_new_version_is_reviewed(world: World) -> None:
    story_id = live(world, on_leaving="anonymise")

    assert leave(world) == ["anonymised"]
    assert world.state(story_id) is not State.LIVE
    assert "Arthur" not in world.payload(story_id)


def test_what_is_not_out_yet_does_not_go_out(world: World) -> None:
    story_id = world.reach(State.CLEARED)

    assert leave(world) == ["withdrawn"]
    assert world.state(story_id) is State.WITHDRAWN


def test_an_author_who_was_only_asked_has_said_no(world: World) -> None:
    story_id = world.reach(State.AWAITING_AUTHOR)

    assert leave(world) == ["refused"]
    assert world.state(story_id) is State.DECLINED


def test_silence_of_somebody_named_is_a_no(world: World) -> None:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)

    assert leave(world, "mei@example.com") == ["withdrawn"]
    assert world.state(story_id) is State.WITHDRAWN


def test_nominations_and_what_is_over_are_left_alone(world: World) -> None:
    nominated = world.nominate()
    declined = world.nominate(source_text="Another.")
    world.take(declined, "decline", "petra")

    assert leave(world) == []
    assert world.state(nominated) is State.NOMINATED


def test_the_account_is_closed_with_its_tokens(world: World) -> None:
    with world.database.begin() as session:
        arthur = world.users["arthur"]
        _row, secret = tokens.add(session, arthur, "x", actor=SYSTEM, now=world.now)
        session.add(StaffMember(email="arthur@example.com", family="Aoki", given="Arthur"))

    leave(world, " ARTHUR@example.com")

    with world.database.reading() as session:
        assert session.get_one(User, arthur.id).active is False
        member = session.scalars(select(StaffMember)).one()
        assert member.left_at == world.now
        with pytest.raises(NotSignedIn):
            tokens.authenticate(session, secret, now=world.now)


def test_leaving_twice_changes_nothing(world: World) -> None:
    live(world, on_leaving="remove")
    leave(world)

    assert leave(world) == []


def test_somebody_unknown_cannot_leave(world: World) -> None:
    with pytest.raises(NotFound, match="is known"):
        leave(world, "nobody@example.com")


def test_what_is_no_address_is_said(world: World) -> None:
    with pytest.raises(Invalid, match="not a mail address"):
        leave(world, "arthur")


def test_what_will_be_done_is_told_first_and_nothing_is_done(world: World) -> None:
    removed = live(world, on_leaving="remove")

    with world.database.reading() as session:
        planned = leavers.plan(session, "arthur@example.com", actor=world.actor("vera"))

    assert [(line.wish, line.outcome) for line in planned.lines] == [("remove", "withdrawn")]
    assert planned.user is not None
    assert planned.user.active
    assert world.state(removed) is State.LIVE


def test_leavers_are_for_administrators_and_privacy_review(world: World) -> None:
    with world.database.reading() as session:
        for by in ("adam", "vera"):
            assert leavers.plan(session, "arthur@example.com", actor=world.actor(by))
        for by in ("petra", "otto", "arthur"):
            with pytest.raises(Forbidden):
                leavers.plan(session, "arthur@example.com", actor=world.actor(by))


def test_a_list_is_read_with_or_without_a_mark_at_its_beginning() -> None:
    plain = 'name,Email\r\n"Aoki, Arthur",ARTHUR@example.com\r\n\r\nMei,mei＠example.com\r\n'
    wanted = ["arthur@example.com", "mei@example.com"]

    assert leaver_list.read(plain.encode()) == wanted
    assert leaver_list.read(plain.encode("utf-8-sig")) == wanted
    assert leaver_list.read(b"email\na@example.com\na@example.com") == ["a@example.com"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", ["Line 1 must be a header"]),
        (b"name\nx", ["Line 1 must be a header"]),
        (b"email\n", ["names nobody"]),
        (b"email\nx\na@example.com\ny,\n", ["Line 2: ", "Line 4: "]),
        (b"name,email\nx\n", ["Line 2: "]),
        ("email\né@example.com".encode("latin-1"), ["Line 2 is not UTF-8"]),
        (b'email\na@example.com\n"x', ["Line 3 cannot be read as CSV"]),
        (b"email\n" + b"".join(b"p%d@example.com\n" % n for n in range(2001)), ["At most 2000"]),
    ],
)
def test_every_fault_of_a_list_is_named_by_its_line(data: bytes, says: list[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        leaver_list.read(data)

    sentences = [str(text) for _field, text in refusal.value.problems]
    assert len(sentences) == len(says)
    assert all(said in sentence for said, sentence in zip(says, sentences, strict=True))


def test_a_list_has_a_largest_size() -> None:
    with pytest.raises(TooLarge):
        leaver_list.read(b"email\n" + b"x" * leaver_list.MAX_BYTES)
