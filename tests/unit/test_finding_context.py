"""A card shows the sentence its finding stands in."""

from __future__ import annotations

import pytest

from syndicate.web.finding_context import REACH, Context, context_of


@pytest.mark.parametrize(
    ("text", "words", "before", "after"),
    [
        ("We met. Then Naoto called us! Late.", "Naoto", "Then ", " called us!"),
        ("昨日のことです。西尾さんが来ました。終わり。", "西尾さん", "", "が来ました。"),
        ("First line\nCall 090-1234-5678\nThird", "090-1234-5678", "Call ", ""),
        ("🎉𠮷野さん、おめでとう", "𠮷野さん", "🎉", "、おめでとう"),
        ("Version 1.2.3 by Naoto is out", "Naoto", "Version 1.2.3 by ", " is out"),
    ],
)
def test_the_sentence_around_the_words_is_shown(
    text: str, words: str, before: str, after: str
) -> None:
    start = text.index(words)

    assert context_of(text, start, start + len(words)) == Context(before, words, after)


def test_a_long_sentence_is_cut_on_both_sides() -> None:
    text = "a" * 500 + "Naoto" + "b" * 500

    found = context_of(text, 500, 505)

    assert found == Context("…" + "a" * REACH, "Naoto", "b" * REACH + "…")


def test_words_that_stand_alone_have_no_context() -> None:
    assert context_of("Naoto", 0, 5) is None
    assert context_of("Before.\nNaoto\nAfter.", 8, 13) is None
