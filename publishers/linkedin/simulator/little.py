"""Little text as LinkedIn reads it: by its grammar, and no further than the first breach of it.

    Text            ::= ( NON_RESERVED | "\\" RESERVED )+
    MentionElement  ::= "@" ( "[" Text "]" )? "(" Urn ")"
    HashtagElement  ::= "#" SINGLE_WORD
    HashtagTemplate ::= "{hashtag|" ( "#" | "\\#" | U+FF03 ) "|" Text "}"

https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

RESERVED = frozenset("\\|{}@[]()<>#*_~")
_HASHTAG_HEADS = ("{hashtag|\\#|", "{hashtag|#|", "{hashtag|＃|")
_WORD = re.compile(r"\w+")
_URN = re.compile(r"\((urn:li:\w+:[\w-]+)\)")
_ADDRESS = re.compile(r"https?://\S+")


class Kind(StrEnum):
    """What a stretch of a post is."""

    TEXT = "text"
    HASHTAG = "hashtag"
    MENTION = "mention"


@dataclass(frozen=True)
class Stretch:
    """A stretch of a post as a reader sees it."""

    kind: Kind
    text: str
    urn: str = ""


@dataclass
class Reading:
    """What LinkedIn made of a commentary."""

    stretches: list[Stretch] = field(default_factory=list)
    cut_at: int | None = None
    """Where it stopped reading and dropped the rest; None when all of it shows."""

    @property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(stretch.text for stretch in self.stretches)


def read(commentary: str, *, lenient_addresses: bool = False) -> Reading:
    """What a reader sees of `commentary`."""
    reader = _Reader(commentary, lenient_addresses)
    reader.run()
    return reader.reading


class _Reader:
    def __init__(self, source: str, lenient_addresses: bool) -> None:  # noqa: FBT001 - private
        self._source = source
        self._lenient = lenient_addresses
        self._at = 0
        self.reading = Reading()

    def run(self) -> None:
        """Read to the end, or to the first reserved character that stands bare."""
        while self._at < len(self._source):
            if not (self._text() or self._hashtag() or self._template() or self._mention()):
                self.reading.cut_at = self._at
                return

    def _text(self) -> bool:
        text, end = self._text_from(self._at)
        if end == self._at:
            return False
        self._add(Kind.TEXT, text, end)
        return True

    def _hashtag(self) -> bool:
        if self._source[self._at] != "#":
            return False
        word = _WORD.match(self._source, self._at + 1)
        if not word:
            return False
        self._add(Kind.HASHTAG, f"#{word[0]}", word.end())
        return True

    def _template(self) -> bool:
        for head in _HASHTAG_HEADS:
            if self._source.startswith(head, self._at):
                word, end = self._text_from(self._at + len(head))
                if word and self._source.startswith("}", end):
                    self._add(Kind.HASHTAG, f"#{word}", end + 1)
                    return True
        return False

    def _mention(self) -> bool:
        if self._source[self._at] != "@":
            return False
        name, end = "", self._at + 1
        if self._source.startswith("[", end):
            name, end = self._text_from(end + 1)
            if not (name and self._source.startswith("]", end)):
                return False
            end += 1
        urn = _URN.match(self._source, end)
        if not urn:
            return False
        self._add(Kind.MENTION, name, urn.end(), urn[1])
        return True

    def _text_from(self, start: int) -> tuple[str, int]:
        """The longest Text at `start`, without its escapes, and where it ends."""
        shown: list[str] = []
        at = start
        while at < len(self._source):
            sign = self._source[at]
            following = self._source[at + 1 : at + 2]
            address = _ADDRESS.match(self._source, at) if self._lenient else None
            if address:
                shown.append(re.sub(r"\\(.)", r"\1", address[0]))
                at = address.end()
            elif sign == "\\" and following in RESERVED and following:
                shown.append(following)
                at += 2
            elif sign in RESERVED:
                break
            else:
                shown.append(sign)
                at += 1
        return "".join(shown), at

    def _add(self, kind: Kind, text: str, end: int, urn: str = "") -> None:
        self.reading.stretches.append(Stretch(kind, text, urn))
        self._at = end
