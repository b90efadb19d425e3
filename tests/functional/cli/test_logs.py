"""What long-running processes write to stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from syndicate.cli.logs import HIDDEN, redact

SECRET = "planted-7f3a"
TALK = f"""
import logging, structlog
from syndicate.cli.logs import log_as_json
log_as_json()
log = structlog.get_logger("test")
with structlog.contextvars.bound_contextvars(story="s1", delivery="d1"):
    log.info("delivery.recorded", state="done", title="山田")
logging.getLogger("some.library").warning("no answer from %s", "host")
for name in ("requests_oauthlib", "oauthlib", "urllib3"):
    logging.getLogger(name).info("token={SECRET}")
try:
    int("token={SECRET}")
except ValueError:
    log.exception("worker.fault")
"""


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    """Every line of a process of its own, read as JSON."""
    command = [sys.executable, "-c", TALK]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_line_carries_the_story_and_the_delivery_it_is_about(lines: list[dict[str, Any]]) -> None:
    line = lines[0]

    assert (line["event"], line["story"], line["delivery"]) == ("delivery.recorded", "s1", "d1")
    assert (line["level"], line["title"]) == ("info", "山田")
    assert line["timestamp"].endswith("Z")


def test_what_libraries_say_is_json_too(lines: list[dict[str, Any]]) -> None:
    assert lines[1]["event"] == "no answer from host"
    assert lines[1]["logger"] == "some.library"


def test_libraries_that_log_tokens_are_kept_quiet(lines: list[dict[str, Any]]) -> None:
    assert len(lines) == 3


def test_an_error_brings_its_traceback_without_the_secret_in_it(
    lines: list[dict[str, Any]],
) -> None:
    assert "ValueError" in lines[2]["exception"]
    assert SECRET not in json.dumps(lines)


@pytest.mark.parametrize(
    "entry",
    [
        {"access_token": SECRET},
        {"headers": {"Authorization": f"Bearer {SECRET}"}},
        {"event": f"sent Authorization: Bearer {SECRET}"},
        {"event": f"POST /token?client_secret={SECRET}&x=1"},
        {"event": f"refresh_token={SECRET}"},
        {"event": f"postgresql://app:{SECRET}@db/syndicate"},
        {"words": ["a", f"password={SECRET}"]},
    ],
)
def test_a_secret_never_reaches_the_log(entry: dict[str, Any]) -> None:
    cleaned = json.dumps(redact(None, "info", entry), ensure_ascii=False)

    assert SECRET not in cleaned
    assert HIDDEN in cleaned


def test_everything_else_stays_as_it_is() -> None:
    entry = {"event": "x", "n": 1, "postcode=": "none", "token": None, "list": [1, "two"]}

    assert redact(None, "info", entry) == entry
