"""The archive that proves how a story went out, and how it tells what was changed in it."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from syndicate.db import Database
from syndicate.errors import Forbidden, NotFound
from syndicate.models import State
from syndicate.policy import Actor, Way
from syndicate.services import erasure, evidence, verify_archive
from tests.factories.world import AGREE, World

OPERATOR = Actor(Way.CLI)
FLIPS = 12
"""Bytes tried in each file."""


@pytest.fixture
def world(clock: object, sqlite_database: Database, tmp_path: Path) -> World:
    return World(sqlite_database, tmp_path)


def taken(world: World, story_id: str, actor: Actor = OPERATOR) -> bytes:
    """The archive as `actor` gets it."""
    with world.database.reading() as session:
        return evidence.archive(session, story_id, actor=actor, kit=world.kit, now=world.now)


def unpacked(data: bytes, folder: Path) -> Path:
    """The archive as somebody has it before them."""
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        bundle.extractall(folder)
    return folder


def files(data: bytes) -> dict[str, bytes]:
    """The files by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def lines(data: bytes) -> list[dict[str, Any]]:
    """The events in it."""
    return [json.loads(line) for line in files(data)["events.jsonl"].splitlines()]


@pytest.fixture
def archive(world: World, tmp_path: Path) -> Path:
    """The evidence of a story that is out, beside others."""
    world.nominate(source_text="Before.")
    story_id = world.reach(State.PUBLISHING)
    world.nominate(source_text="Meanwhile.")
    world.deliver()
    return unpacked(taken(world, story_id), tmp_path / "archive")


def test_it_checks_itself_with_nothing_but_python(archive: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"],
        cwd=archive,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "Everything holds.\n", "")


def test_it_says_in_the_shell_what_was_changed(archive: Path) -> None:
    (archive / "story.json").write_text("{}")

    done = subprocess.run(
        [sys.executable, "-I", "-S", str(archive / "verify.py")],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "BROKEN story.json: changed\n")


def test_no_byte_of_any_file_can_be_changed_unseen(archive: Path) -> None:
    chance = random.Random(1)
    for path in sorted(path for path in archive.rglob("*") if path.is_file()):
        name, good = path.relative_to(archive).as_posix(), path.read_bytes()
        for place in {0, len(good) - 1, *chance.choices(range(len(good)), k=FLIPS)}:
            bad = bytearray(good)
            bad[place] ^= chance.randrange(1, 256)
            path.write_bytes(bad)

            found = verify_archive.problems(archive)

            assert found, (name, place)
            if name != "manifest.json":  # a hash in it that was changed names the file it is of
                assert any(problem.startswith(name) for problem in found), found
        path.write_bytes(good)
    assert verify_archive.problems(archive) == []


def test_white_space_in_the_manifest_is_a_change_too(archive: Path) -> None:
    manifest = archive / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"\n ", b"\n\t", 1))

    assert verify_archive.problems(archive) == ["manifest.json: changed"]


def test_a_file_that_is_missing_or_was_added_is_named(archive: Path) -> None:
    (archive / "nominations.json").unlink()
    (archive / "more.json").write_text("[]")

    found = verify_archive.problems(archive)

    assert found == ["more.json: not in the manifest", "nominations.json: missing"]


def resealed(folder: Path) -> None:
    """What a forger does who knows of the manifest."""
    names = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
    manifest = {
        name: verify_archive.sha256((folder / name).read_bytes())
        for name in names
        if name != "manifest.json"
    }
    (folder / "manifest.json").write_bytes(verify_archive.written(manifest))


def test_a_payload_that_was_swapped_is_not_what_was_approved(archive: Path) -> None:
    (payload,) = (archive / "payloads").iterdir()
    payload.write_bytes(payload.read_bytes() + b" ")
    resealed(archive)

    assert verify_archive.problems(archive) == [
        f"payloads/{payload.name}: not what was approved",
    ]


