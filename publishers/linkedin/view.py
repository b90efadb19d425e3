"""A LinkedIn post as readers see it, for the preview and for the simulator's pages."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from syndicate.i18n import Text

_JAPANESE = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}]")


_ADDRESS = regex.compile(r"(https?://[^\s<>「」『』（）、。]*[^\s<>「」『』（）、。.,;:!?)])")


@dataclass(frozen=True)
class Stretch:
    """A stretch of text; `kind` is text, address, hashtag or mention."""

    kind: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class Shot:
    """An image on the page."""

    src: str
    alt: str


@dataclass(frozen=True)
class Card:
    """The card of an article."""

    href: str
    title: str
    host: str
    picture: Shot | None


@dataclass(frozen=True)
class PostView:
    """Everything the partial `_post.html` shows."""

    key: str
    """Unique on its page."""
    author: str
    language: str
    stretches: tuple[Stretch, ...]
    age: Text
    card: Card | None
    pictures: tuple[Shot, ...]
    followers: int = 0
    is_edited: bool = False
    permalink: str = ""
    """Empty where there is no page to go to."""
    cut_text: str = ""
    """What LinkedIn dropped, for those who test."""

    @property
    def initials(self) -> str:
        """One or two letters in the place of a logo."""
        return initials(self.author)


def initials(name: str) -> str:
    """One or two letters that stand for a company."""
    words = name.removeprefix("株式会社").split() or [name]
    return "".join(word[0] for word in words[:2]).upper()


def plain_stretches(text: str) -> list[Stretch]:
    """`text` with the addresses in it on their own; LinkedIn links them by itself."""
    parts = _ADDRESS.split(text)
    kinds = ("text", "address")
    return [Stretch(kinds[n % 2], part) for n, part in enumerate(parts) if part]


def language_of(text: str) -> str:
    """`ja` for a text with Japanese characters, else `en`."""
    return "ja" if _JAPANESE.search(text) else "en"
