"""What the encoder writes, LinkedIn's own grammar reads to the last character."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publishers.linkedin import little
from publishers.linkedin.little import Hashtag, Mention, Piece, Plain, encode, parse, visible
from publishers.linkedin.simulator import little as linkedin
from publishers.linkedin.simulator.little import Kind

RESERVED = r"\|{}@[]()<>#*_~"
FULL_WIDTH = "＼｜｛｝＠［］（）＜＞＃＊＿～"
TRICKY = (
    "{hashtag|\\#|x} @[Acme](urn:li:organization:1) #tag https://x.jp/a_b#c?d=(e) 🎉👩‍💻 𠮷野家 が"
)
TEXTS = st.text(
    st.one_of(
        st.sampled_from(RESERVED + FULL_WIDTH + "\n\t aあア漢ー。、ｶﾞ🎉👩‍💻𠮷é"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=80,
)
ADDRESSES = st.text(st.sampled_from("ab/_#*~?=&.%()@{}|日"), max_size=20).map(
    "https://x.jp/".__add__
)
MIXED = st.lists(st.one_of(TEXTS, ADDRESSES, st.just(TRICKY)), max_size=5).map("".join)
WORDS = st.lists(st.text(st.sampled_from("abか漢ー_9é"), min_size=1, max_size=8), max_size=3)
PIECES: st.SearchStrategy[list[Piece]] = st.lists(
    st.one_of(
        MIXED.map(Plain),
        st.text(st.sampled_from("abか漢ー_9é"), min_size=1, max_size=8).map(Hashtag),
        st.text(st.sampled_from("ab (か) [漢]_"), min_size=1, max_size=8).map(
            lambda name: Mention(name, "urn:li:organization:1234")
        ),
    ),
    max_size=6,
)


def test_the_fifteen_reserved_characters_are_the_documented_ones() -> None:
    assert set(little.RESERVED) == set(RESERVED) == linkedin.RESERVED
    assert len(little.RESERVED) == 15


@given(MIXED)
@example(TRICKY)
@example(RESERVED + FULL_WIDTH)
@example("\\" * 7)
def test_linkedin_shows_exactly_the_text_that_was_encoded(text: str) -> None:
    reading = linkedin.read(encode([Plain(text)]))

    assert reading.text == text
    assert reading.cut_at is None
    assert {part.kind for part in reading.stretches} <= {Kind.TEXT}


@given(PIECES)
def test_linkedin_shows_every_piece_and_cuts_nothing(pieces: list[Piece]) -> None:
    reading = linkedin.read(encode(pieces))

    assert reading.text == visible(pieces)
    assert reading.cut_at is None
    assert [p.text for p in reading.stretches if p.kind is Kind.HASHTAG] == [
        f"#{piece.word}" for piece in pieces if isinstance(piece, Hashtag)
    ]
    assert sum(p.kind is Kind.MENTION for p in reading.stretches) == sum(
        isinstance(piece, Mention) for piece in pieces
    )


@given(PIECES, st.booleans())
def test_what_is_read_back_encodes_to_the_same_bytes(pieces: list[Piece], whole: bool) -> None:
    encoded = encode(pieces, escape_urls=whole)

    assert visible(parse(encoded)) == visible(pieces)
    assert encode(parse(encoded), escape_urls=whole) == encoded


@given(MIXED)
def test_addresses_left_whole_are_read_whole_where_linkedin_is_lenient(text: str) -> None:
    encoded = encode([Plain(text)], escape_urls=False)

    assert linkedin.read(encoded, lenient_addresses=True).text == text


@given(st.text(st.sampled_from(RESERVED + "a \nhttps://x"), max_size=60))
def test_parsing_never_fails_on_what_others_wrote(commentary: str) -> None:
    assert isinstance(visible(parse(commentary)), str)


@pytest.mark.parametrize("sign", RESERVED)
def test_an_unescaped_reserved_character_would_cut_the_post(sign: str) -> None:
    assert linkedin.read(f"before {sign} after").text == "before "


@pytest.mark.parametrize(
    ("commentary", "shown"),
    [
        (r"{hashtag|\#|Tag}", "#Tag"),
        ("{hashtag|#|Tag}", "#Tag"),
        ("{hashtag|＃|Tag}", "#Tag"),
        ("#coding rocks", "#coding rocks"),
        ("@[Acme Corp](urn:li:organization:1)", "Acme Corp"),
        ("@(urn:li:organization:1)", ""),
        ("a {hashtag|#|} b", "a "),
        ("a {hashtag|#|x", "a "),
        ("a @[Acme](nothing) b", "a "),
        ("a @[Acme b", "a "),
        ("a # b", "a "),
        ("a \\", "a "),
        (r"a \b", "a "),
    ],
)
def test_linkedin_reads_by_its_grammar(commentary: str, shown: str) -> None:
    assert linkedin.read(commentary).text == shown


@pytest.mark.parametrize(
    "commentary", ["{hashtag|#|Tag}", "{hashtag|＃|Tag}", r"{hashtag|\#|Tag}", "#Tag"]
)
def test_every_way_to_write_a_hashtag_reads_as_one(commentary: str) -> None:
    assert parse(commentary) == (Hashtag("Tag"),)


def test_tags_become_single_words_without_repeats() -> None:
    tags = [
        "remote work",
        "culture",
        "Culture",
        "働き方",
        "育児・介護",
        "C++",
        "2026",
        "🎉",
        "R&D team",
    ]

    assert little.hashtag_words(tags) == [
        "RemoteWork",
        "culture",
        "働き方",
        "育児介護",
        "C",
        "RDTeam",
    ]


def test_a_configured_page_name_becomes_a_mention_but_not_inside_an_address() -> None:
    names = {"Acme": "urn:li:organization:1", "Acme Labs": "urn:li:organization:2"}

    pieces = little.mention_in("Acme Labs and Acme: https://x.jp/Acme", names)

    assert pieces == [
        Mention("Acme Labs", "urn:li:organization:2"),
        Plain(" and "),
        Mention("Acme", "urn:li:organization:1"),
        Plain(": https://x.jp/Acme"),
    ]


def test_no_text_and_no_names_are_no_pieces() -> None:
    assert little.mention_in("", {}) == []
    assert little.mention_in("", {"Acme": "urn:li:organization:1"}) == []
