"""What is plugged in, and the bench a publisher works at."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from syndicate import registry as registry_module
from syndicate.errors import Misconfigured
from syndicate.registry import Registry
from syndicate.rendering.post import Post
from syndicate.services.media_store import ChannelMedia
from tests.functional.delivery.remote import RemotePublisher
from tests.functional.delivery.stage import Stage


def test_the_installed_plugs_are_found() -> None:
    registry = Registry()

    assert {"culture_blog", "linkedin"} <= set(registry.plugs)
    assert registry.process("story").name == "story"
    assert registry.plug("linkedin").title == "LinkedIn"


def test_what_is_not_installed_names_what_is() -> None:
    registry = Registry(processes=[], plugs=[])

    with pytest.raises(Misconfigured, match="“ringi”"):
        registry.process("ringi")
    with pytest.raises(Misconfigured, match="“fax”"):
        registry.plug("fax")
    with pytest.raises(Misconfigured, match="linkedin"):
        Registry().plug("fax")


@pytest.mark.parametrize("place", ["nowhere.at_all:PLUG", "syndicate.clock:PLUG"])
def test_a_plug_that_cannot_be_loaded_says_which(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    broken = EntryPoint("fax", place, registry_module.PUBLISHERS)
    monkeypatch.setattr(registry_module, "entry_points", lambda **_: [broken])

    with pytest.raises(Misconfigured, match="fax"):
        _ = Registry().plugs


def test_a_publisher_gets_its_own_bench(stage: Stage, tmp_path: Path) -> None:
    stage.set_channel("feed", config={"page": "1"})
    channel = stage.channel("feed")

    publisher = stage.kit.publisher(channel)

    assert isinstance(publisher, RemotePublisher)
    bench = publisher.bench
    assert (bench.channel_id, bench.name, bench.config) == (channel.id, "feed", {"page": "1"})
    assert bench.site_store.place == str(tmp_path / "site")
    assert bench.shelf.highest("en") == 0
    assert isinstance(bench.media, ChannelMedia)
    assert stage.kit.limits("blog").one_at_a_time
    assert stage.kit.process("toy").name == "toy"


def test_the_channel_of_these_tests_fills_in_the_whole_port(stage: Stage) -> None:
    publisher = stage.kit.publisher(stage.channel("feed"))
    post = Post("en", "Title", "", "<p>Hello</p>", "Hello", (), "", (), "slug", "https://x.example")

    payload = publisher.render(post)

    assert [surface.text for surface in publisher.surfaces(payload)] == ["Hello", "Title"]
    assert "Hello" in publisher.preview(payload)
    assert publisher.check().ok
    assert publisher.metrics([]) == []
