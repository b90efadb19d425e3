"""What the company says may be said: it silences findings, but never the dangerous ones."""

from __future__ import annotations

import re
from bisect import bisect_right

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Kind
from syndicate.privacy.fold import ranges
from syndicate.privacy.link_judge import is_under
from syndicate.privacy.links import host_of
from syndicate.privacy.occurrences import occurrences

_NEVER_ALLOWED = frozenset(
    [Kind.SECRET, Kind.CARD, Kind.MY_NUMBER, Kind.INVISIBLE, Kind.CHECK_FAILED]
)
"""Kinds that no list of allowed words can silence."""


class Allowed:
    """The allowed words of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._terms = document.context.terms.allowed
        spans = ((start, end) for start, end, _term in occurrences(document, self._terms))
        self._spans = ranges(spans)
        self._numbers = {re.sub(r"[^0-9]", "", term) for term in self._terms} - {""}

    def covers(self, hit: Hit, kind: Kind) -> bool:
        """Whether a hit lies in allowed words, or is an allowed host or number."""
        if not self._terms or kind in _NEVER_ALLOWED:
            return False
        at = bisect_right(self._spans, hit.start, key=lambda span: span[0]) - 1
        if at >= 0 and hit.end <= self._spans[at][1]:
            return True
        quote = self._document.text[hit.start : hit.end]
        if kind is Kind.INTERNAL_URL:
            host = host_of(quote)
            return bool(host) and any(is_under(host, term) for term in self._terms)
        return kind is Kind.PHONE and re.sub(r"[^0-9]", "", quote) in self._numbers
