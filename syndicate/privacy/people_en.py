"""People in Latin letters, judged by directory, titles and name lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Person, Word
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.name_index import NameIndex
from syndicate.privacy.people_en_edges import (
    TITLES,
    by_customer,
    is_credited,
    is_everyday,
    is_honoured,
    is_introduced,
    is_listed,
    is_listed_given,
    is_place,
    is_placed,
    is_romaji,
    is_sure_given,
)
from syndicate.privacy.people_en_runs import pair, runs, trimmed

EMPLOYEE, EXTERNAL = "person_employee", "person_external"
_LONGEST = 6
"""Most words the whole name of a member of staff may have."""
_LONGEST_OUTSIDER = 4
_MANY = 50
"""A name shared by more staff than this points at nobody."""


def find(document: Document) -> Iterator[Person]:
    """Everybody named in a run of capitalised words."""
    for words in runs(document):
        yield from _judge(document, trimmed(document, words))
    yield from _lower_case(document)
    yield from _in_small_letters(document)


def _judge(document: Document, words: list[Word]) -> Iterator[Person]:
    """Whole names of staff first; what lies between them is judged by itself."""
    rest: list[Word] = []
    left = 0
    while left < len(words):
        person, used = _staff_name(document, words[left : left + _LONGEST])
        if person is None:
            rest.append(words[left])
            left += 1
            continue
        yield from _parts(document, rest)
        yield person
        rest = []
        left += used
    yield from _parts(document, rest)


def _parts(document: Document, words: list[Word]) -> Iterator[Person]:
    part: list[Word] = []
    for word in words:
        part.append(word)
        if word.ends_part:
            yield from _judge_part(document, part)
            part = []
    yield from _judge_part(document, part)


def _staff_name(document: Document, words: list[Word]) -> tuple[Person | None, int]:
    """The whole name of a member of staff that `words` begin with, and how many it takes."""
    index = document.context.directory.index
    for length in range(len(words), 1, -1):
        part = words[:length]
        if positions := _staff(index, [word.key for word in part]):
            initials = length == 2 and min(len(word.key) for word in part) == 1
            variant = "initials" if initials else "full_name"
            return _employee(document, part, variant, positions), length
    roles = index.roles(words[0].key)
    if roles and roles.fulls:
        return _employee(document, words[:1], "full_name", roles.fulls), 1
    return None, 0


def _staff(index: NameIndex, keys: list[str]) -> set[int]:
    roles = index.roles(" ".join(keys))
    if roles and roles.fulls:
        return roles.fulls
    for cut in range(1, len(keys)):
        if found := pair(index, " ".join(keys[:cut]), " ".join(keys[cut:])):
            return found
    if len(keys) == 3 and len(keys[1]) <= 2:
        return pair(index, keys[0], keys[2])
    if len(keys) == 2 and min(map(len, keys)) == 1:
        return _initialled(index, *sorted(keys, key=len))
    return set()


def _initialled(index: NameIndex, initial: str, name: str) -> set[int]:
    """`A. Johnson` or `Alice J.`: a name with the first letter of the other one."""
    roles = index.roles(name)
    if roles is None or len(name) < 2:
        return set()
    return {
        position
        for position in roles.everybody
        if any(other[:1] == initial for other in _other_names(index, position, name))
    }


def _other_names(index: NameIndex, position: int, name: str) -> set[str]:
    families, givens = index.spellings(position)
    return (givens if name in families else set()) | (families if name in givens else set())


def _judge_part(document: Document, words: list[Word]) -> Iterator[Person]:
    """Names that are no staff member's whole name."""
    titled = bool(words) and words[0].key in TITLES
    words = words[1:] if titled else words
    if not words:
        return
    if titled or is_honoured(document, words[-1].end):
        yield _addressed(document, words)
    elif person := _alone(document, words[0]) if len(words) == 1 else _outsider(document, words):
        yield person


def _addressed(document: Document, words: list[Word]) -> Person:
    """`Ms. Tanaka`, `Tanaka-san`: staff when one of them has the name."""
    customer = by_customer(document, words[0].start)
    roles = document.context.directory.index.roles(words[0].key)
    if len(words) == 1 and roles and roles.everybody and not customer:
        return _employee(document, words, "addressed", roles.everybody)
    return _external(words, "customer" if customer else "addressed", Likelihood.LIKELY)


def _alone(document: Document, word: Word) -> Person | None:
    """One capitalised word: a name of the directory, or a given name in a person's place."""
    if len(word.key) < 2 or (word.bare.isupper() and len(word.bare) < 5):
        return None
    roles = document.context.directory.index.roles(word.key)
    everyday = is_everyday(word)
    placed = is_placed(document, word) or (roles is not None and is_listed(document, word))
    if roles and roles.everybody and not by_customer(document, word.start):
        if everyday and not placed:
            return None
        variant = "ambiguous" if everyday else "alone"
        return _employee(document, [word], variant, roles.everybody)
    listed = is_listed_given(word.key) or word.key in word_list("surnames_romaji")
    named = listed or roles is not None
    if named and (placed or by_customer(document, word.start)):
        if everyday and not by_customer(document, word.start):
            return None
        variant = "customer" if by_customer(document, word.start) else "alone"
        return _external([word], variant, Likelihood.POSSIBLE)
    if is_sure_given(word.key) and not everyday and not is_place(document, word):
        return _external([word], "alone", Likelihood.UNLIKELY)
    return None


