"""Make the long name lists of the privacy scan from openly licensed sources.

`python -m syndicate.dev.name_lists IPADIC WORDS` reads the CSV files of the Japanese dictionary
IPADIC (Debian's `mecab-ipadic`), an English word list (Debian's `wamerican`) and the given and
family names of the Python package Faker, which has to be installed for this only. Names that are
also words or cities are left out; `syndicate/privacy/data/NOTICE.txt` says
whose they are.
"""

from __future__ import annotations

import csv
import importlib
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import fill

from babel import Locale

from syndicate.privacy.fold import name_key
from syndicate.privacy.lexicon import DATA, word_list

_WORDS = ("Noun", "Noun.verbal", "Noun.adverbal", "Noun.adjv", "Noun.others", "Noun.number",
          "Noun.demonst", "Noun.org", "Adverb", "Adnominal", "Suffix", "Prefix",
          "Verb", "Adj")  # fmt: skip
_KANJI = re.compile(r"[一-龯々ヶケノ]+")
_KATAKANA = re.compile(r"[ァ-ヶー]{3,}")
_HIRAGANA = re.compile(r"[ぁ-ん]{3,}")
_LATIN = re.compile(r"[a-z]{3,}(?:['’-][a-z]+)?")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ"))}


def _rows(folder: Path, name: str) -> Iterator[list[str]]:
    with (folder / f"{name}.csv").open(encoding="euc-jp", newline="") as file:
        yield from csv.reader(file)


def japanese(ipadic: Path) -> dict[str, set[str]]:
    """Rare family names, given names and names in katakana, without words and cities."""
    words = {row[0] for name in _WORDS for row in _rows(ipadic, name)}
    places = {row[0] for row in _rows(ipadic, "Noun.place")}
    cities = {place[:-1] for place in places if place[-1] in "市区県府都"}
    people = list(_rows(ipadic, "Noun.name"))
    families = {row[0] for row in people if row[7] == "姓"} - words - cities - places_to_avoid()
    given = {row[0] for row in people if row[7] == "名"} - words
    readings = {
        row[11].translate(_TO_HIRAGANA)
        for row in people
        if row[7] == "名" and not _KATAKANA.fullmatch(row[0])
    }
    katakana = {row[0] for row in people if row[7] in {"姓", "名"}} - words - places
    return {
        "surnames_ja_rare": {name_key(n) for n in families if _KANJI.fullmatch(n) and len(n) > 1},
        "given_ja": {name_key(n) for n in given if _KANJI.fullmatch(n) and len(n) > 1}
        | {n for n in readings - words if _HIRAGANA.fullmatch(n)},
        "names_katakana": {name_key(n) for n in katakana if _KATAKANA.fullmatch(n)},
    }


def places_to_avoid() -> set[str]:
    """Names of countries and regions in Japanese."""
    return set(Locale("ja").territories.values())


def latin(english: Path) -> dict[str, set[str]]:
    """Given and family names of many countries, without English words and places.

    The doubtful ones are also places, feasts or firms: they need a second part or a cue.
    """
    lines = english.read_text("utf-8").splitlines()
    words = {line for line in lines if line.islower()}
    words |= word_list("names_ambiguous") | word_list("openers_en") | word_list("things_en")
    words |= {key for name in _territories() for key in _keys([name])}
    given, families = set[str](), set[str]()
    for provider in _providers():
        for attribute, value in vars(provider).items():
            if isinstance(value, list | tuple | dict | set):
                if attribute.startswith(("first_name", "middle_name")):
                    given |= set(_keys(value))
                elif attribute.startswith("last_name"):
                    families |= set(_keys(value))
    given -= words
    capitals = {name_key(line) for line in lines if line.istitle()} - word_list("given_en")
    return {
        "given_world": given,
        "given_doubtful": given & capitals,
        "surnames_world": families - words - given,
    }


def _territories() -> Iterable[str]:
    locale = Locale("en")
    zones = (str(zone.get("city", "")) for zone in locale.time_zones.values())
    return [*locale.territories.values(), *zones]


def _keys(names: Iterable[object]) -> Iterator[str]:
    """The names in the form in which they are compared."""
    for name in names:
        if isinstance(name, str):
            key = name_key(unicodedata.normalize("NFC", name))
            if _LATIN.fullmatch(key):
                yield key


def _providers() -> Iterator[object]:
    package = importlib.import_module("faker.providers.person")
    for module in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{module.name}").Provider


def write(name: str, words: Iterable[str], source: str) -> None:
    """One list as a data file, sorted."""
    text = fill(" ".join(sorted(words)), 160, break_long_words=False, break_on_hyphens=False)
    head = f"# {source}: see NOTICE.txt. Made by syndicate.dev.name_lists; not for editing."
    (DATA / f"{name}.txt").write_text(f"{head}\n{text}\n", "utf-8")


def main() -> None:
    """Write all lists."""
    ipadic, english = map(Path, sys.argv[1:])
    for name, words in japanese(ipadic).items():
        write(name, words, "Names of IPADIC")
    for name, words in latin(english).items():
        write(name, words, "Names of Faker")


if __name__ == "__main__":
    main()
