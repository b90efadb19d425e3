"""Commands as a shell starts them: exit codes, both streams, and nothing left running."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.process import free_port

PATIENCE_SECONDS = 60


@pytest.fixture
def environment(tmp_path: Path, migrated_sqlite: Path) -> dict[str, str]:
    """A shell's environment with a migrated database."""
    (tmp_path / "syndicate.db").write_bytes(migrated_sqlite.read_bytes())
    return {
        **os.environ,
        "SYNDICATE_DATABASE_URL": f"sqlite:///{tmp_path / 'syndicate.db'}",
        "SYNDICATE_MEDIA_STORE": str(tmp_path / "media"),
        "SYNDICATE_SITE_STORE": str(tmp_path / "site"),
    }


def syndicate(
    environment: dict[str, str], *args: str, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "syndicate", *args],
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_exit_codes_and_streams_are_those_of_a_good_command(environment: dict[str, str]) -> None:
    done = syndicate(environment, "db", "check")
    refused = syndicate(environment, "user", "token", "nobody@example.com")
    misused = syndicate(environment, "levitate")

    assert (done.returncode, refused.returncode, misused.returncode) == (0, 1, 2)
    assert done.stdout
    assert not done.stderr
    assert not refused.stdout
    assert len(refused.stderr.splitlines()) == 1
    assert "No such command" in misused.stderr


def test_scan_and_sanitize_need_no_database(tmp_path: Path) -> None:
    nowhere = os.environ | {"SYNDICATE_DATABASE_URL": "sqlite:////proc/none/x.db"}

    scanned = syndicate(nowhere, "scan", given="Call 03-3501-1234.")
    cleaned = syndicate(nowhere, "sanitize", given="<p onclick=x>Hi</p>")

    assert json.loads(scanned.stdout)["findings"][0]["kind"] == "phone"
    assert cleaned.stdout == "<p>Hi</p>\n"


def test_a_corpus_is_answered_line_by_line(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "syndicate", "scan", "--jsonl"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for number, word in enumerate(("one", "two", "three")):
            answer = asked(process, {"id": number, "text": f"{word}@example.org"})
            assert answer["id"] == number
            assert [set(answer), answer["findings"][0]["kind"]] == [{"id", "findings"}, "email"]
        out, _err = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    assert (process.returncode, out) == (0, "")


def asked(process: subprocess.Popen[str], record: dict[str, object]) -> dict[str, list[object]]:
    """The answer to one record, before the next is sent."""
    given, answers = process.stdin, process.stdout
    assert given is not None
    assert answers is not None
    given.write(json.dumps(record) + "\n")
    given.flush()
    answer: dict[str, list[object]] = json.loads(answers.readline())
    return answer


def test_a_reader_who_has_read_enough_ends_it_quietly(environment: dict[str, str]) -> None:
    syndicate(environment, "user", "add", "a@example.com", "--given", "A", "--password", "")
    command = f"{sys.executable} -m syndicate audit export | true"

    done = subprocess.run(
        ["bash", "-c", command], env=environment, capture_output=True, text=True, check=False
    )

    assert done.stderr == ""


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def test_a_busy_port_is_named(environment: dict[str, str], busy_port: int) -> None:
    done = syndicate(environment, "serve", "--port", str(busy_port))

    assert done.returncode == 1
    assert str(busy_port) in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_ends_cleanly_on_a_signal(
    environment: dict[str, str], number: signal.Signals
) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "syndicate", "serve", "--port", str(port)],
        env=environment | {"SYNDICATE_BASE_URL": f"http://127.0.0.1:{port}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/api/openapi.json")
        began = time.monotonic()
        process.send_signal(number)
        _out, err = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()

    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert time.monotonic() - began < 10


def wait_for(url: str) -> None:
    """Until it answers."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer")


def test_nothing_it_is_given_makes_a_traceback(environment: dict[str, str]) -> None:
    for args, given in (
        (("scan", "--jsonl"), "[" * 100_000),
        (("scan", "--jsonl"), '{"id": "\\ud800", "text": "\\ud800"}'),
        (("sanitize", "--jsonl"), '{"id": "\\ud800", "html": "\\udfff"}'),
        (("sanitize",), "<" * 100_000),
        (("channel", "add", "x", "--kind", "linkedin", "--config", "[" * 100_000), ""),
        (("channel", "add", "x", "--kind", "linkedin", "--config", "[1]"), ""),
        (("evidence", "\N{SNOWMAN}"), ""),
        (("leaver", "nobody"), ""),
        (("nominate", "--as", "x", "/proc/self/mem"), ""),
    ):
        done = syndicate(environment, *args, given=given)

        assert done.returncode in (0, 1, 2), args
        assert "Traceback" not in done.stderr, args
        assert "our side" not in done.stderr, (args, done.stderr)
        assert len(done.stderr.splitlines()) <= 4, args
