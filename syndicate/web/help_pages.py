"""The documentation as pages, and every part of the look in every state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response

from syndicate.errors import NotFound, SyndicateError
from syndicate.i18n import Text, _
from syndicate.models import State
from syndicate.resources import docs_root
from syndicate.web.answers import EMPTY, Filled, page
from syndicate.web.documents import html_of
from syndicate.web.gate_cards import LOOKS
from syndicate.web.guard import public

SHELVES: dict[str, Text] = {
    "tutorial": _("First steps"),
    "howto": _("How to"),
    "reference": _("Reference"),
    "explanation": _("How it works and why"),
    "decisions": _("Decisions"),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}")


@dataclass(frozen=True)
class Leaf:
    """One page of the documentation."""

    shelf: str
    name: str
    title: str


def register(pages: Blueprint) -> None:
    """Add the help pages to `pages`."""
    pages.add_url_rule("/help", "help", contents)
    pages.add_url_rule("/help/parts", "parts", parts)
    pages.add_url_rule("/help/problems", "problems", problems)
    pages.add_url_rule("/help/<shelf>/<name>", "help_page", leaf)


@public
def contents() -> Response:
    """What there is to read."""
    return page("help", shelves=[(label, leaves(shelf)) for shelf, label in SHELVES.items()])


@public
def leaf(shelf: str, name: str) -> Response:
    """One page of the documentation."""
    path = docs_root() / shelf / f"{name}.md"
    if shelf not in SHELVES or not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound(_("There is no such page in the documentation."))
    return page("help_page", title=_title(path), html=html_of(path))


@public
def parts() -> Response:
    """Every part of the look in every state."""
    wrong = Filled({"wrong": "…"}, (("wrong", _("This is what a problem looks like.")),))
    return page("parts", states=list(State), gates=LOOKS.values(), filled=EMPTY, wrong=wrong)


@public
def problems() -> Response:
    """Every refusal the API names by an address, with what it means."""
    known = sorted(_tree(SyndicateError), key=lambda kind: (kind.status, kind.slug))
    return page("problems", kinds={kind.slug: kind for kind in known}.values())


def _tree(kind: type[SyndicateError]) -> Iterator[type[SyndicateError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _tree(narrower)


def leaves(shelf: str) -> list[Leaf]:
    """The pages of one shelf, by file name."""
    return [
        Leaf(shelf, path.stem, _title(path)) for path in sorted((docs_root() / shelf).glob("*.md"))
    ]


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return next((line[2:].strip() for line in lines if line.startswith("# ")), path.stem)
