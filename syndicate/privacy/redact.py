"""Taking a finding out of a text, and proving that nothing of it is left."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from syndicate.errors import Invalid, Stale
from syndicate.i18n import _
from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Finding, Kind, Operator
from syndicate.privacy.fold import Mapped, fold, name_key
from syndicate.privacy.kana import romaji_spellings
from syndicate.privacy.mask import masked
from syndicate.privacy.name_index import spell_entry, spelling
from syndicate.privacy.scripts import HIRAGANA, KANJI, all_hiragana, all_kanji

_NUMBERS = frozenset(
    [Kind.PHONE, Kind.CARD, Kind.MY_NUMBER, Kind.BANK, Kind.GOVERNMENT_ID, Kind.EMPLOYEE_ID]
)
_PEOPLE = frozenset([Kind.PERSON_EMPLOYEE, Kind.PERSON_EXTERNAL, Kind.MINOR])
_SEPARATORS = re.compile(r"[\s\-./()_・=,]")
_BEFORE_STOP = re.compile(r" +(?=[,.;:!?)\]])")


def redact(
    text: str, finding: Finding, operator: Operator, replacement: str = "", *, is_html: bool = False
) -> str:
    """`text` with the finding's span replaced; nothing else changes but a doubled space.

    Raises `Stale` when the span no longer holds what was found, and `Invalid` when the operator
    needs words and none are given. In HTML the replacement is escaped.
    """
    if operator is not Operator.REMOVE and not replacement.strip():
        raise Invalid.field("replacement", _("Write what should stand there instead."))
    quote = text[finding.start : finding.end]
    if finding.end > len(text) or not _still_there(finding, quote):
        raise Stale(_("The text has changed since the scan. Scan it again."))
    words = "" if operator is Operator.REMOVE else replacement
    before, after = text[: finding.start], text[finding.end :]
    if not words:
        before, after = _closed(before, after)
    return before + (html.escape(words) if is_html else words) + after


def redact_all(
    text: str, changes: Iterable[tuple[Finding, Operator, str]], *, is_html: bool = False
) -> str:
    """`text` with several findings replaced; of overlapping ones the longest is taken."""
    ordered = sorted(changes, key=lambda change: (change[0].start, -change[0].end))
    chosen: list[tuple[Finding, Operator, str]] = []
    end = 0
    for change in ordered:
        if change[0].start >= end:
            chosen.append(change)
            end = change[0].end
    for finding, operator, replacement in reversed(chosen):
        text = redact(text, finding, operator, replacement, is_html=is_html)
    return text


def _still_there(finding: Finding, quote: str) -> bool:
    """Whether the span reads as it did; in HTML the quote may be written with entities."""
    readings = (quote, html.unescape(re.sub(r"<[^<>]{0,500}>", "", quote)))
    return any(
        finding.quote_masked
        in {masked(finding.kind, form) for form in (reading, fold(reading).text)}
        for reading in readings
    )


def _closed(before: str, after: str) -> tuple[str, str]:
    """The two sides of a gap, with one space between them at most and none before a full stop."""
    if before.endswith(" ") and (after.startswith(" ") or not after):
        before = before.rstrip(" ") + (" " if after else "")
        after = after.lstrip(" ")
    if before.endswith(" ") and _BEFORE_STOP.match(" " + after):
        before = before.rstrip(" ")
    return before, after


def traces(
    text: str, quote: str, kind: Kind, context: ScanContext, subject: str | None = None
) -> Sequence[tuple[int, int]]:
    """Where `text` still holds `quote`: in any width, case, kana, spelling or grouping.

    With a `subject`, every spelling of that person's names counts.
    """
    folded = fold(text)
    spans: set[tuple[int, int]] = set()
    for needle in _needles(quote, kind, context, subject):
        spans |= set(_find(folded, needle, loose=kind in _NUMBERS or kind in _PEOPLE))
    return sorted(folded.span(start, end) for start, end in spans)


def is_gone(
    text: str, quote: str, kind: Kind, context: ScanContext, subject: str | None = None
) -> bool:
    """Whether no trace of `quote` is left in `text`."""
    return not traces(text, quote, kind, context, subject)


def _needles(quote: str, kind: Kind, context: ScanContext, subject: str | None) -> set[str]:
    needles = {spelling(quote)}
    if kind in _PEOPLE:
        needles |= romaji_spellings(quote)
        for entry in context.directory.entries if subject else ():
            if entry.key == subject:
                families, givens = spell_entry(entry)
                needles |= families | givens
    return {needle for needle in needles if needle}


def _find(folded: Mapped, needle: str, *, loose: bool) -> Iterable[tuple[int, int]]:
    """Occurrences of `needle`; loose ones may have separators between any characters."""
    parts = [char for char in needle if not _SEPARATORS.match(char)] if loose else list(needle)
    if not parts:
        return
    joint = r"[\s\-./()_・=,]{0,3}" if loose else ""
    edge = _edge(parts)
    pattern = (
        f"(?<!{edge}){joint.join(map(re.escape, parts))}(?!{edge})"
        if edge
        else (joint.join(map(re.escape, parts)))
    )
    for match in re.finditer(pattern, name_key(folded.text)):
        yield match.span()


def _edge(parts: Sequence[str]) -> str:
    """Characters that may not touch a needle, since it would be part of another word there."""
    word = "".join(parts)
    if word.isascii():
        return "[0-9A-Za-z]"
    if len(word) == 1 and all_kanji(word):
        return f"[{KANJI}]"
    return f"[{HIRAGANA}]" if len(word) <= _SHORT_KANA and all_hiragana(word) else ""


_SHORT_KANA = 2
