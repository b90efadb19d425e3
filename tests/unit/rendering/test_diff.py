"""Changes show as words, and as phrases in Japanese."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.rendering.diff import Kind, Piece, diff

TEXTS = st.text("ab 、。漢字かな\n\t'é👩‍🚀", max_size=40)


def shown(pieces: list[Piece]) -> str:
    marks = {Kind.SAME: "{}", Kind.DELETED: "[-{}-]", Kind.INSERTED: "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("", "", ""),
        ("same", "same", "same"),
        ("", "all new", "[+all new+]"),
        ("all old", "", "[-all old-]"),
        ("We moved to Osaka.", "We moved to Tokyo.", "We moved to [-Osaka-][+Tokyo+]."),
        ("don't stop", "do not stop", "[-don't-][+do not+] stop"),
        ("one\ntwo\nthree\n", "one\n2\nthree\n", "one\n[-two-][+2+]\nthree\n"),
        ("a b c", "x y z", "[-a b c-][+x y z+]"),
        (
            "新しい働き方で、子育てと仕事を両立する。",
            "新しい働き方で、介護と仕事を両立する。",
            "新しい働き方で、[-子育てと-][+介護と+]仕事を両立する。",
        ),
        ("DXを進める", "AIを進める", "[-DX-][+AI+]を進める"),
    ],
)
def test_what_changed_is_marked_and_the_rest_is_not(old: str, new: str, seen: str):
    assert shown(diff(old, new)) == seen


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts_again(old: str, new: str):
    pieces = diff(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.INSERTED) == old
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.DELETED) == new
    kinds = [piece.kind for piece in pieces]
    assert all(first is not second for first, second in pairwise(kinds))


@pytest.mark.parametrize("line", ["\n", "a\n", "a b "])
def test_texts_of_equal_pieces_take_bounded_time(line: str):
    started = time.process_time()

    pieces = diff("x" + line * 10_000 + "x", "y" + line * 10_001 + "y")

    assert pieces
    assert time.process_time() - started < 5


def test_one_change_in_a_long_text_is_found():
    old = ["A sentence that stays.\n"] * 3_000

    pieces = diff("".join(old), "".join([*old[:1_500], "New.\n", *old[1_500:]]))

    assert [piece.text for piece in pieces if piece.kind is not Kind.SAME] == ["New.\n"]


def test_two_long_and_different_texts_take_bounded_time():
    old = " ".join(f"word{number}" for number in range(6_000))
    new = " ".join(f"word{number}" for number in range(6_000, 0, -1))
    started = time.process_time()

    pieces = diff(old, new)

    assert [piece.kind for piece in pieces] == [Kind.DELETED, Kind.INSERTED]
    assert time.process_time() - started < 5
