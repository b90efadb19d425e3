"""Who said no, or took a yes back, cannot be told from any page, answer, mail or archive."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from syndicate.models import ConsentRequest, Notice, State
from syndicate.policy import Actor, Way
from syndicate.services import evidence
from tests.factories.world import AGREE, START, World
from tests.functional.api.client import Api
from tests.functional.web.visitor import Visitor
from tests.services.databases import sqlite_copy

X, Y = "arthur", "mei"
"""The author, and somebody who is named."""
OTHERS = ("petra", "vera", "adam", "nina")
_IDS = re.compile(r"[0-9a-f]{64}|\b[0-9a-hjkmnp-tv-z]{26}\b|\b[0-9a-f]{12,16}(?=[^0-9a-z])")
_SHORT = re.compile(r"…\w{6}|-[0-9a-hjkmnp-tv-z]{6}\b|127\.0\.0\.1:\d+")
_TIMES = re.compile(
    r"(?!2026-12-01)\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|\+00:00| UTC)?"
    r"|(?!1 Dec)\d{1,2} \w{3} \d{4}, \d\d:\d\d|\d{4}年(?!12月1日)\d+月\d+日\(.\) \d\d:\d\d"
    r"|[\d.]+ ?(?:s\b|秒)"
)
"""Deliveries go by the clock of the database, which these tests cannot stop."""
_TOKENS = re.compile(r'name="csrf_token" value="[^"]+"')


def agreed_by_all(world: World) -> str:
    """A story in review that everybody in it has agreed to."""
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", X, **AGREE)
    world.draft(story_id, people=[{"email": "mei@example.com", "how": "named"}])
    world.take(story_id, "submit", "petra")
    world.take(story_id, "agree", X, **AGREE)
    return story_id


def declined(world: World, who: str) -> str:
    """Somebody says no in review."""
    story_id = agreed_by_all(world)
    world.later(minutes=5)
    world.take(story_id, "refuse", who)
    return story_id


def withdrawn(world: World, who: str) -> str:
    """Somebody takes their yes back after it went out."""
    story_id = agreed_by_all(world)
    world.take(story_id, "agree", Y, **AGREE)
    world.take(story_id, "approve", "paul")
    world.resolve_all(story_id)
    world.take(story_id, "clear", "vera")
    world.take(story_id, "publish", "petra")
    world.deliver()
    world.later(minutes=5)
    world.take(story_id, "withdraw", who)
    world.deliver()
    assert world.state(story_id) is State.WITHDRAWN
    return story_id


def declined_a_correction(world: World, who: str) -> str:
    """Somebody says no to a new version of what is out; what is out stays."""
    story_id = agreed_by_all(world)
    world.take(story_id, "agree", Y, **AGREE)
    world.take(story_id, "approve", "paul")
    world.resolve_all(story_id)
    world.take(story_id, "clear", "vera")
    world.take(story_id, "publish", "petra")
    world.deliver()
    world.take(story_id, "correct", "petra")
    people = [{"email": "mei@example.com", "how": "named"}]
    world.draft(story_id, body="Other words about the bench.", people=people)
    world.take(story_id, "submit", "petra")
    world.take(story_id, "refuse", who)
    assert world.state(story_id) is State.LIVE
    return story_id


def plain(text: str) -> str:
    """Without what is different in every run: ids, hashes, tokens, ports."""
    text = _IDS.sub("#", _TOKENS.sub("", text))
    return _TIMES.sub("T", _SHORT.sub("~", text))


def seen_by_others(world: World, story_id: str) -> dict[str, str]:
    """Everything anybody but the two can get hold of."""
    api, seen = Api(world), {}
    for name in OTHERS:
        visitor = Visitor(api.app, world, name)
        for path in (
            "/",
            "/stories",
            f"/stories/{story_id}",
            f"/stories/{story_id}?view=findings",
            f"/stories/{story_id}/evidence?lang=ja",
            f"/admin/audit?story={story_id}",
        ):
            answer = visitor.client.get(path, base_url="http://127.0.0.1:8000")
            assert answer.status_code < 500, (name, path)
            seen[f"{name} {path}"] = plain(answer.text) if answer.mimetype == "text/html" else ""
        for path in ("", "/consents", "/findings", "/gates"):
            answer = api.send("GET", f"/stories/{story_id}{path}", name)
            seen[f"{name} api {path}"] = plain(answer.text)
        for path in (f"/events?story={story_id}&limit=200", "/stories"):
            seen[f"{name} api {path}"] = plain(api.send("GET", path, name).text)
    seen |= _archive(world, story_id) | _mails(world)
    return {key.replace(story_id, "ID"): text for key, text in seen.items()}


def _archive(world: World, story_id: str) -> dict[str, str]:
    with world.database.reading() as session:
        data = evidence.archive(
            session, story_id, actor=Actor(Way.CLI), kit=world.kit, now=world.now
        )
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        return {
            f"evidence {_IDS.sub('#', name)}": plain(bundle.read(name).decode("utf-8", "replace"))
            for name in bundle.namelist()
        }


def _mails(world: World) -> dict[str, str]:
    """What was written to anybody but the two."""
    mine = {f"{name}@example.com" for name in (X, Y)}
    found: dict[str, list[str]] = {}
    with world.database.reading() as session:
        for notice in session.scalars(select(Notice).order_by(Notice.id)):
            if notice.email not in mine:
                words = json.dumps([notice.template, notice.params], sort_keys=True)
                found.setdefault(notice.email, []).append(plain(words))
    return {f"mail {email}": "\n".join(sorted(words)) for email, words in found.items()}


@pytest.mark.slow  # two companies from nomination to the end, and every page of both
@pytest.mark.parametrize("story", [declined, withdrawn, declined_a_correction])
def test_a_no_of_one_looks_like_a_no_of_the_other(
    story: Callable[[World, str], str], migrated_sqlite: Path, tmp_path: Path
) -> None:
    seen: list[dict[str, Any]] = []
    for who in (X, Y):
        with company(migrated_sqlite, tmp_path / who) as world:
            seen.append(seen_by_others(world, story(world, who)))

    first, second = seen
    assert first.keys() == second.keys()
    different = [key for key in first if first[key] != second[key]]
    assert different == [], first_difference(first[different[0]], second[different[0]])
    assert any("The meeting at the bench" in text for text in first.values())


def first_difference(one: str, other: str) -> str:
    """The two places where they part."""
    at = next(i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    return f"{one[max(0, at - 200) : at + 80]!r}\n{other[max(0, at - 200) : at + 80]!r}"


@contextmanager
def company(migrated: Path, folder: Path) -> Any:
    """The same company on the same morning."""
    folder.mkdir()
    with time_machine.travel(START, tick=False), sqlite_copy(migrated, folder) as database:
        yield World(database, folder)


def test_nobody_can_read_whether_a_question_is_still_open(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    with company(migrated_sqlite, tmp_path / "x") as world:
        story_id = declined(world, Y)
        with world.database.reading() as session:
            assert session.scalars(select(ConsentRequest)).all()
        page = Visitor(Api(world).app, world, "petra").read(f"/stories/{story_id}")

    assert "No yes yet" not in page
    assert "Agreed" not in page[page.index("People in the story") : page.index("What happened")]
