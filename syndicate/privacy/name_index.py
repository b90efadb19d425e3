"""Every spelling of every staff name, account and number, ready to be looked up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from syndicate.privacy.fold import fold, name_key
from syndicate.privacy.kana import romaji_spellings

if TYPE_CHECKING:
    from syndicate.privacy.directory import Entry

_SPLIT = re.compile(r"[ ,・=]+")
_MIN_SHARED_SHAPE = 2
"""A number pattern is learned from the directory when at least this many numbers have it."""
_MIN_ID_DIGITS = 3


@dataclass(slots=True)
class Roles:
    """Whose family name, given name or whole name a word is: positions in the directory."""

    families: set[int] = field(default_factory=set)
    givens: set[int] = field(default_factory=set)
    fulls: set[int] = field(default_factory=set)
    as_written: bool = False
    """Whether somebody's family or given name is written so, and not only read so."""

    @property
    def everybody(self) -> set[int]:
        """All who bear the word."""
        return self.families | self.givens | self.fulls


def spelling(name: str) -> str:
    """The form in which names are compared."""
    return " ".join(name_key(fold(name).text).split())


class NameIndex:
    """Look-ups from spellings to directory positions. `keys[position]` names the person."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.keys = [entry.key for entry in entries]
        self.words: dict[str, Roles] = {}
        self.handles: dict[str, int] = {}
        self.mailboxes: dict[str, int] = {}
        self.emails: dict[str, int] = {}
        self.employee_ids: dict[str, int] = {}
        self._spelled: dict[int, tuple[set[str], set[str]]] = {}
        for position, entry in enumerate(entries):
            self._add_names(position, entry)
            self._add_accounts(position, entry)

    def _add_names(self, position: int, entry: Entry) -> None:
        families, givens = spell_entry(entry)
        for word in families:
            self._roles_of(word).families.add(position)
        for word in givens:
            self._roles_of(word).givens.add(position)
        for word in {spelling(entry.family), spelling(entry.given)} - {""}:
            self._roles_of(word).as_written = True
        for whole in (entry.kana, entry.romaji):
            if whole and len(_parts(whole)) == 1:
                self._roles_of(spelling(whole)).fulls.add(position)
        only = entry.given if not entry.family else entry.family if not entry.given else ""
        if len(_parts(only)) > 1:  # `Nurul Aisyah`, who has no family name
            self._roles_of(spelling(only)).fulls.add(position)

    def _roles_of(self, word: str) -> Roles:
        return self.words.setdefault(word, Roles())

    def _add_accounts(self, position: int, entry: Entry) -> None:
        email = fold(entry.email).text.lower()
        if email:
            self.emails[email] = position
            self.mailboxes[email.partition("@")[0]] = position
        if entry.handle:
            self.handles[fold(entry.handle).text.lower().lstrip("@")] = position
        if entry.employee_id:
            self.employee_ids[fold(entry.employee_id).text.upper()] = position

    def subject(self, positions: set[int]) -> str | None:
        """The key of the person, when all `positions` are the same one."""
        keys = {self.keys[position] for position in positions}
        return keys.pop() if len(keys) == 1 else None

    def spellings(self, position: int) -> tuple[set[str], set[str]]:
        """All spellings of the family name and of the given name of one member of staff."""
        if position not in self._spelled:
            self._spelled[position] = spell_entry(self.entries[position])
        return self._spelled[position]

    def roles(self, word: str) -> Roles | None:
        """Who bears `word`, already in comparing form."""
        return self.words.get(word)

    @cached_property
    def automaton(self) -> Any:
        """Finds all names not in Latin letters at once; None when there are none."""
        # Imported here so that only a process that scans carries the library.
        import ahocorasick

        machine = ahocorasick.Automaton()
        for word in self.words:
            if word and not word.isascii():
                machine.add_word(word, word)
        if not len(machine):
            return None
        machine.make_automaton()
        return machine

    def matches(self, key: str) -> Iterator[tuple[int, int, str]]:
        """`(start, end, word)` of every non-Latin name in `key`, overlapping ones too."""
        if self.automaton is None:
            return
        for last, word in self.automaton.iter(key):
            yield last + 1 - len(word), last + 1, word

    @cached_property
    def id_shapes(self) -> re.Pattern[str] | None:
        """What employee numbers look like here, learned from the directory: `E[0-9]{6}`."""
        shapes = Counter(
            shape for number in self.employee_ids if (shape := _shape(number)) is not None
        )
        common = [shape for shape, count in shapes.items() if count >= _MIN_SHARED_SHAPE]
        if not common:
            return None
        return re.compile(rf"(?<![0-9A-Za-z-])(?:{'|'.join(sorted(common))})(?![0-9A-Za-z-])")

    @cached_property
    def _places(self) -> Counter[str]:
        places: Counter[str] = Counter()
        for entry in self.entries:
            places.update({spelling(entry.department), spelling(entry.office)} - {""})
        return places

    def team_sizes(self, sentence_key: str) -> list[int]:
        """Sizes of the departments and offices named in a sentence (in comparing form)."""
        return [size for place, size in self._places.items() if place in sentence_key]


def spell_entry(entry: Entry) -> tuple[set[str], set[str]]:
    """All spellings of the family name and of the given name."""
    families = {spelling(entry.family), spelling(_without_umlauts(entry.family))}
    givens = {spelling(entry.given), spelling(_without_umlauts(entry.given))}
    kana_family, kana_given = _kana_parts(entry)
    families |= {kana_family, *romaji_spellings(kana_family)}
    givens |= {kana_given, *romaji_spellings(kana_given)}
    family, given = _romaji_parts(entry, families)
    families |= {family, family.replace("-", " ")}
    families |= {name.replace("'", "") for name in families}
    givens |= {given, given.replace("-", " ")}
    return families - {""}, givens - {""}


def _without_umlauts(name: str) -> str:
    """`Müller` as a keyboard without umlauts writes it: `Mueller`."""
    return name.lower().translate(_LETTERS)


_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"}
)


def _parts(name: str) -> list[str]:
    return [part for part in _SPLIT.split(fold(name).text.strip()) if part]


def _kana_parts(entry: Entry) -> tuple[str, str]:
    parts = [spelling(part) for part in _parts(entry.kana)]
    if len(parts) < 2:
        return "", ""
    return parts[0], "".join(parts[1:])


def _romaji_parts(entry: Entry, families: set[str]) -> tuple[str, str]:
    """Family and given name of the romaji, in whichever order it stands."""
    parts = _parts(entry.romaji)
    if len(parts) < 2:
        return "", ""
    first, last = spelling(parts[0]), spelling(parts[-1])
    family_first = (
        first in families
        or (parts[0].isupper() and not parts[-1].isupper() and len(parts[0]) > 1)
        or "," in fold(entry.romaji).text
    ) and last not in families
    if family_first:
        return first, spelling(" ".join(parts[1:]))
    return last, spelling(" ".join(parts[:-1]))


def _shape(number: str) -> str | None:
    letters = re.match(r"[A-Z-]+", number)
    digits = len(re.findall(r"[0-9]", number))
    if not letters or digits < _MIN_ID_DIGITS or not re.fullmatch(r"[A-Z0-9-]+", number):
        return None
    return re.sub(r"[0-9]+", lambda run: f"[0-9]{{{len(run[0])}}}", number)
