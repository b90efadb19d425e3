"""Where the company's own words stand in a text, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from syndicate.privacy.document import Document
from syndicate.privacy.fold import fold, name_key
from syndicate.privacy.lexicon import ends_word, starts_word
from syndicate.privacy.scripts import is_katakana

_LEGAL_FORM = re.compile(
    r"株式会社|有限会社|合同会社|合名会社|合資会社|一般社団法人|一般財団法人|"
    r"公益財団法人|\((?:株|有|同)\)|"
    r"(?:,?[ ](?:Inc|Corp|Corporation|Co\.?,?[ ]?Ltd|Ltd|LLC|GmbH|AG|PLC|plc|K\.K|"
    r"KK|Company|Limited|S\.A|SA|B\.V|BV|SE|Oy|AB)\.?)$"
)


_TRADE = re.compile(
    r"(?<=[A-Za-z]{4})[ ](?:Traders|Trading|Foods|Holdings|Group|Systems|Solutions|Industries|"
    r"Technologies|Technology|Electronics|Partners|Logistics|Pharma|Motors|Enterprises|Labs)$"
)
"""What colleagues leave out when they talk of a customer."""


@lru_cache(maxsize=64)
def _automaton(terms: tuple[str, ...]) -> Any:
    """Finds every spelling of `terms`; the value is the list of terms spelled so."""
    # Imported here so that only a process that scans carries the library.
    import ahocorasick

    spellings: dict[str, set[str]] = {}
    for term in terms:
        for spelled in _spellings(term):
            spellings.setdefault(spelled, set()).add(term)
    machine = ahocorasick.Automaton()
    for spelled, meant in spellings.items():
        machine.add_word(spelled, (len(spelled), sorted(meant)))
    machine.make_automaton()
    return machine


def _spellings(term: str) -> set[str]:
    """How a term may be written: with or without its legal form, hyphen, space or joined."""
    plain = fold(term).text.strip()
    bare = _LEGAL_FORM.sub("", plain).strip()
    short = _TRADE.sub("", bare)
    wholes = {whole for whole in (plain, bare, short) if whole == plain or len(whole) >= 2}
    joined = {
        re.sub(r"[ _・=-]+", mark, whole) for whole in wholes for mark in (" ", "-", "", "_", "・")
    }
    return {name_key(spelled) for spelled in wholes | joined if spelled}


def occurrences(document: Document, terms: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """`(start, end, term)` wherever a term stands as a word of its own."""
    if not terms:
        return
    machine = _automaton(tuple(terms))
    for last, (length, meant) in machine.iter(document.key) if len(machine) else ():
        start, end = last + 1 - length, last + 1
        if _stands_alone(document.text, start, end):
            for term in meant:
                yield start, end, term


def _stands_alone(text: str, start: int, end: int) -> bool:
    if not (starts_word(text, start) and ends_word(text, end)):
        return False
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if is_katakana(text[start]) and is_katakana(before):
        return False
    return not (is_katakana(text[end - 1]) and is_katakana(after))
