"""Check an evidence archive offline, with nothing but Python: `python verify.py [FOLDER]`.

Every file must have the hash the manifest names, every payload the hash its release froze, every
text the hash people agreed to, and every event the hash its successor names. Events of other
stories are there by hash only. What was erased with a person must be named by an event.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
MANIFEST = "manifest.json"
SEALED = {"seq", "previous", "sha256"}
ERASED = "story:person:erased"
CONTENT = ("title", "summary", "body", "language", "tags", "channel_texts", "images")


def canonical(value: Any) -> bytes:
    """The bytes a hash was taken over: sorted keys, UTF-8, no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def written(value: Any) -> bytes:
    """A JSON file of the archive as it is written, byte for byte."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def sha256(data: bytes) -> str:
    """The hash as the archive writes it."""
    return hashlib.sha256(data).hexdigest()


def check_files(folder: Path) -> Iterator[str]:
    """Files that are missing, added or changed."""
    data = (folder / MANIFEST).read_bytes()
    manifest = json.loads(data)
    if written(manifest) != data:
        yield f"{MANIFEST}: changed"
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    for name in sorted(there - set(manifest) - {MANIFEST}):
        yield f"{name}: not in the manifest"
    for name, wanted in sorted(manifest.items()):
        path = folder / name
        if not path.is_file():
            yield f"{name}: missing"
        elif sha256(path.read_bytes()) != wanted:
            yield f"{name}: changed"


def check_releases(folder: Path) -> Iterator[str]:
    """Payloads whose bytes are not those of their release, releases whose hash does not hold."""
    erased = erased_payloads(folder)
    for release in json.loads((folder / "releases.json").read_bytes()):
        hashes = {}
        for payload in release["payloads"]:
            found = sha256((folder / payload["file"]).read_bytes())
            hashes[payload["channel"]] = payload["sha256"]
            if found != payload["sha256"] and payload["sha256"] not in erased:
                yield f"{payload['file']}: not what was approved"
        frozen = {"content": release["content_sha256"], "payloads": hashes}
        if sha256(canonical(frozen)) != release["sha256"]:
            yield f"releases.json: the hash of release {release['number']} does not hold"


def erased_payloads(folder: Path) -> set[str]:
    """Hashes of payloads that were erased with a person, as the events tell."""
    lines = (folder / "events.jsonl").read_bytes().splitlines()
    events = [event for event in map(json.loads, lines) if event.get("name") == ERASED]
    return {sha256 for event in events for sha256 in event["data"]["payloads"]}


def check_texts(folder: Path) -> Iterator[str]:
    """Texts whose hash does not hold, and consents or releases to any other text."""
    is_erased = ERASED.encode() in (folder / "events.jsonl").read_bytes()
    texts = {}
    for revision in json.loads((folder / "revisions.json").read_bytes()):
        texts[revision["id"]] = revision["content_sha256"]
        content = {name: revision[name] for name in CONTENT}
        content["people"] = sorted(revision["people_ids"])
        if sha256(canonical(content)) != revision["content_sha256"] and not is_erased:
            yield f"revisions.json: the hash of version {revision['number']} does not hold"
    for consent in json.loads((folder / "consents.json").read_bytes()):
        if texts.get(consent["revision_id"]) != consent["content_sha256"]:
            yield f"consents.json: {consent['id']} is not for a text in this archive"
    for release in json.loads((folder / "releases.json").read_bytes()):
        if texts.get(release["revision_id"]) != release["content_sha256"]:
            yield f"releases.json: release {release['number']} shows a text nobody saw"


def check_decisions(folder: Path) -> Iterator[str]:
    """Gates and decisions about anything but a release in this archive."""
    releases = json.loads((folder / "releases.json").read_bytes())
    known = {release["id"]: release["sha256"] for release in releases}
    gates = json.loads((folder / "gates.json").read_bytes())
    for gate in gates:
        if known.get(gate["release_id"]) != gate["release_sha256"]:
            yield f"gates.json: {gate['id']} holds for no release in this archive"
    ids = {gate["id"] for gate in gates}
    for name in ("decisions.json", "seats.json"):
        for row in json.loads((folder / name).read_bytes()):
            if row["gate_id"] not in ids:
                yield f"{name}: {row['id']} is at no gate in this archive"


def check_deliveries(folder: Path) -> Iterator[str]:
    """Deliveries of anything but a payload of a release in this archive."""
    releases = json.loads((folder / "releases.json").read_bytes())
    approved = {p["sha256"] for release in releases for p in release["payloads"]}
    for delivery in json.loads((folder / "deliveries.json").read_bytes()):
        if delivery["payload_sha256"] not in approved:
            yield f"deliveries.json: {delivery['id']} sent what no release holds"


def check_events(folder: Path) -> Iterator[str]:
    """The first place where the chain of events breaks."""
    before: dict[str, Any] | None = None
    for line in (folder / "events.jsonl").read_bytes().splitlines():
        event = json.loads(line)
        if fault := _fault(event, before):
            yield f"events.jsonl: event {event['seq']} {fault}"
            return
        before = event


def _fault(event: dict[str, Any], before: dict[str, Any] | None) -> str:
    if before is not None and event["seq"] != before["seq"] + 1:
        return "does not follow: one before it was removed"
    expected = before["sha256"] if before else GENESIS if event["seq"] == 1 else event["previous"]
    if event["previous"] != expected:
        return "was inserted, or the one before it was replaced"
    hashed = {name: value for name, value in event.items() if name != "sha256"}
    if set(event) != SEALED and sha256(canonical(hashed)) != event["sha256"]:
        return "was altered"
    return ""


CHECKS: tuple[Callable[[Path], Iterator[str]], ...] = (
    check_files,
    check_releases,
    check_texts,
    check_decisions,
    check_deliveries,
    check_events,
)


def problems(folder: Path) -> list[str]:
    """Everything that does not hold; a file that cannot be read is one more."""
    found: list[str] = []
    for check in CHECKS:
        try:
            found.extend(check(folder))
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            found.append(f"{check.__name__}: cannot be done ({error})")
    return found


def main() -> int:
    """Print what does not hold; 0 only when everything does."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    found = problems(folder)
    for problem in found:
        sys.stdout.write(f"BROKEN {problem}\n")
    if not found:
        sys.stdout.write("Everything holds.\n")
    return len(found) and 1


if __name__ == "__main__":
    sys.exit(main())