def _outsider(document: Document, words: list[Word]) -> Person | None:
    """A given name with a family name that is not in the directory; a place may stand before."""
    if person := _outsider_whole(document, words):
        return person
    return _outsider_whole(document, words[1:]) if len(words) > 2 else None


def _outsider_whole(document: Document, words: list[Word]) -> Person | None:
    first, last = words[0], words[-1]
    if len(words) > _LONGEST_OUTSIDER or any(w.key in word_list("things_en") for w in words):
        return None
    given, family = _is_given(document, first), _is_family(document, last)
    plain = not is_everyday(last) and len(last.key) > 1
    if given and (family or (plain and not is_everyday(first))):
        customer = by_customer(document, first.start)
        sure = Likelihood.LIKELY if family else Likelihood.POSSIBLE
        return _external(words, "customer" if customer else "full_name", sure)
    if is_everyday(first):
        telling = plain and (is_credited(document, first) or (given and is_romaji(last.key)))
        return _external(words, "full_name", Likelihood.POSSIBLE) if telling else None
    if _is_family(document, first) and _is_given(document, last):
        return _external(words, "full_name", Likelihood.POSSIBLE)
    if plain and is_introduced(document, first, last):
        return _external(words, "alone", Likelihood.POSSIBLE)
    return None


def _is_given(document: Document, word: Word) -> bool:
    roles = document.context.directory.index.roles(word.key)
    return is_listed_given(word.key) or (roles is not None and bool(roles.givens))


def _is_family(document: Document, word: Word) -> bool:
    roles = document.context.directory.index.roles(word.key)
    listed = any(word.key in word_list(f"surnames_{name}") for name in ("en", "romaji", "world"))
    return listed or (roles is not None and bool(roles.families))


def _employee(document: Document, words: list[Word], variant: str, positions: set[int]) -> Person:
    sure = {"full_name": Likelihood.VERY_LIKELY, "ambiguous": Likelihood.UNLIKELY,
            "alone": Likelihood.POSSIBLE}  # fmt: skip
    whole = "".join(word.key for word in words) if len(words) > 1 else ""
    return Person(
        words[0].start,
        words[-1].end,
        EMPLOYEE,
        variant,
        sure.get(variant, Likelihood.LIKELY),
        document.context.directory.index.subject(positions),
        frozenset(positions) if len(positions) < _MANY else frozenset(),
        tuple(word.key for word in words if len(word.key) > 1),
        whole,
    )


def _external(words: list[Word], variant: str, sure: Likelihood) -> Person:
    names = tuple(word.key for word in words if len(word.key) > 1)
    whole = "".join(word.key for word in words) if len(words) > 1 else ""
    return Person(words[0].start, words[-1].end, EXTERNAL, variant, sure, words=names, whole=whole)


_LOWER_HONORIFIC = re.compile(
    r"(?<![0-9A-Za-z._@/-])(?P<name>[a-z]{2,20})(?:-(?:san|sama|kun|chan|sensei)"
    r"(?![a-z])|[ ]?(?:さん|くん|ちゃん|氏|様|君|先輩))"
)


def _lower_case(document: Document) -> Iterator[Person]:
    """`tanaka-san`, `kenさん`: names in small letters with an honorific."""
    index = document.context.directory.index
    for match in _LOWER_HONORIFIC.finditer(document.text):
        roles = index.roles(match["name"])
        key = match["name"]
        word = Word(*match.span("name"), key, key, ends_part=True)
        if roles and roles.everybody:
            yield _employee(document, [word], "addressed", roles.everybody)
        elif key in word_list("given_en"):
            yield _external([word], "addressed", Likelihood.LIKELY)


_LOWER_PAIR = re.compile(
    r"(?<![0-9A-Za-z._@/#:-])(?=(?P<first>[a-z]{2,20}) (?P<last>[a-z]{2,20})(?![0-9A-Za-z@_-]))"
)
_LOWER_ALONE = re.compile(
    r"(?:thanks(?: to)?|thank you|to|and|with|by|hi|hey|cc|also|from|ask|ping|kudos to|for|,)[ ]"
    r"(?P<name>[a-z]{4,20})(?![0-9A-Za-z@_-])"
)


def _in_small_letters(document: Document) -> Iterator[Person]:
    """`will smith`, `thanks to linh`: staff whose names are written without capitals."""
    index = document.context.directory.index
    for match in _LOWER_PAIR.finditer(document.text):
        if positions := pair(index, match["first"], match["last"]):
            words = [_lower(match, "first"), _lower(match, "last")]
            if all(map(is_everyday, words)):
                yield _employee(document, words, "ambiguous", positions)
            else:
                yield _employee(document, words, "full_name", positions)
    for match in _LOWER_ALONE.finditer(document.text):
        roles = index.roles(match["name"])
        word = _lower(match, "name")
        if roles and roles.givens and not is_everyday(word):
            yield _employee(document, [word], "ambiguous", roles.givens)


def _lower(match: re.Match[str], group: str) -> Word:
    return Word(*match.span(group), match[group], match[group], ends_part=True)


def find_known(document: Document) -> Iterator[Person]:
    """Names learned in any text of the scan, standing alone with a capital."""
    known = document.memory.known
    if not any(word.isascii() for word in known):
        return
    for words in runs(document):
        for word in words:
            person = known.get(word.key)
            if person is None or len(word.key) < 2:
                continue
            if is_everyday(word) and not is_placed(document, word):
                continue
            yield Person(
                word.start,
                word.end,
                person.kind,
                "alone",
                Likelihood.LIKELY,
                person.subject,
                person.positions,
                (word.key,),
            )