def test_a_release_made_to_fit_does_not_hold(archive: Path) -> None:
    (payload,) = (archive / "payloads").iterdir()
    payload.write_bytes(b"{}")
    releases = json.loads((archive / "releases.json").read_bytes())
    releases[0]["payloads"][0]["sha256"] = verify_archive.sha256(b"{}")
    (archive / "releases.json").write_bytes(verify_archive.written(releases))
    resealed(archive)

    found = verify_archive.problems(archive)

    assert "releases.json: the hash of release 1 does not hold" in found
    assert any(problem.startswith("deliveries.json:") for problem in found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows[1].update(way="cli"), "was altered"),
        (lambda rows: rows.pop(2), "one before it was removed"),
        (lambda rows: rows[1].update(previous="0" * 64), "was inserted"),
        (lambda rows: rows[1].pop("data"), "was altered"),
    ],
)
def test_a_chain_that_was_tampered_with_is_named(archive: Path, change: Any, says: str) -> None:
    path = archive / "events.jsonl"
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    change(rows)
    path.write_bytes(b"\n".join(verify_archive.canonical(row) for row in rows) + b"\n")
    resealed(archive)

    (found,) = verify_archive.problems(archive)

    assert found.startswith("events.jsonl: event ")
    assert says in found


def test_what_cannot_be_read_is_said_and_not_raised(archive: Path) -> None:
    for name in ("releases.json", "deliveries.json", "events.jsonl"):
        good = (archive / name).read_bytes()
        for bad in (b"\xff", b"[1]", b"{", b""):
            (archive / name).write_bytes(bad)
            assert any(name in problem for problem in verify_archive.problems(archive))
        (archive / name).write_bytes(good)
    (archive / "manifest.json").unlink()

    assert verify_archive.problems(archive)[0].startswith("check_files: cannot be done")


def test_the_same_evidence_has_the_same_bytes(world: World) -> None:
    story_id = world.reach(State.CLEARED)

    assert taken(world, story_id) == taken(world, story_id)


def test_other_stories_stand_in_it_by_hash_alone(world: World) -> None:
    story_id = world.nominate()
    other = world.nominate(source_text="Somebody else's secret.")
    world.take(story_id, "accept", "petra")

    data = taken(world, story_id)

    sealed = [line for line in lines(data) if set(line) == verify_archive.SEALED]
    assert len(sealed) == 1
    assert other.encode() not in b"".join(files(data).values())


def test_a_story_without_a_release_has_evidence_too(world: World, tmp_path: Path) -> None:
    folder = unpacked(taken(world, world.nominate()), tmp_path / "archive")

    assert verify_archive.problems(folder) == []


def test_nobody_can_read_in_it_who_said_no(world: World) -> None:
    story_id = world.nominate(people=[{"email": "mei@example.com"}])
    world.take(story_id, "accept", "petra")
    world.take(story_id, "agree", "arthur", **AGREE)
    world.draft(story_id)
    world.take(story_id, "submit", "petra")
    world.take(story_id, "refuse", "mei")

    data = taken(world, story_id)

    answers = json.loads(files(data)["consents.json"])
    assert {row["answer"] for row in answers} == {"agreed"}
    shown = [line for line in lines(data) if line.get("name") == "story:consent:answered"]
    assert shown == []


def test_it_is_for_the_desks_and_the_operator(world: World) -> None:
    story_id = world.reach(State.IN_REVIEW)

    for by in ("petra", "vera", "adam"):
        assert taken(world, story_id, world.actor(by))
    for by in ("arthur", "nina"):
        with pytest.raises(Forbidden):
            taken(world, story_id, world.actor(by))
    for by, wanted in (("otto", story_id), ("petra", "0" * 26)):
        with pytest.raises(NotFound):
            taken(world, wanted, world.actor(by))


def test_its_readme_says_how_to_check_it(archive: Path) -> None:
    readme = (archive / "README.txt").read_text("utf-8")

    assert "python verify.py" in readme
    assert "The meeting at the bench" in readme


