"""Check an evidence archive offline, with nothing but Python: `python verify.py [FOLDER]`.

Every file must have the hash the manifest names, every payload the hash the release froze, and
every event the hash its successor names.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """The bytes a hash was taken over: sorted keys, UTF-8, no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def check_files(folder: Path) -> list[str]:
    """Files that are missing, added or changed."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    problems = [f"{name}: not in the manifest" for name in sorted(there - set(manifest))]
    for name, wanted in sorted(manifest.items()):
        path = folder / name
        if not path.is_file():
            problems.append(f"{name}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            problems.append(f"{name}: changed")
    return problems


def check_payloads(folder: Path) -> list[str]:
    """Payloads whose bytes are not those of their release, releases whose hash does not hold."""
    problems = []
    for release in json.loads((folder / "releases.json").read_text("utf-8")):
        hashes = {}
        for payload in release["payloads"]:
            data = (folder / payload["file"]).read_bytes()
            hashes[payload["channel"]] = hashlib.sha256(data).hexdigest()
            if hashes[payload["channel"]] != payload["sha256"]:
                problems.append(f"{payload['file']}: not what was approved")
        frozen = {"content": release["content_sha256"], "payloads": hashes}
        if hashlib.sha256(canonical(frozen)).hexdigest() != release["sha256"]:
            problems.append(f"release {release['number']}: its hash does not hold")
    return problems


def check_events(folder: Path) -> list[str]:
    """The first place where the chain of events breaks."""
    previous = GENESIS
    lines = (folder / "events.jsonl").read_text("utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        event = json.loads(line)
        claimed = event.pop("sha256")
        if event["seq"] != number:
            return [f"events.jsonl: event {number} is missing"]
        if event["previous"] != previous:
            return [f"events.jsonl: event {number} was inserted"]
        if hashlib.sha256(canonical(event)).hexdigest() != claimed:
            return [f"events.jsonl: event {number} was altered"]
        previous = claimed
    return []


def main() -> int:
    """Print what does not hold; exit 0 only when everything does."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    problems = check_files(folder) + check_payloads(folder) + check_events(folder)
    for problem in problems:
        sys.stdout.write(f"BROKEN {problem}\n")
    if not problems:
        sys.stdout.write("Everything holds.\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
