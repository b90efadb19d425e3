"""People in Japanese text: staff names, honorifics, titles, and family names of the country."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain

from syndicate.privacy.document import Document, Person
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.name_index import Roles
from syndicate.privacy.people_ja_acts import acts
from syndicate.privacy.people_ja_broken import find_broken
from syndicate.privacy.people_ja_edges import (
    addressed_after,
    addressed_before,
    by_customer,
    can_begin,
    can_end,
    is_customer_honorific,
    is_titled,
)
from syndicate.privacy.people_ja_lists import is_given
from syndicate.privacy.people_ja_related import find_related
from syndicate.privacy.people_ja_rows import find_rows
from syndicate.privacy.people_ja_slots import find_slots
from syndicate.privacy.people_ja_unknown import find_unknown
from syndicate.privacy.scripts import all_hiragana, all_kanji, all_katakana, is_kanji

EMPLOYEE, EXTERNAL = "person_employee", "person_external"
_GAPS = ("", " ", "・", "=", "\n", " ・ ")
_MIN_HIRAGANA_NAME = 4
_PARTICLE = re.compile(
    r"(?:が|は|も|と|に|を|の|へ|から|より|まで|や|、|。|,|\.|・|」|』|\(|\)|\n|!|\?|/|:|$| |"
    r"[〜♪☆★&+→;*_\[\]{}|<>【】〈〉…~=〕〔-])"
)


def find(document: Document) -> Iterator[Person]:
    """Staff by the directory, then others by honorific or whole name."""
    unknown = list(find_unknown(document))
    namesakes = {one.start: one.end for one in unknown if one.variant in _WHOLE and one.whole}
    staff = [one for one in _staff(document) if not _is_namesake(document, one, namesakes)]
    yield from staff
    yield from find_broken(document)
    taken = {at for person in staff for at in range(person.start, person.end)}
    placed = chain(find_slots(document), find_rows(document))
    for person in chain(unknown, find_related(document), placed):
        if taken.isdisjoint(range(person.start, person.end)):
            yield person


_WHOLE = frozenset(["full_name", "customer", "addressed"])


def _is_namesake(document: Document, person: Person, wholes: dict[int, int]) -> bool:
    """Whether the family name of staff is here the beginning of an outsider's whole name."""
    end = wholes.get(person.start, 0)
    given = document.key[person.end : end].strip(" ")
    return (
        document.text[person.end : person.end + 1] == " "
        and person.variant != "full_name"
        and len(given) > 1
        and is_given(given)
        and is_kanji(given[0])
    )


def _staff(document: Document) -> Iterator[Person]:
    index = document.context.directory.index
    by_start: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for start, end, word in index.matches(document.key):
        by_start[start].append((end, word))
    for start, found in by_start.items():
        for end, word in found:
            roles = index.words[word]
            yield from _whole_names(document, by_start, start, end, word, roles)
            if person := _part(document, start, end, word, roles):
                yield person


def _whole_names(
    document: Document,
    by_start: dict[int, list[tuple[int, str]]],
    start: int,
    end: int,
    word: str,
    roles: Roles,
) -> Iterator[Person]:
    """Family and given name of one person side by side, in either order."""
    index = document.context.directory.index
    if roles.fulls and _whole_fits(document, start, end):
        yield _employee(document, start, end, "full_name", roles.fulls, (word,), word)
    for gap in _GAPS:
        if not document.key.startswith(gap, end):
            continue
        for stop, second in by_start.get(end + len(gap), ()):
            other = index.words[second]
            same = (roles.families & other.givens) | (roles.givens & other.families)
            if same and _whole_fits(document, start, stop):
                whole = word + second
                yield _employee(document, start, stop, "full_name", same, (word, second), whole)


def _whole_fits(document: Document, start: int, end: int) -> bool:
    """Whether a whole name may stand here: kana need their own edges, kanji nearly none."""
    name = document.text[start:end].replace(" ", "")
    if all_hiragana(name) and len(name) < _MIN_HIRAGANA_NAME:
        return False
    if all_katakana(name.replace("・", "").replace("=", "")):
        return can_begin(document, start, end) and can_end(document, start, end)
    return len(name) > 2 or (can_begin(document, start, end) and can_end(document, start, end))


def _part(document: Document, start: int, end: int, word: str, roles: Roles) -> Person | None:
    """A family or given name by itself, when something says that it is one."""
    everybody = roles.everybody
    if not everybody or not can_begin(document, start, end):
        return None
    if addressed_after(document, end) or addressed_before(document, start, end):
        if is_customer_honorific(document, end) or by_customer(document, start):
            confidence = Likelihood.LIKELY
            return Person(start, end, EXTERNAL, "customer", confidence, words=(word,))
        variant = "titled" if is_titled(document, end) else "addressed"
        return _employee(document, start, end, variant, everybody, (word,), "")
    if not can_end(document, start, end):
        return None
    name = document.text[start:end]
    if _is_everyday(word):
        told = (roles.as_written or not all_hiragana(name)) and acts(document, start, end)
        return (
            _employee(document, start, end, "ambiguous", everybody, (word,), "") if told else None
        )
    if not _PARTICLE.match(document.text, end) or not _is_written(name, roles):
        return None
    return _employee(document, start, end, "alone", everybody, (word,), "")


def _is_written(name: str, roles: Roles) -> bool:
    """Whether a name may stand without a title: in its own kanji or katakana, not its reading."""
    if all_kanji(name):
        return len(name) >= 2
    return roles.as_written and len(name) >= 2 and not all_hiragana(name)


@cache
def _everyday() -> frozenset[str]:
    return word_list("names_ambiguous")


def _is_everyday(word: str) -> bool:
    return word in _everyday()


def _employee(
    document: Document,
    start: int,
    end: int,
    variant: str,
    positions: set[int],
    words: tuple[str, ...],
    whole: str,
) -> Person:
    subject = document.context.directory.index.subject(positions)
    sure = {"full_name": Likelihood.VERY_LIKELY, "addressed": Likelihood.LIKELY,
            "titled": Likelihood.LIKELY, "ambiguous": Likelihood.UNLIKELY}  # fmt: skip
    return Person(
        start,
        end,
        EMPLOYEE,
        variant,
        sure.get(variant, Likelihood.POSSIBLE),
        subject,
        frozenset(positions) if len(positions) < 50 else frozenset(),
        words,
        whole,
    )


def find_known(document: Document) -> Iterator[Person]:
    """Names learned in any text of the scan, standing alone."""
    for start, end, word in _occurrences(document):
        known = document.memory.known[word]
        name = document.text[start:end]
        if not (can_begin(document, start, end) and can_end(document, start, end)):
            continue
        doubtful = len(name) == 1 or _is_everyday(word) or all_hiragana(name)
        if doubtful and not re.match(
            r"(?:が|は|も|から|、|と(?!も))", document.text[end : end + 2]
        ):
            continue
        variant = "alone" if not doubtful else "ambiguous"
        if known.kind == EXTERNAL:
            variant = "alone"
        confidence = Likelihood.UNLIKELY if doubtful else Likelihood.LIKELY
        yield Person(
            start, end, known.kind, variant, confidence, known.subject, known.positions, (word,)
        )


def _occurrences(document: Document) -> Iterator[tuple[int, int, str]]:
    words = [word for word in document.memory.known if not word.isascii()]
    if not words:
        return
    # Imported here so that only a process that scans carries the library.
    import ahocorasick

    machine = ahocorasick.Automaton()
    for word in words:
        machine.add_word(word, word)
    machine.make_automaton()
    for last, word in machine.iter(document.key):
        yield last + 1 - len(word), last + 1, word
