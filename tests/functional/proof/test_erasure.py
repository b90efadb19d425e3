"""Erasing a person: nothing of theirs is left anywhere, and the audit stays whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, inspect, select, text, update

from syndicate import audit
from syndicate.db import Base, Database
from syndicate.errors import Blocked, Forbidden, Invalid, NotFound
from syndicate.models import (
    Asset,
    Channel,
    Consent,
    Event,
    Notice,
    PayloadRow,
    Person,
    SourcePost,
    StaffMember,
    State,
    Story,
    Suppression,
    User,
    UserSession,
)
from syndicate.policy import Actor, Way
from syndicate.services import accounts, erasing, erasure, sessions, tokens
from syndicate.services.erasure_search import tables, text_columns
from syndicate.services.spellings import ERASED
from syndicate.services.subject import subject_of
from syndicate.storage.folder import FolderStore
from tests.factories.world import AGREE, World

OPERATOR = Actor(Way.CLI)
ARTHUR = "arthur@example.com"


@pytest.fixture
def world(clock: object, sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path)


@pytest.fixture
def on_both(clock: object, database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def erase(world: World, email: str = ARTHUR, actor: Actor = OPERATOR, **more: Any) -> Any:
    """The report of an erasure."""
    with world.database.begin() as session:
        return erasure.erase(session, email, actor=actor, now=world.now, **more)


def stand_down(world: World, email: str = ARTHUR) -> int:
    """How many stories had to be withdrawn first."""
    with world.database.begin() as session:
        view = erasure.outlook(session, email, actor=OPERATOR)
        return erasure.stand_down(session, view, actor=OPERATOR, kit=world.kit, now=world.now)


def live(world: World, **fields: Any) -> str:
    """A story that is out, with a picture of its author."""
    story_id = world.nominate(**fields)
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    picture = {"asset_id": world.upload(), "alt": "Arthur Aoki", "people": [ARTHUR]}
    world.draft(story_id, images=[picture])
    world.take(story_id, "submit", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.take(story_id, "approve", "paul", comment="Arthur is fine with it.")
    world.resolve_all(story_id)
    world.take(story_id, "clear", "vera")
    world.take(story_id, "publish", "petra")
    world.deliver()
    assert world.state(story_id) is State.LIVE
    return story_id


def withdrawn(world: World, **fields: Any) -> str:
    """The same, taken down again."""
    story_id = live(world, **fields)
    world.take(story_id, "withdraw", "arthur")
    world.deliver()
    assert world.state(story_id) is State.WITHDRAWN
    return story_id


def everything(database: Database) -> str:
    """Every value of every table but the audit, as one lower-case text."""
    parts = []
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                parts += [json.dumps(value, ensure_ascii=False, default=_shown) for value in row]
    return "\n".join(parts).lower()


def _shown(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def is_whole(database: Database) -> bool:
    """Whether the audit's chain holds."""
    with database.reading() as session:
        return audit.verify(audit.stored(session)).broken is None


def test_a_person_is_erased_from_every_table_and_the_audit_stays_whole(on_both: World) -> None:
    world = on_both
    story_id = withdrawn(world)
    with world.database.begin() as session:
        arthur = session.get_one(User, world.users["arthur"].id)
        session.add(StaffMember(email=ARTHUR, family="Aoki", given="Arthur", handle="aaoki9"))
        sessions.open_session(session, arthur, user_agent="Arthur's own", now=world.now)
        tokens.add(session, arthur, "Arthur's script", actor=OPERATOR, now=world.now)

    report = erase(world)

    left = everything(world.database)
    for spelling in ("arthur", "aoki", "aaoki9"):
        assert spelling not in left
    assert is_whole(world.database)
    assert report.stories == 1
    assert {"person", "user_account", "source_post", "payload"} <= {
        line.table for line in report.lines
    }
    with world.database.reading() as session:
        story = session.get_one(Story, story_id)
        assert story.source_post.text == ERASED
        assert story.slug is None
        assert session.scalars(select(UserSession)).all() == []
        assert {row.body for row in session.scalars(select(PayloadRow))} == {b""}


def test_what_was_agreed_to_stays_provable_by_hash(world: World) -> None:
    story_id = withdrawn(world)
    with world.database.reading() as session:
        before = [(c.id, c.content_sha256) for c in session.scalars(select(Consent))]

    erase(world)

    with world.database.reading() as session:
        assert [(c.id, c.content_sha256) for c in session.scalars(select(Consent))] == before
        names = [e.name for e in session.scalars(select(Event).order_by(Event.seq.desc()).limit(2))]
        assert names == ["account:person:erased", "story:person:erased"]
        told = session.scalars(select(Event).where(Event.name == "story:person:erased")).one()
        assert told.story_id == story_id
        assert len(told.data["payloads"]) >= 1


