"""How colleagues shorten and spell the company's code names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from syndicate.privacy.fold import fold, name_key
from syndicate.privacy.kana import romaji_spellings
from syndicate.privacy.lexicon import DATA, word_list
from syndicate.privacy.scripts import all_hiragana

_FRAME_BEFORE = re.compile(
    r"(?i)^(?:project|operation|programme|program|プロジェクト|コードネーム)[ :・-]{0,2}"
)
_FRAME_AFTER = re.compile(r"(?i)[ ・-]?(?:project|programme|program|プロジェクト|計画|作戦|構想)$")
_SHORTEST_LATIN, _SHORTEST_KANA = 4, 3
_SHORTEST_FIRST = 6


@lru_cache(maxsize=64)
def short_forms(terms: tuple[str, ...]) -> Mapping[str, bool]:
    """What else may mean one of `terms`: in kana, in romaji, without `Project`; by spelling.

    True where nothing of the name is left out, so that no other word need speak for it.
    """
    forms: dict[str, bool] = {}
    for term in terms:
        plain = fold(term).text.strip()
        bare = _FRAME_AFTER.sub("", _FRAME_BEFORE.sub("", plain)).strip()
        for spelled in {*_spelled(bare), *_first_word(bare), bare} - {plain}:
            if len(spelled) >= (_SHORTEST_LATIN if spelled.isascii() else _SHORTEST_KANA):
                whole = bare == plain and spelled not in _first_word(bare)
                forms[spelled] = forms.get(spelled, False) or (whole and not spelled.isascii())
    return forms


def _spelled(bare: str) -> Iterator[str]:
    """In the other script: ブルーバード of Bluebird, Kaede of カエデ."""
    words = re.split("[ ・-]+", bare.lower())
    written = [_kana().get(word) for word in words]
    if all(written):
        yield from _products([sorted(one) for one in written if one])
    key = name_key(bare)
    if all_hiragana(key.replace("ー", "").replace("・", "")):
        yield from romaji_spellings(key)
        yield from _latin().get(key.replace("・", ""), ())


def _products(choices: list[list[str]]) -> list[str]:
    joined = [""]
    for choice in choices:
        joined = [before + one for before in joined for one in choice][:8]
    return joined


def _first_word(bare: str) -> Iterator[str]:
    """`Nightingale` of `Nightingale Two`; not `Silver` of `Silver Heron`."""
    words = re.split("[ -]+", bare)
    listed = words[0].lower() in word_list("openers_en") or words[0].lower() in _COLOURS
    if len(words) > 1 and len(words[0]) >= _SHORTEST_FIRST and words[0].isascii() and not listed:
        yield words[0]


_COLOURS = frozenset(["silver", "golden", "yellow", "orange", "purple", "violet", "crimson",
                      "bright", "little", "northern", "southern", "eastern", "western", "second",
                      "central", "global", "digital", "future", "modern", "customer"])  # fmt: skip


@cache
def _kana() -> Mapping[str, frozenset[str]]:
    """Kana by English word, from `data/codename_kana.txt`."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in (DATA / "codename_kana.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            word, kana = line.split()
            found[word].add(kana)
    return {word: frozenset(kana) for word, kana in found.items()}


@cache
def _latin() -> Mapping[str, frozenset[str]]:
    """English words by kana in comparing form."""
    found: dict[str, set[str]] = defaultdict(set)
    for word, spellings in _kana().items():
        for kana in spellings:
            found[name_key(kana)].add(word.capitalize())
    return {kana: frozenset(words) for kana, words in found.items()}
