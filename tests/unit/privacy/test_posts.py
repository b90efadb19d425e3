"""Whole posts, written as colleagues write them, against the spans a careful reader marked."""

from __future__ import annotations

from collections import Counter

import pytest

from .samples import HELD_OUT, POSTS, Sample, read_samples
from .scoring import extra, missed, read

SAMPLES = read_samples(POSTS)
# By post, what a reader marks and the scan does not find.
STILL_MISSED: dict[str, list[str]] = {}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.language}-{sample.name}")
def test_a_post_is_read_as_a_careful_reader_would(sample: Sample) -> None:
    found = read(sample)

    known = STILL_MISSED.get(f"{sample.language}-{sample.name}", [])
    assert [sample.text[g.start : g.end] for g in missed(sample, found)] == known
    assert [(f.rule, sample.text[f.start : f.end]) for f in extra(sample, found)] == []


@pytest.mark.parametrize("folder", [POSTS, HELD_OUT], ids=["used", "held out"])
def test_the_posts_cover_both_languages_many_kinds_and_clean_ones(folder: object) -> None:
    samples = SAMPLES if folder == POSTS else read_samples(HELD_OUT)
    languages = Counter(sample.language for sample in samples)
    clean = Counter(sample.language for sample in samples if not sample.gold)
    kinds = {gold.kind for sample in samples for gold in sample.gold}

    assert min(languages["en"], languages["ja"]) >= 50
    assert min(clean["en"], clean["ja"]) >= 10
    assert len(kinds) >= 20
