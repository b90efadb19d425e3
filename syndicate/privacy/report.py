"""Hits as findings: with message, suggestion, masked quote and fingerprints."""

from __future__ import annotations

from collections import Counter

from syndicate.i18n import Text
from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Finding, Likelihood, Operator, Severity, Suggestion
from syndicate.privacy.fold import name_key, plain
from syndicate.privacy.mask import keyed_hash, masked
from syndicate.privacy.overlaps import Placed
from syndicate.privacy.rules import RULES, Rule
from syndicate.privacy.suggest import Labels, identity, suggest

_CONTEXT = 10
"""Folded characters on either side that are part of a fingerprint."""


class Reporter:
    """Makes the findings of one scan; remembers labels and repeated fingerprints."""

    def __init__(self, context: ScanContext) -> None:
        self._context = context
        self._labels = Labels()
        self._seen: Counter[str] = Counter()

    def finding(self, placed: Placed, rule: Rule) -> Finding:
        """What a reviewer is shown for a hit."""
        document, hit, kind = placed.document, placed.hit, placed.kind
        quote = placed.text[hit.start : hit.end]
        person = identity(hit.subject, name_key(quote))
        label = self._labels.of(kind, person)
        return Finding(
            kind=kind,
            start=placed.start,
            end=placed.end,
            severity=placed.severity,
            confidence=hit.confidence,
            message=rule.message,
            suggestion=suggest(kind, rule.id, rule.operator, label, japanese=document.is_japanese),
            quote_masked=masked(kind, quote),
            quote_hash=keyed_hash(self._context.key, kind, plain(quote)),
            fingerprint=self._fingerprint(placed, plain(quote)),
            rule=rule.id,
            surface=document.surface,
            subject=hit.subject,
        )

    def _fingerprint(self, placed: Placed, quote: str) -> str:
        text, hit = placed.text, placed.hit
        before = plain(text[max(0, hit.start - 40) : hit.start]).replace(" ", "")
        after = plain(text[hit.end : hit.end + 40]).replace(" ", "")
        near = (before[-_CONTEXT:], after[:_CONTEXT])
        parts = (placed.kind.value, quote, placed.document.surface, *near)
        first = keyed_hash(self._context.key, *parts)
        self._seen[first] += 1
        count = self._seen[first]
        return first if count == 1 else keyed_hash(self._context.key, *parts, str(count))

    def failure(self, rule_id: str, surface: str, text: str, **params: object) -> Finding:
        """The blocking finding for a whole text that could not be checked."""
        rule = RULES[rule_id]
        told = [str(value) for value in params.values()]
        return Finding(
            kind=rule.kind,
            start=0,
            end=len(text),
            severity=Severity.BLOCK,
            confidence=Likelihood.VERY_LIKELY,
            message=Text(rule.message.msgid, params),
            suggestion=Suggestion(Operator.OWN_WORDS, ""),
            quote_masked="",
            quote_hash=keyed_hash(self._context.key, rule_id, *told),
            fingerprint=keyed_hash(self._context.key, rule_id, surface, *told, text),
            rule=rule_id,
            surface=surface,
        )
