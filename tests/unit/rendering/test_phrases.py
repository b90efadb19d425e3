"""Japanese headings break where a reader would pause."""

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from syndicate.rendering.phrases import phrases


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("", []),
        ("Our first open day", ["Our first open day"]),
        (
            "新しい働き方で、子育てと仕事を両立する",
            ["新しい", "働き方で、", "子育てと", "仕事を", "両立する"],
        ),
    ],
)
def test_a_heading_is_cut_between_phrases(heading: str, parts: list[str]):
    assert phrases(heading) == parts


@given(st.text("新しい働き方で、子育てとABC19 👩‍🚀が\u3099　", max_size=30))
def test_phrases_join_to_the_heading_and_break_no_word_or_character(heading: str):
    parts = phrases(heading)

    assert "".join(parts) == heading
    ends = {found.end() for found in regex.finditer(r"\X", heading)}
    end = 0
    for before, after in pairwise(parts):
        end += len(before)
        assert end in ends
        assert not regex.search(r"[A-Za-z0-9]$", before) or not regex.match(r"[A-Za-z0-9]", after)
