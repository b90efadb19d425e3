"""The staff directory and the company's terms, as they are imported."""

from __future__ import annotations

import pytest

from syndicate.errors import Invalid
from syndicate.privacy.directory import Directory, Entry
from syndicate.privacy.kana import romaji_spellings
from syndicate.privacy.name_index import spell_entry
from syndicate.privacy.terms import Terms

HEADER = "family,given,kana,romaji,email,handle,employee_id,department,office\n"


def test_a_directory_is_read_with_any_column_but_one_name_empty() -> None:
    text = "\ufeff" + HEADER + '田中,太郎,,,,,,,\n\n,,,Alice Johnson,,,,"Sales, West",\n'

    directory = Directory.from_csv(text)

    assert [entry.full_name for entry in directory.entries] == ["田中 太郎", "Alice Johnson"]
    assert directory.entries[1].department == "Sales, West"
    assert directory.entries[0].key == "田中 太郎"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: the first line must be the header"),
        ("name,mail\n", "Line 1: the first line must be the header"),
        ("email,office\n", "Line 1: the first line must be the header"),
        ("family,family\n", "Line 1: the first line must be the header"),
        (HEADER + ",,,,a@b.example,,,,\n", "Line 2: a name is missing."),
        (HEADER + "田中,太郎,,,nomail,,,,\n", "Line 2: nomail is not an e-mail address."),
        (HEADER + "田中,,,,,,,,,\n", "Line 2 has 10 columns; the header has 9."),
        (HEADER + '田中,"太郎\nx,,,\n', "Line 2 is not CSV: check its quotation marks."),
        (HEADER + '"田\n中",,,,,,,,\n,,,,,,,,x\n', "Line 4: a name is missing."),
    ],
)
def test_a_wrong_directory_is_refused_with_the_line(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        Directory.from_csv(text)

    assert str(refused.value).startswith(sentence)


def test_every_wrong_line_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        Directory.from_csv(HEADER + ",,,,,,,,x\n田中,,,,bad,,,,\n" + ",,,,,,,,x\n" * 50)

    assert len(refused.value.problems) == 20
    assert refused.value.problems[1][0] == "line 3"


def test_a_shape_of_numbers_is_learned_only_from_several_with_letters() -> None:
    def shapes(*numbers: str) -> bool:
        entries = [Entry(family="x", employee_id=number) for number in numbers]
        return Directory(entries).index.id_shapes is not None

    assert shapes("AB-123", "AB-456")
    assert not shapes("AB-123")
    assert not shapes("12345", "67890")
    assert not shapes("A_123", "A_456")


def test_the_version_changes_with_any_entry() -> None:
    one = Directory([Entry("田中", "太郎")])

    assert one.version == Directory([Entry("田中", "太郎")]).version
    assert one.version != Directory([Entry("田中", "次郎")]).version
    assert Directory().version != one.version


@pytest.mark.parametrize(
    ("kana", "spelling"),
    [
        ("さとう", "sato"), ("さとう", "satou"), ("さとう", "satoh"), ("おおの", "ono"),
        ("おおの", "ohno"), ("しょうじ", "shoji"), ("しょうじ", "syozi"), ("つちや", "tsuchiya"),
        ("ほんま", "homma"), ("ほんま", "honma"), ("いっぺい", "ippei"), ("まっちゃ", "matcha"),
        ("ﾀﾅｶ", "tanaka"), ("ジェーン", "jeen"), ("ゆうき", "yuki"), ("きょうこ", "kyoko"),
    ],
)  # fmt: skip
def test_a_reading_has_all_its_usual_latin_spellings(kana: str, spelling: str) -> None:
    assert spelling in romaji_spellings(kana)


def test_what_is_not_kana_has_no_latin_spelling() -> None:
    assert romaji_spellings("田中") == frozenset()
    assert romaji_spellings("") == frozenset()


@pytest.mark.parametrize(
    ("romaji", "family", "given"),
    [
        ("Taro Tanaka", "tanaka", "taro"),
        ("TANAKA Taro", "tanaka", "taro"),
        ("Tanaka, Taro", "tanaka", "taro"),
        ("Tanaka Taro", "tanaka", "taro"),
        ("Jean-Luc Picard", "picard", "jean luc"),
        ("Tanaka", "", ""),
    ],
)
def test_the_family_name_is_told_in_either_order(romaji: str, family: str, given: str) -> None:
    kana = "たなか たろう" if "anaka" in romaji.lower() and "," not in romaji else ""

    families, givens = spell_entry(Entry(kana=kana, romaji=romaji))

    assert family in families | {""}
    assert given in givens | {""}


def test_terms_are_read_with_comments_and_empty_lines() -> None:
    terms = Terms.from_text("\ufeff# ours\n\ncodename\tPhoenix \ncodename\tカエデ\nallowed\tA\tB\n")

    assert terms.codename == ("Phoenix", "カエデ")
    assert terms.allowed == ("A\tB",)
    assert terms.version != Terms().version


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("codename Phoenix", "Line 1: write a kind, a tab and the term."),
        ("codename\tA\nnickname\tB", "Line 2: nickname is not a kind."),
        ("codename\t ", "Line 1: the term is missing."),
    ],
)
def test_a_wrong_term_is_refused_with_the_line(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        Terms.from_text(text)

    assert str(refused.value).startswith(sentence)
