"""LinkedIn's simulator behind a real server, and a channel that speaks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from publishers.linkedin.demo import ORGANIZATION
from publishers.linkedin.oauth import LinkedInConnection
from publishers.linkedin.simulator.app import Simulator
from publishers.linkedin.simulator.world import CLIENT_ID, CLIENT_SECRET, MEMBERS
from syndicate.rendering.post import Post
from tests.channels.linkedin.calling import Caller
from tests.channels.linkedin.channel import TOKEN, Channel
from tests.services.web import serving

REDIRECT = "http://127.0.0.1:8000/channels/c1/callback"


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    """One simulator for all tests; `channel` gives it a clean slate."""
    app = Simulator("", token=TOKEN)
    with serving(app) as url:
        app.world.url = url
        yield app


@pytest.fixture
def channel(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Channel:
    """A channel at a LinkedIn where nothing was ever posted."""
    world = simulator.world
    world.reset()
    for name, value in {
        "API_URL": world.url,
        "AUTH_URL": world.url,
        "CLIENT_ID": CLIENT_ID,
        "CLIENT_SECRET": CLIENT_SECRET,
        "READ_TIMEOUT": "5",
    }.items():
        monkeypatch.setenv(f"SYNDICATE_LINKEDIN_{name}", value)
    return Channel(world, world.url)


@pytest.fixture
def post() -> Post:
    """A small English story without pictures."""
    return Post(
        language="en",
        title="How the night shift (all three) fixed #42",
        summary="Three people, one [old] server & a lot of tea: read how_it_went.",
        html="<p>Hello</p>",
        text="Hello",
        tags=("engineering", "night shift"),
        byline="Alex",
        images=(),
        slug="night-shift",
        url="https://blog.example.com/en/stories/night-shift/",
    )


@pytest.fixture
def illustrated(channel: Channel, post: Post) -> Post:
    """The same with a picture."""
    return replace(post, images=(channel.media.add("teal", "A server with a teapot on it"),))


@pytest.fixture
def call(channel: Channel) -> Caller:
    """A caller with a good token."""
    return Caller(channel.url)


@pytest.fixture
def connection(channel: Channel) -> LinkedInConnection:
    """A connection that waits for nothing."""
    return LinkedInConnection(waits=(0, 0, 0), sleep=lambda _seconds: None)


@pytest.fixture
def sign_in(channel: Channel, connection: LinkedInConnection) -> Callable[[], str]:
    """Go to the authorize page as a browser would and say yes; gives the code."""

    def answer() -> str:
        url = connection.authorize_url(redirect_uri=REDIRECT, state="s-1")
        asked = parse_qs(urlsplit(url).query)
        assert requests.get(url, timeout=5).status_code == 200
        data = {
            "answer": "allow",
            "member": MEMBERS[0].id,
            "page": [ORGANIZATION],
            "scope": asked["scope"][0].split(),
            "redirect_uri": asked["redirect_uri"][0],
            "state": asked["state"][0],
        }
        back = requests.post(
            f"{channel.url}/oauth/v2/authorization",
            data=data,
            timeout=5,
            allow_redirects=False,
        )
        values = parse_qs(urlsplit(back.headers["Location"]).query)
        assert values["state"] == ["s-1"]
        return values["code"][0]

    return answer
