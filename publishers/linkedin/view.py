"""A LinkedIn post as readers see it, for the preview and for the simulator's pages."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from syndicate.i18n import Text

_JAPANESE = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}]")


@dataclass(frozen=True)
class Stretch:
    """A stretch of text; `kind` is text, hashtag or mention."""

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
        return "".join(word[0] for word in self.author.split()[:2]).upper()


def language_of(text: str) -> str:
    """`ja` for a text with Japanese characters, else `en`."""
    return "ja" if _JAPANESE.search(text) else "en"
