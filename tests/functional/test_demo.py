"""The demo as somebody runs it who has just cloned the repository."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import requests

from syndicate.dev.demo import samples
from syndicate.dev.servers.postgresql import PostgreSQL
from tests.services.process import free_port

PATIENCE_SECONDS = 120
POST = """+++
title = "The bench by the window"
author = "beatriz.valadares@example.com"
language = "en"
reason = "People ask about it."
+++
We moved the bench to the window, and the light did the rest.

Ask at 03-3501-1234 if you would like to see it.
"""
PLAIN = """# 窓ぎわの作業台

作業台を窓ぎわに移しました。明るくなって、みんなが集まるようになりました。
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def ports() -> int:
    """A port that is free together with the two after it."""
    return free_port(together=3)


def demo(
    folder: Path, *args: str, port: int | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """`syndicate demo --once …`, to its end."""
    command = [sys.executable, "-m", "syndicate", "demo", "--once", "--data", str(folder / "data")]
    return subprocess.run(
        [*command, "--port", str(port or ports()), *args],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "default"} | settings,
    )


def hashes(output: str, what: str) -> list[str]:
    """The hashes printed beside a word."""
    return re.findall(rf"{what}\s+([0-9a-f]{{64}})", output)


def test_one_post_goes_through_all_gates_byte_for_byte_and_back(tmp_path: Path) -> None:
    ended = demo(tmp_path, "--withdraw")
    assert ended.returncode == 0, ended.stderr
    assert hashes(ended.stdout, "approved") == hashes(ended.stdout, "published")
    assert len(hashes(ended.stdout, "approved")) == 2
    assert "/en/stories/the-library-with-leaves/" in ended.stdout
    gone = re.findall(r"read back as gone after (\d+\.\d\d) seconds", ended.stdout)
    assert len(gone) == 2
    assert all(0 < float(seconds) < 60 for seconds in gone)


def test_what_must_not_be_read_is_taken_out_of_a_given_post(tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text(POST)
    ended = demo(tmp_path, str(tmp_path / "post.md"))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "return → Drafting" in ended.stdout
    pages = "".join(p.read_text() for p in (tmp_path / "data" / "site").rglob("index.html"))
    assert "the light did the rest" in pages
    assert "3501" not in pages


def test_plain_markdown_in_japanese_is_taken_too(tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text(PLAIN)
    ended = demo(tmp_path, str(tmp_path / "post.md"))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "/ja/stories/" in ended.stdout


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"+++\ntitle = \n+++\nx", "line"),
        (POST.replace("beatriz.valadares", "nobody").encode(), "Nobody with the address"),
        (POST.encode() + b"x" * 2_000_000, "large"),
        (POST.replace("We moved", "Ask Mei Mori, she moved").encode(), ""),
    ],
)
def test_a_post_that_cannot_be_carried_is_explained(
    tmp_path: Path, content: bytes, why: str
) -> None:
    (tmp_path / "post.md").write_bytes(content)
    ended = demo(tmp_path, str(tmp_path / "post.md"))
    if why:
        assert ended.returncode == 1, ended.stdout
        assert why in ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1
    assert "Traceback" not in ended.stderr


def test_a_busy_port_is_named(
    tmp_path: Path, serve: Callable[..., AbstractContextManager[str]]
) -> None:
    with serve(lambda _environ, start: start("200 OK", []) or [b""]) as origin:
        ended = demo(tmp_path, port=int(origin.rsplit(":", 1)[1]))
    assert ended.returncode == 1
    assert "is not free" in ended.stderr


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.txt").write_text("Years of work.")
    ended = demo(tmp_path)
    assert ended.returncode == 1
    assert "somebody else" in ended.stderr
    assert (tmp_path / "data" / "thesis.txt").read_text() == "Years of work."


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("Not a folder.")
    ended = demo(tmp_path / "file")
    assert ended.returncode == 1
    assert "cannot be written" in ended.stderr


def test_a_demo_that_is_running_keeps_its_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with (tmp_path / "data" / ".syndicate-demo").open("w") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        (tmp_path / "data" / "syndicate.db").write_text("In use.")
        ended = demo(tmp_path)
    assert ended.returncode == 1
    assert "Another demo is running" in ended.stderr
    assert (tmp_path / "data" / "syndicate.db").read_text() == "In use."


def test_somebody_who_cannot_be_asked_is_named(tmp_path: Path) -> None:
    guest = 'people = [{ given = "Jo", family = "Guest", how = "quoted" }]\n+++\nWe'
    (tmp_path / "post.md").write_text(POST.replace("+++\nWe", guest))
    ended = demo(tmp_path, str(tmp_path / "post.md"))
    assert ended.returncode == 1
    assert "Jo Guest: An answer is still missing." in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_database_of_its_own_may_be_given(tmp_path: Path, postgresql: PostgreSQL) -> None:
    url = postgresql.create("demo")
    first = demo(tmp_path, SYNDICATE_DATABASE_URL=url)
    again = demo(tmp_path, SYNDICATE_DATABASE_URL=url)
    postgresql.drop("demo")
    assert first.returncode == 0, first.stdout + first.stderr
    left = (tmp_path / "data" / "environment").read_text()
    assert f"SYNDICATE_DATABASE_URL='{url}'" in left
    assert "SYNDICATE_LINKEDIN_API_URL=http://127.0.0.1:" in left
    assert not (tmp_path / "data" / "syndicate.db").exists()
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def states(folder: Path) -> Sequence[str]:
    """Where every story stands, in alphabetical order."""
    with sqlite3.connect(f"file:{folder / 'syndicate.db'}?mode=ro", uri=True) as database:
        return sorted(row[0] for row in database.execute("SELECT state FROM story"))


def test_the_open_demo_reaches_its_plan_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    port = ports()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "syndicate", "demo"),
            *("--data", str(tmp_path / "data"), "--port", str(port)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wanted = sorted(plan.state.value for plan in samples.plans())
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            time.sleep(1)
            if (tmp_path / "data" / "syndicate.db").exists() and _settled(tmp_path, wanted):
                break
        assert states(tmp_path / "data") == wanted
        assert requests.get(f"http://127.0.0.1:{port}/sign-in", timeout=10).ok
        assert requests.get(f"http://127.0.0.1:{port + 1}/ja/", timeout=10).ok
        assert requests.get(f"http://127.0.0.1:{port + 2}/", timeout=10).ok
        process.send_signal(signal.SIGINT)
        output, _nothing = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, output
    assert "Traceback" not in output


def _settled(folder: Path, wanted: Sequence[str]) -> bool:
    try:
        return states(folder / "data") == wanted
    except sqlite3.OperationalError:
        return False
