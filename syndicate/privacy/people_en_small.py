"""Names in Latin letters that begin with a small letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Person, Word
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.people_en_edges import is_everyday
from syndicate.privacy.people_en_persons import employee, external
from syndicate.privacy.people_en_runs import pair

_LOWER_HONORIFIC = re.compile(
    r"(?<![0-9A-Za-z._@/-])(?P<name>[a-z]{2,20})(?:-(?:san|sama|kun|chan|sensei)"
    r"(?![a-z])|[ ]?(?:さん|くん|ちゃん|氏|様|君|先輩))"
)


def honoured(document: Document) -> Iterator[Person]:
    """`tanaka-san`, `kenさん`: names in small letters with an honorific."""
    index = document.context.directory.index
    for match in _LOWER_HONORIFIC.finditer(document.text):
        roles = index.roles(match["name"])
        key = match["name"]
        word = Word(*match.span("name"), key, key, ends_part=True)
        if roles and roles.everybody:
            yield employee(document, [word], "addressed", roles.everybody)
        elif key in word_list("given_en"):
            yield external([word], "addressed", Likelihood.LIKELY)


_LOWER_PAIR = re.compile(
    r"(?<![0-9A-Za-z._@/#:-])(?=(?P<first>[a-z]{2,20}) (?P<last>[a-z]{2,20})(?![0-9A-Za-z@_-]))"
)
_LOWER_ALONE = re.compile(
    r"(?:thanks(?: to)?|thank you|to|and|with|by|hi|hey|cc|also|from|ask|ping|kudos to|for|,)[ ]"
    r"(?P<name>[a-z]{4,20})(?![0-9A-Za-z@_-])"
)


def small(document: Document) -> Iterator[Person]:
    """`will smith`, `thanks to linh`: staff whose names are written without capitals."""
    index = document.context.directory.index
    for match in _LOWER_PAIR.finditer(document.text):
        if positions := pair(index, match["first"], match["last"]):
            words = [_lower(match, "first"), _lower(match, "last")]
            if all(map(is_everyday, words)):
                yield employee(document, words, "ambiguous", positions)
            else:
                yield employee(document, words, "full_name", positions)
    for match in (*_LOWER_ALONE.finditer(document.text), *_SPOKE.finditer(document.text)):
        roles = index.roles(match["name"])
        word = _lower(match, "name")
        if roles and roles.givens and not is_everyday(word):
            yield employee(document, [word], "ambiguous", roles.givens)


_SPOKE = re.compile(
    r"(?<![0-9A-Za-z._@/#:-])(?P<name>[a-z]{4,20}) (?:said|says|told|fixed|wrote|asked|"
    r"helped|joined|made|built|found|suggested|took)(?![A-Za-z])"
)
_PARTICLES = re.compile(
    r"(?<![0-9A-Za-zÀ-ɏ@/-])(?:[Vv]an|[Vv]on|[Dd]e|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Tt]en|[Tt]er|[Ll]a|[Ll]e)"
    r"(?:[ ](?:der|den|de|la|las|los|het|ter))?[ ][A-ZÀ-Þ][a-zÀ-ɏ]{1,20}(?![0-9A-Za-zÀ-ɏ])"
)


def with_particle(document: Document) -> Iterator[Person]:
    """`van der Berg` of the directory, which begins with small letters."""
    index = document.context.directory.index
    for match in _PARTICLES.finditer(document.text):
        key = document.key[slice(*match.span())]
        roles = index.roles(key)
        if roles and roles.everybody:
            word = Word(*match.span(), key, match[0], ends_part=True)
            yield employee(document, [word], "alone", roles.everybody)


def _lower(match: re.Match[str], group: str) -> Word:
    return Word(*match.span(group), match[group], match[group], ends_part=True)