def test_false_alarms_of_the_company_that_name_them_are_gone(world: World) -> None:
    withdrawn(world)
    words = ("Arthur Aoki", "aoki arthur", "a lamp")
    with world.database.begin() as session:
        for number, quote in enumerate(words):
            session.add(
                Suppression(
                    quote_hash=str(number) * 64,
                    kind="person_employee",
                    quote_masked=quote,
                    reason="Arthur Aoki is the name of our lamp.",
                    until=world.now.date(),
                    by_id=world.users["vera"].id,
                )
            )

    erase(world)

    with world.database.reading() as session:
        (left,) = session.scalars(select(Suppression))
    assert left.quote_masked == "a lamp"
    assert left.reason == f"{ERASED} is the name of our lamp."


def test_a_story_that_is_out_must_be_gone_everywhere_first(world: World) -> None:
    story_id = live(world)

    with pytest.raises(Blocked, match="not gone everywhere"):
        erase(world)
    assert "arthur" in everything(world.database)

    assert stand_down(world) == 1
    assert world.state(story_id) is State.WITHDRAWING
    with pytest.raises(Blocked):
        erase(world)

    world.deliver()
    erase(world)
    assert "arthur" not in everything(world.database)
    assert stand_down_is_nothing(world)


def stand_down_is_nothing(world: World) -> bool:
    with pytest.raises(NotFound):
        stand_down(world)
    return True


def test_somebody_who_is_only_named_leaves_the_story_standing(world: World) -> None:
    said = "Mei Mori cut the part, and Mori-san was glad. So was mei@example.com."
    story_id = world.nominate(people=[{"email": "mei@example.com"}], source_text=said)

    erase(world, "mei@example.com")

    with world.database.reading() as session:
        text_left = session.get_one(Story, story_id).source_post.text
    assert text_left == "[–] cut the part, and [–]-san was glad. So was [–]."
    assert world.state(story_id) is State.NOMINATED


def test_a_name_in_another_story_that_is_out_blocks(world: World) -> None:
    other = world.nominate(source_text="Otto Olsen helped.", author="mei@example.com")
    world.take(other, "accept", "petra")

    with pytest.raises(Blocked, match="not gone everywhere") as refusal:
        erase(world, "otto@example.com")

    assert refusal.value.details["blocks"][0].code == f"story:{other}"
    with world.database.reading() as session:
        assert session.scalars(select(User).where(User.email == "otto@example.com")).one().active


def test_settings_of_the_company_are_named_and_not_touched(world: World) -> None:
    with world.database.begin() as session:
        session.scalars(select(Channel)).one().title = "Otto Olsen's blog"

    with pytest.raises(Blocked, match=r"channel\.title"):
        erase(world, "otto@example.com")

    with world.database.reading() as session:
        assert session.scalars(select(Channel)).one().title == "Otto Olsen's blog"
        assert session.scalars(select(User.id).where(User.email == "otto@example.com")).one()


def test_somebody_of_the_same_name_keeps_theirs(world: World) -> None:
    with world.database.begin() as session:
        accounts.add_user(
            session,
            accounts.NewUser(email="otto2@example.com", given="Otto", family="Olsen"),
            actor=OPERATOR,
            now=world.now,
        )
    theirs = world.nominate(author="otto2@example.com", source_text="Otto Olsen wrote this.")

    report = erase(world, "otto@example.com")

    assert report.shared
    with world.database.reading() as session:
        kept = session.scalars(select(User).where(User.email == "otto2@example.com")).one()
        assert kept.full_name == "Otto Olsen"
        assert session.get_one(Story, theirs).source_post.text == "Otto Olsen wrote this."


@pytest.mark.parametrize(
    "spelling",
    [
        "田中愛子", "田中 愛子", "愛子　田中", "田中・愛子", "タナカ アイコ", "ﾀﾅｶ ｱｲｺ",
        "たなかあいこ", "TANAKA Aiko", "aiko-tanaka",
        "Ｔａｎａｋａ　Ａｉｋｏ", "aiko.tanaka@example.com",
        "ＡＩＫＯ.TANAKA＠example.com", "E012345", "愛称アイ",
    ],
)  # fmt: skip
def test_every_spelling_is_found(world: World, spelling: str) -> None:
    with world.database.begin() as session:
        session.add(
            StaffMember(
                email="aiko.tanaka@example.com",
                family="田中",
                given="愛子",
                reading="たなか あいこ",
                romaji="Aiko Tanaka",
                employee_id="E012345",
            )
        )
    story_id = world.nominate(source_text=f"「{spelling}」が話した。")

    erase(world, "aiko.tanaka@example.com", also=["愛称アイ"])

    with world.database.reading() as session:
        assert session.get_one(Story, story_id).source_post.text == f"「{ERASED}」が話した。"


