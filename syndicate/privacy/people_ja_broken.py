"""Names of staff that a line end has broken in two: `佐々` at the end, `木さん` below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Person
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.people_ja_edges import addressed_after
from syndicate.privacy.scripts import KANJI, is_kanji

_MANY = 50
_REACH = 5
_BREAK = re.compile(rf"(?<=[{KANJI}])\n(?=[{KANJI}])")


def find_broken(document: Document) -> Iterator[Person]:
    """Family names of staff with a line end inside and an honorific behind."""
    index = document.context.directory.index
    for match in _BREAK.finditer(document.text):
        at = match.start()
        left = document.key[max(0, at - _REACH) : at].rpartition("\n")[2]
        right = document.key[at + 1 : at + 1 + _REACH].partition("\n")[0]
        for start, end, word in index.matches(left + right):
            begin, stop = at - len(left) + start, at - len(left) + end + 1
            if not start < len(left) < end or not addressed_after(document, stop):
                continue
            if begin and is_kanji(document.text[begin - 1]):
                continue
            roles = index.words[word]
            few = frozenset(roles.everybody) if len(roles.everybody) < _MANY else frozenset()
            subject = index.subject(roles.everybody)
            sure = Likelihood.LIKELY
            yield Person(begin, stop, "person_employee", "addressed", sure, subject, few, (word,))
