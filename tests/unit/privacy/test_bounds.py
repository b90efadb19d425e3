"""Any input gives an answer in bounded time, with spans that lie in it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.privacy.scan import ScanContext, Status, scan_html, scan_surfaces, scan_text

from .samples import POSTS, read_samples

_SIZE = 8_000
_LIMIT = 4.0
"""Seconds for 8,000 characters of the worst kind on a busy machine; posts take milliseconds."""

_WORST = {
    "one digit": "1",
    "spaced digits": "1 ",
    "dashed digits": "1-",
    "dotted digits": "1.",
    "one letter": "a",
    "one capital": "A",
    "capitalised words": "Aa ",
    "a name": "Alice ",
    "a Japanese name": "田中太郎",
    "a short name": "森さん",
    "kanji": "田",
    "hiragana": "あ",
    "katakana": "ア",
    "at signs": "@",
    "half addresses": "a.b@",
    "half links": "http://",
    "shares": "\\\\a\\b",
    "passwords": "password: ",
    "snakes": "a_",
    "open quotes": "「",
    "quotes": "「」",
    "new lines": "\n",
    "zero width": "a\u200b",
    "surrogates": "\ud800",
    "emoji": "😀",
    "combining": "e\u0301",
    "marks": "\u0301",
    "ligature": "\ufdfa",
    "keys": "-----BEGIN PRIVATE KEY-----",
    "tokens": "eyJaaaaaaaa.",
    "data": "data:image/png;base64,",
    "descriptions": "the only woman in the team ",
    "children": "息子の",
    "prefectures": "東京都渋谷区",
    "percent": "http://a/%41",
    "births": "born 1990 ",
    "illness": "うつ病",
    "colons": "::",
    "honorifics": "様",
    "bidi": "\u202e",
    "figures": "売上12億円 ",
    "numerals": "一二",
    "kanji ages": "十一歳",
    "names in small letters": "will smith ",
    "small letters": "aa ",
    "lists of names": "Hope, ",
    "pupils": "小学二年生の",
    "little ones": "little Emil ",
    "staff in a list": "Alice, ",
    "staff in a Japanese list": "田中、",
    "readings": "田中(たなか)",
    "telephones": "03-1234-5678 ",
    "houses": "Am Markt 5, ",
    "roads": "Aa Aa Road 5 ",
    "log-ins": "login: a/",
    "PINs": "PIN ",
    "homes": "lives near Aa ",
    "distances": "lives two minutes from ",
    "plates": "品川 300 あ ",
    "relations": "妻の由香が",
    "signed links": "https://a/?sig=",
    "hardware addresses": "00:1A:",
    "emphasis": "_Alice_ ",
    "foreign names": "ルーカス・",
    "long kanji names": "能登屋清兵衛",
    "blocks of Sapporo": "札幌市西区2条",
    "ranges": "revenue from 4 to 5 ",
    "streets": "17 Alder Grove ",
    "table cells": "氏名|年齢|田中|9\n",
    "tabs": "Name\tAge\n",
    "bars": "|",
    "children by name": "Mia, 8, Ben (9) ",
    "a day for children": "children's day Mia and Ben ",
    "ages in passing": "she is forty ",
    "illnesses": "diagnosed with colitis ",
    "codes of doors": "the door code is 4 ",
    "keys pressed": "enter 1234 at the ",
    "dials": "右に24、左に8、",
    "passphrases": "passphrase is a b ",
    "soft names": "ゆいちゃんと",
}
_LONG = {
    "digits": "1" * 100_000,
    "letters": "a" * 64_000,
    "kana": "あ" * 64_000,
    "turned and joined": "\u202ea\u200d\u2067田\u2069" * 8_000,
}


@pytest.mark.parametrize("text", _LONG.values(), ids=_LONG.keys())
def test_long_texts_without_a_space_are_read_in_bounded_time(
    text: str, context: ScanContext
) -> None:
    began = time.process_time()

    result = scan_text(text, context=context)

    assert time.process_time() - began < 10
    assert result.status is Status.OK


def test_every_block_of_unicode_is_read(context: ScanContext) -> None:
    chars = [chr(code) for code in range(0, 0x110000, 0x400)]
    text = " ".join(f"{char}田中さん{char}@a{char}1" for char in chars)

    result = scan_text(text, context=context)

    assert result.status is Status.OK
    names = [f for f in result.findings if f.rule == "person_employee.addressed"]
    assert all(text[f.start : f.end] == "田中" for f in names)
    assert len(names) > len(chars) * 0.8  # no name runs on in kanji


@pytest.mark.parametrize("unit", _WORST.values(), ids=_WORST.keys())
def test_the_worst_texts_are_read_in_bounded_time(unit: str, context: ScanContext) -> None:
    text = unit * (_SIZE // len(unit))
    scan_text(unit, context=context)  # lists and rules are read once, whatever the text
    began = time.process_time()

    result = scan_text(text, context=context)

    assert time.process_time() - began < _LIMIT
    assert result.status is Status.OK
    assert all(0 <= f.start < f.end <= len(text) for f in result.findings)


@pytest.mark.slow
def test_a_megabyte_is_read_in_time_that_grows_with_its_length(context: ScanContext) -> None:
    text = "".join(sample.text for sample in read_samples(POSTS))
    text = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    began = time.process_time()

    result = scan_text(text, context=context)

    assert time.process_time() - began < 60
    assert result.status is Status.OK
    assert result.findings[-1].rule == "check_failed.too_many"


_PIECES = st.sampled_from(
    ["田中", "太郎", "さん", "森", "Alice", " Johnson", "@", ".", "example.com", "090-1234-5678",
     "http://", "wiki.corp.local", "<b>", "</b>", "&#64;", "%40", "password: ", "\u200b", "\ud800",
     "😀", "𠮷", "「", "」と話す", "うつ病", "the only ", "woman ", "office", "4111 1111 1111 1111",
     "マイナンバー", "123456789018", "born ", "1990", "歳", "42", "東京都", "渋谷区", "1-2-3", "\n",
     " ", "ﾞ", "ｶ", "e\u0301", "①", "社外秘", "売上", "12億円", "<!--", "-->", "href='", "'"]
)  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(st.lists(st.one_of(_PIECES, st.text(st.characters(), max_size=6)), max_size=14))
def test_any_mixture_gives_spans_inside_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    context = ScanContext(key=b"k")

    for result in (scan_text(text, context=context), scan_html(text, context=context)):
        assert result.status is Status.OK
        assert all(0 <= f.start < f.end <= len(text) for f in result.findings)
        assert result == type(result)(**{n: getattr(result, n) for n in result.__slots__})


@settings(deadline=None, max_examples=30)
@given(st.lists(_PIECES, max_size=10))
def test_the_same_text_gives_the_same_findings(pieces: list[str]) -> None:
    surfaces = [("title", "".join(pieces[:3])), ("body", "".join(pieces))]
    context = ScanContext(key=b"k")

    assert scan_surfaces(surfaces, context=context) == scan_surfaces(surfaces, context=context)
