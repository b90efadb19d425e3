"""Addresses are ASCII, stable and suggested from the title."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import Invalid
from syndicate.rendering.slug import RESERVED, SLUG, check_slug, suggest_slug

STORY = "01jd8x2k9f0000000000qz4t7w"
DAY = datetime(2026, 12, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Our first Open Day!", "our-first-open-day"),
        ("Café & Crème: what's new?", "cafe-creme-whats-new"),
        ("ＡＢＣ ２０２６", "abc-2026"),
        ("a {b|c} d", "a-b-c-d"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 90, "x" * 60),
        ("育休から戻った日", "2026-12-00qz4t7w"),
        ("DXとは何か", "2026-12-00qz4t7w"),
        ("Привет", "2026-12-00qz4t7w"),
        ("Feed", "2026-12-00qz4t7w"),
        ("👍", "2026-12-00qz4t7w"),
        ("", "2026-12-00qz4t7w"),
    ],
)
def test_a_latin_title_gives_the_address_and_any_other_the_month(title: str, slug: str):
    assert suggest_slug(title, STORY, DAY) == slug


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_suggestion_may_be_used(title: str):
    assert check_slug(suggest_slug(title, STORY, DAY))


@pytest.mark.parametrize("slug", ["", "-a", "a-", "a--b", "A", "a b", "a/b", "é", "a\n", "x" * 81])
def test_what_is_no_address_is_refused(slug: str):
    with pytest.raises(Invalid):
        check_slug(slug)


def test_reserved_words_are_slugs_and_refused():
    assert all(SLUG.match(word) for word in RESERVED)
    for word in RESERVED:
        with pytest.raises(Invalid, match=f"The address {word} is used"):
            check_slug(word)