def test_parts_of_longer_words_are_left(world: World) -> None:
    with world.database.begin() as session:
        session.add(StaffMember(email="a@example.com", family="森", given="An", handle="ann"))
    story_id = world.nominate(source_text="An annual walk in the 森林 of ananas.")

    erase(world, "a@example.com")

    with world.database.reading() as session:
        assert session.get_one(Story, story_id).source_post.text.startswith("An annual walk")


def test_pictures_of_them_leave_the_store(world: World) -> None:
    withdrawn(world)
    with world.database.reading() as session:
        sha256 = session.scalars(select(Asset)).one().sha256
    assert world.kit.media.read(sha256)

    erase(world)
    assert erasure.remove_pictures(world.kit) == 1
    assert erasure.remove_pictures(world.kit) == 0

    with pytest.raises(NotFound):
        world.kit.media.read(sha256)
    world.upload()  # whoever may can send the same picture again
    assert world.kit.media.read(sha256)
    assert erasure.remove_pictures(world.kit) == 0


def test_the_blog_is_built_anew_without_them(world: World) -> None:
    withdrawn(world, title="Arthur Aoki and the bench")
    folder = Path(world.settings.site_store)
    with world.database.reading() as session:
        spellings = subject_of(session, ARTHUR).spellings
    erase(world)

    assert erasure.left_on_site(FolderStore(folder / "nowhere"), spellings) == []
    channel = _blog(world)
    (folder / "en").mkdir(parents=True, exist_ok=True)
    (folder / "en" / "old.html").write_text("<p>Arthur Aoki</p>", "utf-8")
    assert "en/old.html" in erasure.left_on_site(world.kit.site, spellings)
    with world.database.reading() as session:
        assert world.kit.bench(session.get_one(Channel, channel)).shelf.everything() == []


def _blog(world: World) -> str:
    with world.database.reading() as session:
        return session.scalars(select(Channel.id)).one()


def test_only_privacy_review_and_the_operator_may(world: World) -> None:
    for by in ("petra", "adam", "otto"):
        with pytest.raises(Forbidden):
            erase(world, actor=world.actor(by))
    with pytest.raises(Forbidden, match="somebody else"):
        erase(world, "vera@example.com", actor=world.actor("vera"))

    assert erase(world, actor=world.actor("vera"))
    with world.database.reading() as session:
        event = session.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()
        assert event.actor_id == world.users["vera"].id


def test_who_is_not_known_cannot_be_erased_nor_erased_twice(world: World) -> None:
    with pytest.raises(NotFound):
        erase(world, "nobody@example.com")
    with pytest.raises(Invalid, match="not a mail address"):
        erase(world, "arthur")
    for also in (["x"], ["spelling"] * 21, ["x" * 161]):
        with pytest.raises(Invalid):
            erase(world, also=also)

    erase(world)
    with pytest.raises(NotFound):
        erase(world)
    with pytest.raises(NotFound):
        erase(world, f"{world.users['arthur'].id.lower()}@{erasing.NOWHERE}")


# What is planted -------------------------------------------------------------------------------

COMPANY = {"channel", "process_choice", "route_gate", "rule_set", "worker_heartbeat"}
"""Settings, in which a name is told and not changed."""
IDENTIFIERS = {
    ("gate", "name"), ("gate", "reason"),
    ("finding", "surface"), ("finding", "kind"), ("finding", "rule"), ("finding", "severity"),
    ("finding", "box"),
    ("scan_run", "engine_version"), ("scan_run", "status"),
    ("scan_run", "ruleset_version"), ("scan_run", "directory_version"), ("scan_run", "failed"),
    ("consent", "channels"), ("consent", "way"),
    ("delivery", "language"), ("delivery", "claimed_by"), ("delivery", "problem"),
    ("receipt", "language"), ("receipt", "remote_id"), ("receipt", "permalink"),
    ("revision", "language"), ("revision", "people_ids"), ("revision_image", "people_ids"),
    ("release", "name_form"), ("payload", "media_type"),
    ("story", "process"), ("story", "language"), ("story", "acknowledged"),
    ("story", "scheduled_local"),    ("story", "scheduled_zone"), ("source_post", "language"),
    ("emergency", "accepted"), ("channel_credential", "key_id"), ("channel_credential", "sealed"),
    ("asset", "media_type"),
    ("user_account", "locale"), ("user_account", "time_zone"), ("person", "department"),
}  # fmt: skip
"""Words of ours and of the machinery: names of gates and channels, languages, states, ids.

A receipt's address is taken out where the story's slug stands in it; a delivery's problem where a
name does.
"""
MARK = "zqxv"


