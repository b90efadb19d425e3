"""Runs of capitalised words in a text: where names in Latin letters may be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from syndicate.privacy.document import Document, Word
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.name_index import NameIndex

_LETTER = "A-Za-zÀ-ɏḀ-ỿ"
_WORD = rf"(?:[A-Z][{_LETTER}]*(?:['’-][{_LETTER}]+){{0,3}}|[À-ÞĀ-ȲĐḀ-Ỹ][{_LETTER}'’-]*)"
_PART = rf"(?:(?:[A-Z]|Mrs?|Ms|Mx|Dr|Prof|St|Jr|Sr|Rev|Capt)\.|{_WORD})"
_PARTICLE = (
    r"(?:(?:van|von|der|den|de|da|del|di|bin|al|el|la|le|dos|du|ten|ter|bint|ibn|ben)[ \n]"
    r"(?=[A-Zvda])|(?:al|el|ul)-(?=[A-Z])){0,2}"
)
_RUN = re.compile(
    rf"(?:(?<![0-9{_LETTER}_@#/])|(?<=(?<![0-9A-Za-z_])_)|(?<=(?<![0-9A-Za-z_])__))"
    rf"(?:{_PART}(?:,?[ \n](?=[A-Zvdabeliu À-ÞĀ-ȲĐḀ-Ỹ]){_PARTICLE})){{0,4}}"
    rf"{_PART}(?![0-9A-Za-z@]|_[0-9A-Za-z])"
)
_TOKEN = re.compile(rf"[{_LETTER}]+(?:['’-][{_LETTER}]+)*\.?")


def runs(document: Document) -> Sequence[list[Word]]:
    """Capitalised words side by side; found once per document."""
    if document.latin_runs is None:
        document.latin_runs = [_words(document, match) for match in _RUN.finditer(document.text)]
    return document.latin_runs


def trimmed(document: Document, words: list[Word]) -> list[Word]:
    """`words` without sentence openers at either end, but for names of staff."""
    words = list(words)
    while words and _is_opener(document, words[0]) and not _is_staff(document, words[:2]):
        words.pop(0)
    while words and _is_opener(document, words[-1]) and not _is_staff(document, words[-2:]):
        words.pop()
    return words


def _is_opener(document: Document, word: Word) -> bool:
    """Whether a word begins sentences and is nobody's name here."""
    index = document.context.directory.index
    return word.key in word_list("openers_en") and index.roles(word.key) is None


def _words(document: Document, match: re.Match[str]) -> list[Word]:
    words = []
    for token in _TOKEN.finditer(document.text, *match.span()):
        end = token.end() - (1 if token[0].endswith(".") and len(token[0]) > 2 else 0)
        bare = re.sub(
            r"['’]s$|-(?:san|sama|kun|chan|sensei)$", "", document.text[token.start() : end]
        )
        end = token.start() + len(bare)
        follows = document.text[token.end() : token.end() + 1]
        key = document.key[token.start() : end].rstrip(".")
        words.append(Word(token.start(), end, key, bare, follows in {",", "\n"}))
    return words


def _is_staff(document: Document, words: list[Word]) -> bool:
    index = document.context.directory.index
    return len(words) == 2 and bool(pair(index, words[0].key, words[1].key))


def pair(index: NameIndex, first: str, second: str) -> set[int]:
    """Who in the directory is called `first second`, in either order."""
    one, two = index.roles(first), index.roles(second)
    if one is None or two is None:
        return set()
    return (one.families & two.givens) | (one.givens & two.families)
