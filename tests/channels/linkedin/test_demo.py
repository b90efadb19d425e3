"""The simulator as the demo and as a person starts it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from publishers.linkedin import PLUG
from publishers.linkedin.simulator.__main__ import main
from publishers.linkedin.simulator.app import Simulator
from syndicate.clock import now
from syndicate.publishing.demo import Stand, StandSite
from syndicate.publishing.port import Presence
from syndicate.rendering.post import Post
from tests.channels.linkedin.channel import Channel
from tests.services.web import serving

COMMAND = (sys.executable, "-m", "publishers.linkedin.simulator")


def test_the_demo_publishes_to_its_own_linkedin(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand: Stand = PLUG.demo
    site = StandSite("http://127.0.0.1:1", tmp_path)
    app: Any = stand.app(site)
    token = stand.token()
    assert isinstance(app, Simulator)
    assert token
    assert token.expires_at
    assert token.expires_at > now()
    with serving(app) as url:
        app.world.url = url
        for name, value in stand.environ(replace(site, url=url)).items():
            monkeypatch.setenv(name, value)
        channel = Channel(app.world, url, config=dict(stand.config))
        channel.tokens.token = token

        assert channel.publisher.check().ok
        order = channel.order(post)
        receipt = channel.publisher.publish(order)

        assert channel.publisher.read_back(order, receipt).presence is Presence.THERE
        assert post.title.split("#")[0] in requests.get(receipt.permalink, timeout=5).text


@contextmanager
def _running(*options: str, ending: signal.Signals = signal.SIGINT) -> Iterator[tuple[str, str]]:
    """The simulator in a process of its own: its address and its first words."""
    process = subprocess.Popen(
        [*COMMAND, *options],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout
    try:
        words = "".join(process.stdout.readline() for _ in range(7))
        found = re.search(r"http://127\.0\.0\.1:\d+", words)
        assert found, words
        yield found[0], words
    finally:
        process.send_signal(ending)
        try:
            process.wait(60)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
    assert process.returncode == 0


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_person_starts_it_by_hand_and_it_remembers(
    tmp_path: Path, ending: signal.Signals
) -> None:
    data = tmp_path / "linkedin.json"
    with _running("--port", "0", "--data", str(data), ending=ending) as (url, words):
        token = words.split()[-1]
        headers = {
            "Authorization": f"Bearer {token}",
            "LinkedIn-Version": "202610",
            "X-Restli-Protocol-Version": "2.0.0",
        }
        body = {
            "author": "urn:li:organization:5515715",
            "commentary": "Kept",
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED"},
            "lifecycleState": "PUBLISHED",
        }
        answer = requests.post(f"{url}/rest/posts", json=body, headers=headers, timeout=5)
        assert answer.status_code == 201
        assert f"export SYNDICATE_LINKEDIN_API_URL={url}" in words
    assert [p["commentary"] for p in json.loads(data.read_text())["posts"]] == ["Kept"]


def test_a_busy_port_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]

        done = CliRunner().invoke(main, ["--port", str(port)])

    assert done.exit_code == 1
    assert done.output == (
        f"Port {port} cannot be used (Address already in use). Choose another by --port.\n"
    )


@pytest.mark.parametrize("name", ["broken.json", "missing/linkedin.json"])
def test_a_data_file_that_cannot_be_used_is_said_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.json").write_text("{")

    done = CliRunner().invoke(main, ["--port", "0", "--data", str(tmp_path / name)])

    assert done.exit_code == 1
    assert done.output.startswith(f"{tmp_path / name} cannot be used: ")
    assert done.output.count("\n") == 1
