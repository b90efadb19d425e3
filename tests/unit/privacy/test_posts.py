"""Whole posts, written as colleagues write them, against the spans a careful reader marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from syndicate.privacy.findings import Finding, Severity
from syndicate.privacy.scan import ScanContext, Status, scan_text

from .conftest import SAMPLES, Gold, Sample


def _covered(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether at least half of `[start, end)` lies in `spans`."""
    inside = {at for left, right in spans for at in range(max(start, left), min(end, right))}
    return len(inside) * 2 >= end - start


def _missed(sample: Sample, found: Iterable[Finding]) -> list[Gold]:
    found = list(found)
    return [
        gold
        for gold in sample.gold
        if not _covered(
            gold.start, gold.end, [(f.start, f.end) for f in found if f.kind == gold.kind]
        )
    ]


def _extra(sample: Sample, found: Iterable[Finding]) -> list[Finding]:
    return [
        one
        for one in found
        if one.severity is not Severity.INFO
        and not _covered(
            one.start, one.end, [(g.start, g.end) for g in sample.gold if g.kind == one.kind]
        )
    ]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.language}-{sample.name}")
def test_a_post_is_read_as_a_careful_reader_would(sample: Sample, context: ScanContext) -> None:
    result = scan_text(sample.text, context=context)

    assert result.status is Status.OK
    assert [sample.text[g.start : g.end] for g in _missed(sample, result.findings)] == []
    extra = _extra(sample, result.findings)
    assert [(f.rule, sample.text[f.start : f.end]) for f in extra] == []


def test_the_posts_cover_both_languages_many_kinds_and_clean_ones() -> None:
    languages = Counter(sample.language for sample in SAMPLES)
    clean = Counter(sample.language for sample in SAMPLES if not sample.gold)
    kinds = {gold.kind for sample in SAMPLES for gold in sample.gold}

    assert min(languages["en"], languages["ja"]) >= 50
    assert min(clean["en"], clean["ja"]) >= 10
    assert len(kinds) >= 22
