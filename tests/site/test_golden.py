"""The public bytes of a small blog, kept beside the tests.

After a wanted change run with `UPDATE_GOLDEN=1` and read the difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.support import NullTranslations

from publishers.culture_blog import look
from syndicate import i18n
from tests.site.world import World

GOLDEN = Path(__file__).parent / "golden"
NAMES = (
    "index.html",
    "en/index.html",
    "en/about/index.html",
    "en/archive/1/index.html",
    "en/stories/quiet-nights/index.html",
    "en/stories/taken-back/index.html",
    "en/atom.xml",
    "en/feed.xml",
    "en/feed.json",
    "ja/index.html",
    "ja/stories/quiet-nights/index.html",
    "ja/tags/育休/index.html",
    "ja/tags/育休/atom.xml",
    "sitemap.xml",
    "sitemaps/en-1.xml",
    "sitemaps/pages.xml",
    ".state/stories/ja/quiet-nights.json",
)


@pytest.fixture
def _source_texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every text as it stands in the source: a better translation changes no golden file."""

    def nothing(_locale: str) -> NullTranslations:
        return NullTranslations()

    monkeypatch.setattr(i18n, "translations", nothing)
    monkeypatch.setattr(look, "translations", nothing)
    look.environment.cache_clear()
    yield
    look.environment.cache_clear()


@pytest.fixture
def blog(anywhere: World, _source_texts: None) -> World:
    """Three stories: one in both languages, one taken back, one without a name or a picture."""
    world = anywhere
    hero, board = world.image("A phone, switched off", width=1200), world.image("A board", shade=7)
    taken_back = world.publish("taken-back", title="Taken back")
    html = f'<p>It rang at 3:12.</p>\n<p><img alt="" src="media:{board.file_name}"></p>'
    both = world.publish(images=(hero, board), html=html, tags=("engineering", "remote work"))
    world.publish(language="ja", images=(hero,))
    world.publish("unsigned", byline="", summary="", tags=())
    world.wait(minutes=11)
    world.update(both, images=(hero, board), html=html, title="Quiet nights")
    world.withdraw(taken_back)
    world.shelf.link(both, "https://www.linkedin.com/feed/update/urn:li:share:1/")
    world.wait(minutes=1)
    return world


def test_the_public_bytes_are_the_ones_we_know(blog: World) -> None:
    found = {name: _without_versions((blog.place.read(name) or b"").decode()) for name in NAMES}
    kept = {name: GOLDEN / name.removeprefix(".state/") for name in NAMES}
    if os.environ.get("UPDATE_GOLDEN"):
        for name, file in kept.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(found[name], encoding="utf-8")

    assert found == {name: file.read_text(encoding="utf-8") for name, file in kept.items()}


def _without_versions(text: str) -> str:
    """File names of the stylesheet and icons change with every change of theirs."""
    return re.sub(r"(/assets/[\w-]+)\.[0-9a-f]{10}\.", r"\1.VERSION.", text)
