"""People known by their place in a list with others: `田中、森、林`, `Alice, Xiulan and Liam`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from syndicate.privacy.document import Document, Person
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.people_en_edges import is_listed_given
from syndicate.privacy.people_ja_slots import is_outsider
from syndicate.privacy.scripts import KANJI, KATAKANA

EMPLOYEE, EXTERNAL = "person_employee", "person_external"
_LONGEST = 80
_MANY = 50
_NAME_JA = rf"[{KANJI}]{{1,4}}|[{KATAKANA}]{{2,8}}"
_SEPARATOR_JA = (
    r"(?:さん|くん|ちゃん|氏|様|君)?(?:\([^()\n]{1,20}\))?"
    r"(?P<gap>[、・,/&+→と]|\n[・*-][ ]?)[ ]?"
)
_ENDS_JA = (
    r"(?=さん|くん|ちゃん|氏|様|君|[、・,/&+→\n。()」]|(?:と|が|は|も|で|の|ペア|コンビ|両名|組)|$)"
)
_NEXT_JA = re.compile(rf"{_SEPARATOR_JA}(?P<name>{_NAME_JA}){_ENDS_JA}")
_BEFORE_JA = re.compile(
    rf"(?<![{KANJI}{KATAKANA}])(?P<name>{_NAME_JA})(?P<gap>[、・,/&+→と]|\n[・*-][ ]?)[ ]?$"
)
_WORD = r"[A-ZÀ-ÞĀ-Ỿ][a-zÀ-ɏḀ-ỿ]{1,20}(?:['’-][A-Za-zÀ-ɏḀ-ỿ]{1,20})?"
_NEXT_EN = re.compile(
    r"(?:[ ]?\([^()\n]{1,30}\))?(?P<gap>,[ ]|,?[ ](?:and|&|und)[ ]|[ ]?[/&+][ ]?|\n[-*•][ ]?)"
    rf"(?P<name>{_WORD}(?:[ ]{_WORD}){{0,2}})(?=[,.;:)!?(\n]|[ ]\(|,?[ ](?:and|&)[ ]|$)"
)
_BEFORE_EN = re.compile(
    rf"(?<![A-Za-z])(?P<name>{_WORD}(?:[ ]{_WORD}){{0,2}})(?:[ ]\([^()\n]{{1,30}}\))?"
    r"(?P<gap>,[ ]|,?[ ](?:and|&|und)[ ])$"
)
_WORK = frozenset(
    ["engineer", "engineers", "manager", "lead", "leader", "director", "head", "chief", "officer",
     "principal", "senior", "junior", "staff", "designer", "developer", "analyst", "vice",
     "president", "intern", "specialist", "consultant", "architect", "scientist", "recruiter",
     "partner", "founder", "assistant", "associate", "coordinator", "administrator", "professor",
     "chair", "secretary", "editor", "author", "technician", "accountant", "representative"]
)  # fmt: skip


def with_neighbours(document: Document, found: Sequence[Person]) -> list[Person]:
    """`found`, and those who stand in a list with them; in order, without overlaps."""
    starts = {person.start for person in found}
    everybody = list(found)
    chained, end = 0, -1
    for person in found:
        joined = end >= 0 and _GAP.fullmatch(document.text, end, person.start) is not None
        chained = chained + 1 if joined else 1
        everybody += _onward(document, person, starts, chained)
        end = person.end
    ends = {person.end for person in everybody}
    for person in sorted(everybody, key=lambda one: -one.start):
        everybody += _backward(document, person, starts, ends)
    if len(everybody) == len(found):
        return everybody
    everybody.sort(key=lambda one: (one.start, -one.end))
    kept: list[Person] = []
    for person in everybody:
        if not kept or person.start >= kept[-1].end:
            kept.append(person)
    return kept


_GAP = re.compile(
    r"(?:['’]s)?(?:[ ]?\([^()\n]{1,30}\))?(?:,?[ ](?:and|&)[ ]|,[ ]|[ ]?[/&+][ ]?|\n[-*•][ ]?)"
)


def _onward(document: Document, person: Person, starts: set[int], chained: int) -> Iterator[Person]:
    """Whoever follows `person`, the `chained`th of a list, one after the other."""
    last: Person | None = person
    while last is not None:
        end = last.end
        last = None
        for pattern in (_NEXT_JA, _NEXT_EN):
            match = pattern.match(document.text, end)
            if match is None:
                continue
            if match.start("name") in starts:
                return
            last = _judge(document, match, chained)
        if last is not None:
            starts.add(last.start)
            chained += 1
            yield last


def _backward(
    document: Document, person: Person, starts: set[int], ends: set[int]
) -> Iterator[Person]:
    """Whoever goes before `person` in a list, one after the other."""
    last: Person | None = person
    while last is not None:
        left = max(0, last.start - _LONGEST)
        opening = document.text[left : last.start]
        last = None
        for pattern in (_BEFORE_JA, _BEFORE_EN):
            match = pattern.search(opening)
            if match is None or left + match.start("name") in starts:
                continue
            if left + match.end("name") not in ends:
                last = _judge(document, match, 1, left)
        if last is not None:
            starts.add(last.start)
            yield last


def _judge(
    document: Document, match: re.Match[str], chained: int, offset: int = 0
) -> Person | None:
    start, end = (at + offset for at in match.span("name"))
    if match.re in {_NEXT_EN, _BEFORE_EN}:
        return _latin(document, start, end, match["gap"], chained)
    return _japanese(document, start, end, match["gap"])


_OF_THINGS = re.compile(r"の(?!順|ペア|コンビ|トリオ|チーム|[0-9二三四五六]人|[0-9]名)|も")


def _japanese(document: Document, start: int, end: int, gap: str) -> Person | None:
    key = document.key[start:end]
    index = document.context.directory.index
    roles = index.roles(key)
    everyday = key in word_list("names_ambiguous")
    if everyday and (gap == "と" or _OF_THINGS.match(document.text, end)):
        return None
    if roles and roles.everybody and (len(key) > 1 or everyday or roles.as_written):
        few = frozenset(roles.everybody) if len(roles.everybody) < _MANY else frozenset()
        subject = index.subject(roles.everybody)
        return Person(start, end, EMPLOYEE, "alone", Likelihood.POSSIBLE, subject, few, (key,))
    if is_outsider(key, document.text[start:end]):
        return Person(start, end, EXTERNAL, "alone", Likelihood.UNLIKELY, words=(key,))
    return None


def _latin(document: Document, start: int, end: int, gap: str, chained: int) -> Person | None:
    keys = document.key[start:end].split(" ")
    if any(_is_no_name(key) for key in keys):
        return None
    listed = is_listed_given(keys[0]) or len(keys) > 1
    if not listed and (chained < _ENOUGH or gap == "\n"):
        return None
    if len(keys) == 1 and not is_listed_given(keys[0]) and keys[0] in word_list("given_doubtful"):
        return None
    return Person(start, end, EXTERNAL, "alone", Likelihood.UNLIKELY, words=tuple(keys))


_ENOUGH = 2
"""How many names a list has before a word that no list holds is taken for one."""


def _is_no_name(key: str) -> bool:
    plain = key.strip("'’")
    return (
        len(plain) < _SHORTEST
        or plain in _WORK
        or any(plain in word_list(name) for name in ("openers_en", "things_en", "names_ambiguous"))
    )


_SHORTEST = 3