def plant(world: World, words: str, rows_of: Any) -> int:
    """Write `words` into every text of the rows `rows_of(table)` gives; how many there were."""
    planted = 0
    with world.database.begin() as session:
        session.execute(text("PRAGMA ignore_check_constraints = on"))
        for table in tables():
            if table.name == "event" or table.name in COMPANY:
                continue
            (key,) = table.primary_key.columns
            for row_key in rows_of(session, table):
                values = {
                    column.name: _planted(column, words, row_key)
                    for column in text_columns(table)
                    if (table.name, column.name) not in IDENTIFIERS
                    and (getattr(column.type, "length", None) or 99) >= len(words)
                }
                if values:
                    session.execute(update(table).where(key == row_key).values(values))
                    planted += len(values)
    return planted


def _planted(column: Any, words: str, row_key: str) -> Any:
    unique = f"{words} {str(row_key)[-8:]}"
    kind = type(column.type).__name__
    if kind == "JSON":
        shape = {"tags": [unique], "accepted": [unique], "images": [{"alt": unique}]}
        return shape.get(column.name, {"params": {"who": unique}, "msgid": "x"})
    if kind == "LargeBinary":
        return json.dumps({"text": unique}).encode()
    return unique[: column.type.length or 200]


def all_rows(session: Any, table: Table) -> list[str]:
    """Every row but those in which other people are called by their own names."""
    (key,) = table.primary_key.columns
    return list(session.scalars(select(key)))


def test_a_name_planted_in_every_text_of_the_database_does_not_survive(world: World) -> None:
    withdrawn(world)
    world.nominate(by="arthur", author="mei@example.com", source_text="Another one.")
    with world.database.begin() as session:
        session.add(StaffMember(email=ARTHUR, family="Aoki", given="Arthur"))
        tokens.add(session, world.users["otto"], "x", actor=OPERATOR, now=world.now)
    names_of_people = {("user_account", name) for name in ("email", "family", "given")}

    def rows(session: Any, table: Table) -> list[str]:
        if table.name in ("user_account", "person", "staff_member"):
            return []
        return all_rows(session, table)

    assert names_of_people
    assert plant(world, "Aoki, Arthur", rows) > 60

    erase(world)

    left = everything(world.database)
    assert "aoki" not in left
    assert "arthur" not in left
    assert is_whole(world.database)


def test_nothing_of_their_own_hand_survives_even_without_a_name(world: World) -> None:
    withdrawn(world)
    second = world.nominate(by="arthur", author="mei@example.com", source_text="Another one.")
    with world.database.begin() as session:
        session.add(StaffMember(email=ARTHUR, family="Aoki", given="Arthur"))
        arthur = session.get_one(User, world.users["arthur"].id)
        sessions.open_session(session, arthur, user_agent="x", now=world.now)
        tokens.add(session, arthur, "x", actor=OPERATOR, now=world.now)
    with world.database.reading() as session:
        subject = subject_of(session, ARTHUR)
        told = subject.told_ids
        sources = [session.get_one(Story, story).source_post_id for story in told]
        releases = (
            session.execute(
                text(
                    "SELECT id FROM release WHERE story_id IN (SELECT story_id FROM person "
                    "WHERE email = 'arthur@example.com')"
                )
            )
            .scalars()
            .all()
        )
    owners = {*subject.user_ids, *subject.person_ids, *told, *releases}
    assert second not in told

    def theirs(session: Any, table: Table) -> list[str]:
        (key,) = table.primary_key.columns
        links = [c for c in table.columns if c.foreign_keys] + [key]
        found = session.execute(select(key, *links))
        wanted = {row[0] for row in found if owners & set(row) or row[0] in sources}
        if table.name in ("user_account", "person"):
            return []
        kept = {second}  # a story of somebody else they nominated: only the reason is theirs
        return sorted(wanted - kept)

    others_text = {"revision", "revision_image", "attempt", "metric", "receipt_tag"}

    def reachable(session: Any, table: Table) -> list[str]:
        rows = theirs(session, table)
        if table.name in others_text:
            (key,) = table.primary_key.columns
            story = inspect(table).c.get("story_id")
            if story is None:
                return []
            rows = list(session.scalars(select(key).where(story.in_(told))))
        return rows

    assert plant(world, MARK, reachable) > 30

    erase(world)

    with world.database.reading() as session:
        left = [
            (table.name, column.name)
            for table in tables()
            for row in session.execute(select(table)).mappings()
            for column in text_columns(table)
            if MARK in str(row[column.name])
        ]
    assert sorted(set(left)) == []


def test_their_mails_are_gone_and_the_mails_of_others_stay(world: World) -> None:
    withdrawn(world)

    erase(world)

    with world.database.reading() as session:
        assert session.scalars(select(Notice).where(Notice.email == ARTHUR)).all() == []
        assert session.scalars(select(Person)).one().email is None
        assert session.scalars(select(SourcePost)).one().url is None