def test_the_folder_may_be_named(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["verify.py", str(archive)])
    assert verify_archive.main() == 0
    (archive / "more.json").touch()
    assert verify_archive.main() == 1

    assert capsys.readouterr().out == ("Everything holds.\nBROKEN more.json: not in the manifest\n")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value where something stands."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    inner = [place for key, item in items for place in leaves(item, (*path, key))]
    return inner or [path]


def changed(value: Any, path: tuple[Any, ...]) -> Any:
    """`value` with something else at `path`."""
    if not path:
        return "forged" if value != "forged" else None
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(copy[path[0]], path[1:])
    return copy


def test_no_field_of_any_file_can_be_changed_unseen(archive: Path) -> None:
    tried = 0
    for path in sorted(archive.glob("*.json")):
        good = path.read_bytes()
        value = json.loads(good)
        for place in leaves(value):
            path.write_bytes(verify_archive.written(changed(value, place)))

            found = list(verify_archive.check_files(archive))

            assert found, (path.name, place)
            if path.name != "manifest.json":
                assert found == [f"{path.name}: changed"]
            tried += 1
        path.write_bytes(good)
    assert tried > 300
    assert verify_archive.problems(archive) == []


@pytest.mark.parametrize(
    ("name", "field", "says"),
    [
        ("revisions.json", "body", "the hash of version"),
        ("revisions.json", "images", "the hash of version"),
        ("consents.json", "content_sha256", "is not for a text in this archive"),
        ("consents.json", "revision_id", "is not for a text in this archive"),
        ("releases.json", "revision_id", "shows a text nobody saw"),
        ("gates.json", "release_sha256", "holds for no release"),
        ("decisions.json", "gate_id", "is at no gate"),
        ("deliveries.json", "payload_sha256", "sent what no release holds"),
    ],
)
def test_what_does_not_fit_together_is_named_though_every_hash_was_made_anew(
    archive: Path, name: str, field: str, says: str
) -> None:
    path = archive / name
    rows = json.loads(path.read_bytes())
    rows[-1][field] = "forged"
    path.write_bytes(verify_archive.written(rows))
    resealed(archive)

    found = verify_archive.problems(archive)

    assert any(says in problem and problem.startswith(name) for problem in found), found


def test_it_holds_who_decided_and_for_whom(archive: Path) -> None:
    decisions = json.loads((archive / "decisions.json").read_bytes())
    users = json.loads((archive / "users.json").read_bytes())

    assert {users[row["user_id"]] for row in decisions} == {"Paul Prado", "Vera Vance"}
    assert all("acting_for_id" in row for row in decisions)
    assert "nina@example.com" not in (archive / "users.json").read_text()


def test_who_took_a_yes_back_is_told_by_no_file(world: World) -> None:
    story_id = world.reach(State.CLEARED)
    world.take(story_id, "withdraw", "arthur")

    data = taken(world, story_id)

    assert {row["answer"] for row in json.loads(files(data)["consents.json"])} == {"agreed"}
    assert [line for line in lines(data) if line.get("name") == "story:release:withdrawn"] == []


def test_the_archive_of_an_erased_story_holds_and_only_by_its_event(
    world: World, tmp_path: Path
) -> None:
    story_id = world.reach(State.CLEARED)
    world.take(story_id, "withdraw", "arthur")
    with world.database.begin() as session:
        erasure.erase(session, "arthur@example.com", actor=OPERATOR, now=world.now)

    data = taken(world, story_id)
    folder = unpacked(data, tmp_path / "archive")

    assert b"rthur" not in b"".join(files(data).values())
    assert verify_archive.problems(folder) == []
    events = (folder / "events.jsonl").read_bytes().splitlines()
    kept = [line for line in events if b"story:person:erased" not in line]
    (folder / "events.jsonl").write_bytes(b"\n".join(kept) + b"\n")
    resealed(folder)
    assert any("not what was approved" in problem for problem in verify_archive.problems(folder))
