"""People in Latin letters, judged by directory, titles and name lists."""

from __future__ import annotations

from collections.abc import Iterator

from syndicate.privacy.document import Document, Person, Word
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.name_index import NameIndex
from syndicate.privacy.people_en_acts import acts, is_greeted, is_told_of_people
from syndicate.privacy.people_en_edges import (
    TITLES,
    by_customer,
    is_credited,
    is_everyday,
    is_family_first,
    is_honoured,
    is_introduced,
    is_listed,
    is_listed_given,
    is_place,
    is_placed,
    is_romaji,
    is_sure_given,
)
from syndicate.privacy.people_en_persons import employee, external
from syndicate.privacy.people_en_runs import pair, runs, trimmed
from syndicate.privacy.people_en_small import honoured, small, with_particle

_LONGEST = 6
"""Most words the whole name of a member of staff may have."""
_LONGEST_OUTSIDER = 4
_SHORTEST_GIVEN = 4
_TWO = 2


def find(document: Document) -> Iterator[Person]:
    """Everybody named in a run of capitalised words."""
    for words in runs(document):
        yield from _judge(document, trimmed(document, words))
    for others in (honoured, small, with_particle):
        yield from others(document)


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
            yield from _judge_part(document, trimmed(document, part))
            part = []
    yield from _judge_part(document, trimmed(document, part))


def _staff_name(document: Document, words: list[Word]) -> tuple[Person | None, int]:
    """The whole name of a member of staff that `words` begin with, and how many it takes."""
    index = document.context.directory.index
    for length in range(len(words), 1, -1):
        part = words[:length]
        if positions := _staff(index, [word.key for word in part]):
            initials = length == 2 and min(len(word.key) for word in part) == 1
            variant = "initials" if initials else "full_name"
            return employee(document, part, variant, positions), length
    roles = index.roles(words[0].key)
    if roles and roles.fulls:
        return employee(document, words[:1], "full_name", roles.fulls), 1
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
    if len(keys) > _TWO and len(keys[0]) == 1:
        return _initialled(index, keys[0], " ".join(keys[1:]))
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
        return employee(document, words, "addressed", roles.everybody)
    return external(words, "customer" if customer else "addressed", Likelihood.LIKELY)


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
        return employee(document, [word], variant, roles.everybody)
    listed = is_listed_given(word.key) or word.key in word_list("surnames_romaji")
    named = listed or roles is not None
    if named and (placed or by_customer(document, word.start)):
        if everyday and not by_customer(document, word.start) and not acts(document, word):
            return None
        variant = "customer" if by_customer(document, word.start) else "alone"
        return external([word], variant, Likelihood.POSSIBLE)
    sure = is_sure_given(word.key) or _is_hyphenated(word.key)
    if sure and not everyday and not is_place(document, word):
        return external([word], "alone", Likelihood.UNLIKELY)
    unknown = roles is None and len(word.key) >= _SHORTEST_GIVEN and not word.bare.isupper()
    told = is_told_of_people(document, word) or is_greeted(document, word)
    if unknown and told and not everyday and word.key not in word_list("things_en"):
        return external([word], "alone", Likelihood.UNLIKELY)
    return None


def _is_hyphenated(key: str) -> bool:
    """`Mary-Jane`, `Hans-Peter`: two given names in one."""
    parts = key.split("-")
    return len(parts) == _TWO and all(map(is_listed_given, parts))


def _outsider(document: Document, words: list[Word]) -> Person | None:
    """A given name with a family name that is not in the directory; a place may stand before."""
    if person := _outsider_whole(document, words):
        return person
    return _outsider_whole(document, words[1:]) if len(words) > 2 else None


def _outsider_whole(document: Document, words: list[Word]) -> Person | None:
    first, last = words[0], words[-1]
    if is_family_first(words):
        return external(words, "full_name", Likelihood.POSSIBLE)
    if len(words) > _LONGEST_OUTSIDER or any(w.key in word_list("things_en") for w in words):
        return None
    given, family = _is_given(document, first), _is_family(document, last)
    plain = not is_everyday(last) and len(last.key) > 1
    if given and (family or (plain and not is_everyday(first))):
        customer = by_customer(document, first.start)
        sure = Likelihood.LIKELY if family else Likelihood.POSSIBLE
        return external(words, "customer" if customer else "full_name", sure)
    if by_customer(document, first.start) and (given or family):
        return external(words, "customer", Likelihood.POSSIBLE)
    if is_everyday(first):
        telling = plain and (
            family or is_credited(document, first) or (given and is_romaji(last.key))
        )
        return external(words, "full_name", Likelihood.POSSIBLE) if telling else None
    if _is_family(document, first) and _is_given(document, last):
        return external(words, "full_name", Likelihood.POSSIBLE)
    if plain and (is_introduced(document, first, last) or _is_whole(document, words)):
        return external(words, "alone", Likelihood.POSSIBLE)
    return None


def _is_whole(document: Document, words: list[Word]) -> bool:
    """`J. R. Whitfield`, `Chidi Okafor`: initials or an unknown word before a family name."""
    *before, last = words
    if all(len(word.key) == 1 for word in before):
        return _is_family(document, last) or len(before) > 1 or is_romaji(last.key)
    unknown = len(before) == 1 and len(before[0].key) >= _SHORTEST_GIVEN
    return unknown and not before[0].bare.isupper() and _is_family(document, last)


def _is_given(document: Document, word: Word) -> bool:
    roles = document.context.directory.index.roles(word.key)
    return is_listed_given(word.key) or (roles is not None and bool(roles.givens))


def _is_family(document: Document, word: Word) -> bool:
    roles = document.context.directory.index.roles(word.key)
    listed = any(
        part in word_list(f"surnames_{name}")
        for name in ("en", "romaji", "world")
        for part in (word.key, word.key.rpartition("-")[2])
    )
    return listed or (roles is not None and bool(roles.families))


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
