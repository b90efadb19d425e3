"""People in a text: staff by every spelling of their names, others by how they are addressed.

Names found beyond doubt in one text of a scan are then known in all of them, so that a family name
alone is found wherever the whole name was given once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from syndicate.privacy import people_en, people_ja
from syndicate.privacy.document import Document, Person
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.fold import folded
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.name_index import spelling
from syndicate.privacy.people_ja_lists import endings
from syndicate.privacy.people_ja_mascots import is_creature
from syndicate.privacy.people_lists import with_neighbours
from syndicate.privacy.scripts import is_kanji

_SURE = frozenset(["full_name", "addressed", "titled", "customer", "initials"])
_MAX_KNOWN = 2000
"""How many different names one scan remembers."""


def learn(document: Document) -> None:
    """Remember the names in `document` that are people beyond doubt."""
    memory = document.memory
    for person in _strong(document):
        addressed = person.variant == "alone" and person.confidence is Likelihood.LIKELY
        if not addressed and (
            person.variant not in _SURE or person.confidence < Likelihood.POSSIBLE
        ):
            continue
        if person.words in memory.learned or len(memory.known) > _MAX_KNOWN:
            continue
        memory.learned.add(person.words)
        for word in _words(document, person):
            memory.known.setdefault(word, person)


def _words(document: Document, person: Person) -> Iterable[str]:
    """What this person may be called from now on."""
    yield from person.words
    index = document.context.directory.index
    if person.subject is not None:
        for position in person.positions:
            families, givens = index.spellings(position)
            yield from families | givens


def people_of(document: Document) -> Sequence[Person]:
    """Everybody in `document`, in order, without overlaps. Call after all texts were learned."""
    if document.people is None:
        found = with_neighbours(
            document, _without_overlaps(_strong(document), _by_memory(document))
        )
        found = sorted([*found, *_readings(document, found)], key=lambda person: person.start)
        living = [person for person in found if not _is_none_living(document, person)]
        document.people = [_with_consent(document, person) for person in living]
    return document.people


def _is_none_living(document: Document, person: Person) -> bool:
    """Whether this is somebody of school books, a robot or a beast, and nobody of the directory."""
    if person.kind == "person_employee":
        return False
    if not person.whole and is_creature(document, person.start, person.end):
        return True
    whole = re.sub("[ ・=.]", "", document.key[person.start : person.end])
    return whole in word_list("not_living")


_READING = re.compile(
    r"[ ]?\((?P<kana>[ぁ-ゖー]{2,8}(?:[ ・]?[ぁ-ゖー]{2,8})?|[ァ-ヺー]{2,8}[ ・]?[ァ-ヺー]{2,8})\)"
)


def _readings(document: Document, found: Iterable[Person]) -> Iterable[Person]:
    """`田中(たなか)`: how the name is read, in brackets behind it."""
    found = list(found)
    starts = {person.start for person in found}
    for person in found:
        match = _READING.match(document.text, person.end)
        if match is None or not is_kanji(document.text[person.end - 1]):
            continue
        reading = not match["kana"].endswith(endings("not_people_ja"))
        if reading and match.start("kana") not in starts:
            start, end = match.span("kana")
            yield replace(person, start=start, end=end, variant="alone", words=(), whole="")


def people_within(document: Document, start: int, end: int) -> Sequence[Person]:
    """Those whose names begin in `[start, end)`."""
    people = people_of(document)
    first = bisect_left(people, start, key=lambda person: person.start)
    last = bisect_left(people, end, lo=first, key=lambda person: person.start)
    return people[first:last]


def is_anybody_within(document: Document, start: int, end: int) -> bool:
    """Whether a name begins in `[start, end)`."""
    people = people_of(document)
    at = bisect_left(people, start, key=lambda person: person.start)
    return at < len(people) and people[at].start < end


def _strong(document: Document) -> list[Person]:
    if document.strong_people is None:
        document.strong_people = [*people_ja.find(document), *people_en.find(document)]
    return document.strong_people


_FROM_MEMORY: tuple[Callable[[Document], Iterable[Person]], ...] = (
    people_ja.find_known,
    people_en.find_known,
)


def _by_memory(document: Document) -> Iterable[Person]:
    for find in _FROM_MEMORY:
        yield from find(document)


def _without_overlaps(strong: Iterable[Person], remembered: Iterable[Person]) -> list[Person]:
    """The longest reading of each place; of equal ones what speaks for itself, then the surest."""
    kept: list[Person] = []
    taken: set[int] = set()
    ranked = [(0, person) for person in strong] + [(1, person) for person in remembered]
    ranked.sort(key=lambda pair: (pair[1].start - pair[1].end, pair[0], -pair[1].confidence))
    for _rank, person in ranked:
        if taken.isdisjoint(range(person.start, person.end)):
            taken.update(range(person.start, person.end))
            kept.append(person)
    return sorted(kept, key=lambda person: person.start)


def _with_consent(document: Document, person: Person) -> Person:
    """The person as one who agreed, when the context says so."""
    consented = document.context.consented
    if not consented:
        return person
    names = {person.subject or "", document.text[person.start : person.end]}
    if person.positions:
        index = document.context.directory.index
        subject = index.subject(set(person.positions))
        names |= {subject or ""}
    plain = {folded(name) for name in names} - {""}
    agreed = {folded(name) for name in consented}
    whole = {spelling(name).replace(" ", "") for name in consented}
    if plain & agreed or (person.whole and person.whole in whole):
        return replace(person, variant="consented")
    return person
