"""What has changed since somebody looked, part by part, for pages that turn a decision away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from syndicate.i18n import Text, _
from syndicate.process import Situation
from syndicate.rendering.diff import Piece
from syndicate.services import comparing
from syndicate.web.words import SURFACES
from syndicate.workflow import Seen

_PART = re.compile(r"(?:(?P<place>.+) )?(?P<kind>[a-z_]+)(?P<number> \d+)?")
_MORE: dict[str, Text] = {"images": _("Images"), "tags": _("Tags"), "text": _("Text")}


@dataclass(frozen=True)
class Part:
    """One part that is not as it was."""

    place: str
    """The channel's name; empty where it is the draft."""
    kind: Any
    number: str
    pieces: Sequence[Piece]


def since(situation: Situation, seen: Seen) -> list[Part]:
    """Every part that differs from what they saw."""
    return [_part(change) for change in comparing.changes(situation, seen)]


def _part(change: comparing.Change) -> Part:
    found = _PART.fullmatch(change.part)
    if found is None:
        return Part("", change.part, "", change.pieces)
    kind = found["kind"]
    word = SURFACES.get(kind) or _MORE.get(kind) or kind
    return Part(found["place"] or "", word, found["number"] or "", change.pieces)
