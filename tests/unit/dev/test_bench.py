"""The benchmarks measure what they say, on small figures."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicate.dev.bench import load, serving
from syndicate.dev.bench.__main__ import main
from syndicate.dev.bench.world import FIRST, LANGUAGE, TAGS, Blog, MemoryShelf, NoMedia, NoTokens
from syndicate.errors import NotFound
from syndicate.publishing.errors import NeedsReconnect
from tests.services.process import free_port

REPORT = "  4200 requests in 2.00s, 24.1MB read\nRequests/sec:   2100.50\n"


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """A blog with three stories."""
    return Blog(tmp_path / "site", 3)


def test_a_published_story_stands_on_the_site_and_on_the_shelf(blog: Blog) -> None:
    order = blog.next_order()

    blog.publish(order)

    page = blog.folder / LANGUAGE / "stories" / order.slug / "index.html"
    assert "What we learned from gap 4" in page.read_text(encoding="utf-8")
    assert blog.shelf.highest(LANGUAGE) == 4


def test_the_shelf_answers_as_the_port_asks(blog: Blog) -> None:
    shelf, late = blog.shelf, FIRST.replace(year=2030)
    [tag, *_others] = [name for name, count in shelf.tags(LANGUAGE) if count == 1]

    newest = shelf.newest(LANGUAGE, limit=2, listed_before=late)

    assert [shelved.order.ordinal for shelved in newest] == [3, 2]
    assert [shelved.order.ordinal for shelved in shelf.run(LANGUAGE, 2, 9)] == [2, 3]
    assert len(shelf.newest(LANGUAGE, tag=tag, limit=9, listed_before=late)) == 1
    assert shelf.newest(LANGUAGE, limit=9, listed_before=FIRST) == []
    assert shelf.languages() == [LANGUAGE]
    assert len(shelf.everything()) == 3
    assert shelf.withdrawn_since(LANGUAGE, FIRST) == []


def test_an_empty_shelf_has_nothing() -> None:
    shelf = MemoryShelf()

    assert shelf.languages() == []
    assert shelf.highest("ja") == 0
    assert shelf.tags("ja") == []


def test_stories_of_the_benchmarks_need_no_image_and_no_account() -> None:
    with pytest.raises(NotFound):
        NoMedia().read("0" * 64)
    with pytest.raises(NeedsReconnect):
        NoTokens().current()
    assert len(set(TAGS)) == len(TAGS)


def test_a_report_is_read_with_the_cost_of_each_answer() -> None:
    rate = load.read(REPORT, cpu=0.42)

    assert rate.per_second == 2100.5
    assert rate.cpu_us == pytest.approx(100)


@pytest.mark.parametrize(
    "trouble",
    ["Non-2xx or 3xx responses: 12", "Socket errors: connect 0, read 9, write 0, timeout 0"],
)
def test_a_server_that_failed_under_load_gives_no_figure(trouble: str) -> None:
    with pytest.raises(RuntimeError, match="failed under load"):
        load.read(f"{REPORT}  {trouble}\n", cpu=1)


def test_our_own_cpu_time_grows() -> None:
    before = load.cpu_seconds(os.getpid())
    while load.cpu_seconds(os.getpid()) == before:
        sum(range(100_000))

    assert load.cpu_seconds(os.getpid()) > before


def test_two_different_pages_are_not_compared(blog: Blog, tmp_path: Path) -> None:
    other = Blog(tmp_path / "other", 4)

    with (
        serving._nginx(blog.folder, blog.folder.parent) as (first, _),
        serving._nginx(other.folder, other.folder.parent) as (second, _),
        pytest.raises(RuntimeError, match="different pages"),
    ):
        serving._same_page([f"{first}/{LANGUAGE}/", f"{second}/{LANGUAGE}/"])


def test_nobody_listens_on_a_free_port() -> None:
    assert not serving._listens(free_port())


def test_the_command_prints_both_ratios() -> None:
    quick = ["--part", "blog", "--rounds", "1", "--seconds", "1", "--size", "2", "--size", "12"]

    answer = CliRunner().invoke(main, quick)

    assert answer.exit_code == 0, answer.output
    assert len(re.findall(r"^  ratio +[\d.]+ +[\d.]+ CPU", answer.output, re.MULTILINE)) == 2
    assert "story 12 against story 2" in answer.output
    assert "our app against nginx" in answer.output
