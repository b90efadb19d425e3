"""The folded text and its way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.privacy.fold import Builder, Mapped, fold, folded, name_key, ranges

ANY_TEXT = st.text(st.characters(), max_size=60)
"""Every code point, lone surrogates included."""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("０９０ー１２３４", "090-1234"),
        ("ﾀﾅｶ ｶﾞ", "タナカ ガ"),
        ("か\u3099", "が"),
        ("e\u0301", "é"),
        ("a\u200bb\ufeffc", "abc"),
        ("①②", "①②"),
        ("m²", "m²"),
        ("㈱北", "(株)北"),
        ("–—−", "---"),
        ("ラーメン", "ラーメン"),
        ("＠．", "@."),
        ("\U0001d7d8", "0"),
    ],
)
def test_a_text_is_folded_to_its_plain_form(text: str, plain: str) -> None:
    assert fold(text).text == plain


def test_spans_lead_back_to_the_original_also_past_the_basic_plane() -> None:
    text = "😀𠮷田\u200bさ\u200bん"
    mapped = fold(text)

    start = mapped.text.index("田")

    assert mapped.span(start, start + 2) == (2, 5)
    assert text[2:5] == "田\u200bさ"


def test_a_composed_character_stands_for_both_its_parts() -> None:
    mapped = fold("xｶﾞy")

    assert mapped.span(1, 2) == (1, 3)


def test_empty_spans_stay_empty_wherever_they_are() -> None:
    assert Mapped("abc").span(1, 1) == (1, 1)
    assert fold("あ１").span(1, 1) == (1, 1)
    assert fold("あ１").span(2, 2) == (2, 2)
    assert fold("\u200b").span(0, 0) == (0, 0)


def test_maps_are_put_on_top_of_each_other() -> None:
    builder = Builder()
    builder.copy("a", 5)
    builder.stand_in("１", 10, 16)
    base = builder.done()

    top = fold(base.text).over(base)

    assert (top.text, top.span(0, 2), top.span(1, 2)) == ("a1", (5, 16), (10, 16))
    assert Mapped("a１").over(base).span(1, 2) == (10, 16)
    assert fold("a１").over(Mapped("a１")).span(1, 2) == (1, 2)


@given(ANY_TEXT)
def test_every_folded_character_has_a_place_in_the_original(text: str) -> None:
    mapped = fold(text)

    for at in range(len(mapped.text)):
        start, end = mapped.span(at, at + 1)
        assert 0 <= start < end <= len(text)


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_more_for_comparing(text: str) -> None:
    assert folded(folded(text)) == folded(folded(folded(text)))


@given(ANY_TEXT)
def test_the_comparing_form_of_names_keeps_its_length(text: str) -> None:
    assert len(name_key(text)) == len(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("髙橋", "高橋"), ("渡邊", "渡辺"), ("タナカ", "たなか"), ("Müller", "muller"), ("ŌNO", "ono"),
     ("O’Brien", "o'brien"), ("𠮷田", "吉田")],
)  # fmt: skip
def test_variants_of_a_name_compare_equal(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_overlapping_ranges_are_joined() -> None:
    assert ranges([(5, 9), (0, 3), (2, 4), (9, 10)]) == [(0, 4), (5, 10)]
