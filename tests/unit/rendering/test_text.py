"""Text is normalised, measured and cut without breaking a character."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import Invalid
from syndicate.rendering.text import (
    display_width,
    normalise,
    one_line,
    plain,
    truncate,
    utf16_length,
)

FAMILY = "👨‍👩‍👧‍👦"
WILD = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    "a ,{}|漢字かん()👩‍🚀e\u0301\u3000"
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Cafe\u0301", "Café"),
        ("a\r\nb\rc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf"),
        ("tab\tstays\nnull\0 bell\x07 del\x7f csi\x9b go", "tab\tstays\nnull bell del csi go"),
        ("\ufeffmark\ufffe\uffff\U0001ffff", "mark"),
        ("か\u3099\u3000㈱①～", "が\u3000㈱①～"),
        ("e\x00\u0301", "é"),
    ],
)
def test_text_is_composed_and_freed_of_control_characters(written: str, kept: str):
    assert normalise(written) == kept


def test_half_a_character_is_refused_with_a_sentence():
    with pytest.raises(Invalid) as refusal:
        normalise("broken \ud83d emoji")

    assert "half a character" in str(refusal.value.text)


@given(WILD)
def test_normalising_twice_changes_nothing(text: str):
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{漢字|かんじ}の{間|あいだ}", "漢字(かんじ)の間(あいだ)"),
        ("｛東京｜とうきょう｝へ", "東京(とうきょう)へ"),
        ("{pick|one} stays, {漢字} too", "{pick|one} stays, {漢字} too"),
        ("\u3000first  \n\n  second\u3000", "first\n\nsecond"),
    ],
)
def test_plain_text_shows_the_reading_in_brackets(written: str, shown: str):
    assert plain(written) == shown


def test_one_line_joins_white_space_but_keeps_a_full_width_space():
    assert one_line(" A\n title\twith   gaps ") == "A title with gaps"
    assert one_line("第一回\u3000社内報\u3000\u3000号外\n") == "第一回\u3000社内報 号外"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("漢字", 4),
        ("ｶﾅ", 2),
        ("e\u0301", 1),
        (FAMILY, 2),
        ("❤️", 2),
        ("①", 2),
        ("𠮷", 2),
    ],
)
def test_width_counts_what_a_reader_sees(text: str, columns: int):
    assert display_width(text) == columns


def test_utf16_counts_as_javascript_does():
    assert utf16_length("a𠮷👍") == 5


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("short enough", 12, "short enough"),
        ("Our team moved to Osaka", 15, "Our team moved…"),
        ("Our team, moved", 11, "Our team…"),
        ("育児休業から戻った日", 6, "育児休業か…"),
        ("x" * 40, 10, "x" * 9 + "…"),
        ("ab", 0, ""),
        (f"a{FAMILY}b", 5, "a…"),
        ("今日は漢字(かんじ)です", 8, "今日は…"),
        ("今日は{漢字|かんじ}です", 8, "今日は…"),
    ],
)
def test_a_cut_keeps_characters_words_and_readings_whole(text: str, limit: int, cut: str):
    assert truncate(text, limit) == cut


def test_a_cut_can_be_measured_in_columns():
    assert truncate("育児休業 and more", 10, measure=display_width) == "育児休業…"


@given(WILD, st.integers(0, 40), st.sampled_from([len, display_width, utf16_length]))
def test_a_cut_is_never_too_long_and_never_inside_a_cluster(text, limit, measure):
    cut = truncate(text, limit, measure=measure)

    assert measure(cut) <= limit
    if cut != text and cut:
        beginning = cut.removesuffix("…")
        assert text.startswith(beginning)
        edges = {found.end() for found in regex.finditer(r"\X", text)}
        assert len(beginning) in edges | {0}
