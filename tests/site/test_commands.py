"""`syndicate site` and what else the plug brings."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result
from pydantic import ValidationError

from publishers.culture_blog import PLUG
from publishers.culture_blog.config import BlogConfig
from syndicate.publishing.demo import StandSite
from syndicate.publishing.port import Bench
from tests.services.web import serving
from tests.site.world import World


class Benches:
    """What the command line hands over."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def bench(self, channel_name: str) -> Bench:
        assert channel_name == "blog"
        return self._bench


def _run(world: World, *arguments: str) -> Result:
    return CliRunner().invoke(PLUG.commands(), arguments, obj=Benches(world.bench))


def test_build_says_how_many_files_changed(world: World) -> None:
    world.publish()
    (world.store / "en/index.html").unlink()

    result = _run(world, "build")

    assert result.exit_code == 0
    assert result.output == "1 files changed.\n"
    assert _run(world, "build", "--channel", "blog").output == "Everything was up to date.\n"


def test_check_names_what_differs_and_what_to_do(world: World) -> None:
    world.publish()
    assert _run(world, "check").output == "The site is what the database says.\n"
    (world.store / "en/index.html").unlink()

    result = _run(world, "check")

    assert result.exit_code == 1
    assert "differs: en/index.html" in result.output
    assert "1 files differ from the database. Run: syndicate site build" in result.output


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_that_cannot_be_written_is_one_clear_line(world: World, command: str) -> None:
    world.store.write_text("a file stands here", encoding="utf-8")

    result = _run(world, command)

    assert result.exit_code == 1
    assert result.output.startswith("Error: The site cannot be written: ")
    assert result.output.count("\n") == 1


def test_the_demo_serves_the_sites_folder(tmp_path: Path) -> None:
    site = StandSite("http://127.0.0.1:8001", tmp_path)

    with serving(PLUG.demo.app(site)) as origin:
        assert requests.get(origin, timeout=5).status_code == 200

    assert PLUG.demo.environ(site) == {"SYNDICATE_SITE_URL": "http://127.0.0.1:8001"}
    assert PLUG.demo.token() is None
    assert PLUG.demo.port_offset == 1


def test_one_delivery_at_a_time_goes_to_a_blog() -> None:
    assert PLUG.kind == "culture_blog"
    assert PLUG.limits.one_at_a_time


@pytest.mark.parametrize(
    "config",
    [
        {"languages": []},
        {"languages": ["fr"]},
        {"feed_delay_minutes": -1},
        {"contact": "javascript:alert(1)"},
        {"tag_authority": "not a domain"},
        {"unknown": 1},
    ],
)
def test_settings_that_make_no_sense_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        BlogConfig.model_validate(config)


def test_every_setting_is_described() -> None:
    assert all(field.description for field in BlogConfig.model_fields.values())


def test_a_blog_counts_no_readers(world: World) -> None:
    assert world.blog.metrics([]) == []


def test_the_plug_opens_a_publisher(world: World) -> None:
    blog = PLUG.open(dataclasses.replace(world.bench))

    assert blog.site.name == "Inside Out"
