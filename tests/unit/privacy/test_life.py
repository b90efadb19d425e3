"""Birth, age, children, special categories, descriptions of one person."""

from __future__ import annotations

import pytest

from syndicate.privacy.scan import ScanContext

from .looking import findings, quotes, rules


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1985年3月2日生まれの彼", "1985年3月2日"),
        ("生年月日：昭和55年3月2日", "昭和55年3月2日"),
        ("生年月日 S55.3.2", "S55.3.2"),
        ("誕生日は3月3日です", "3月3日"),
        ("平成元年生まれです", "平成元年"),
        ("S52.5.3生。", "S52.5.3"),
        ("佐久間さんは弊社の製品と同じ1990年生まれ", "1990年"),
        ("DOB: 03/04/1985", "03/04/1985"),
        ("She was born on March 3, 1990.", "March 3, 1990"),
        ("his birthday is 3rd of March", "3rd of March"),
        ("Maria, born 1990, leads us", "1990"),
        ("１９８５年生まれの社員", "１９８５年"),
    ],
)
def test_a_date_beside_birth_is_found(text: str, date: str) -> None:
    assert quotes(text, "date_of_birth") == [date]


@pytest.mark.parametrize(
    "text",
    [
        "The product was born in 2015.",
        "1996年に生まれた会社",
        "released on March 3, 1990",
        "the meeting of 2026-10-16",
        "サービスの誕生日は4月1日",
        "born to run",
        "20歳以上なら誰でも、18歳未満は不可",
        "平均年齢34歳、定年は65歳",
        "創業30歳の会社",
        "20歳から30歳まで",
        "our 30-year-old codebase",
        "a 12-year-old whisky",
        "the company is now 38 years old",
        "average 34 years old",
        "version 34, released",
        "ages 18 to 25",
        "第30歳",
        "aged 41 barrels",
        "the answer is 42.",
        "a 200 years old tree he planted",
    ],
)
def test_dates_and_ages_of_things_and_limits_are_left_alone(text: str) -> None:
    assert quotes(text, "date_of_birth") == []


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("鈴木さん（39歳）", "39歳"),
        ("34才の社員", "34才"),
        ("a 29-year-old engineer", "29-year-old"),
        ("She is 34 years old", "34 years old"),
        ("my colleague, aged 41, sings", "aged 41"),
        ("Greta Lindqvist turned 40 yesterday", "40"),
        ("he retired at 61.", "61"),
        ("Greta Lindqvist, 52, runs it", "52"),
        ("Greta Lindqvist (52) runs it", "52"),
        ("Greta Lindqvist is 52 and runs it", "52"),
        ("He was 52.", "52"),
        ("at the age of 52 Greta Lindqvist", "52"),
    ],
)
def test_the_age_of_a_person_is_found(text: str, age: str) -> None:
    assert quotes(text, "date_of_birth") == [age]


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("息子の健太くんが", "息子の健太"),
        ("長女のひまりちゃんも", "長女のひまり"),
        ("娘（5歳）と", "娘（5歳）"),
        ("小学3年生の娘が", "小学3年生の娘"),
        ("3歳の息子と", "3歳の息子"),
        ("息子は中央小学校に通う", "息子は中央小学校"),
        ("my son Leo started", "my son Leo"),
        ("Our 3-year-old daughter sings", "Our 3-year-old daughter"),
        ("Her daughter Emma (9) drew", "Her daughter Emma (9)"),
        ("our second grader kid", "our second grader kid"),
        ("His twins Max and Mia came", "His twins Max and Mia"),
        ("Their kids go to Hillside Primary School",
         "Their kids go to Hillside Primary School"),
    ],
)  # fmt: skip
def test_a_child_with_a_name_an_age_or_a_school_is_found(text: str, child: str) -> None:
    assert child in quotes(text, "minor")


@pytest.mark.parametrize(
    "text",
    [
        "the child process and its parent",
        "子プロセスと子会社",
        "子どもたちの歓声",
        "a daughter board",
        "son of a gun",
        "my son is 24",
        "息子（28歳）も社員です",
        "お子様ランチ",
        "families with children",
        "our children Monday to Friday",
        "子育て中の社員",
    ],
)
def test_children_nobody_can_recognise_are_left_alone(text: str) -> None:
    assert quotes(text, "minor") == []


def test_somebody_under_age_is_found() -> None:
    assert rules("17歳の彼がインターンに来た") == ["minor.age"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("佐藤さんはうつ病で休職した", "うつ病で休職"),
        ("妻が妊娠しました", "妊娠"),
        ("私はクリスチャンです", "クリスチャン"),
        ("彼は労働組合に入った", "労働組合"),
        ("She is pregnant.", "pregnant"),
        ("my depression came back", "depression"),
        ("He joined the union last year", "joined the union"),
        ("a colleague who is autistic", "autistic"),
        ("彼女はトランスジェンダーです", "トランスジェンダー"),
        ("同僚が逮捕された", "逮捕"),
    ],
)
def test_special_categories_block_beside_a_person(text: str, term: str) -> None:
    found = [f for f in findings(text) if f.kind == "special_category"]

    assert [(text[f.start : f.end], f.severity) for f in found] == [(term, "block")]


def test_special_categories_only_warn_where_nobody_is_meant() -> None:
    assert rules("Depression is common.") == ["special_category.mention"]
    assert rules("うつ病は身近な病気です。") == ["special_category.mention"]


def test_an_illness_that_is_only_a_subject_is_left_alone() -> None:
    assert rules("Cancer research matters.") == []
    assert rules("乳がん検診の費用を補助する制度") == []


@pytest.mark.parametrize(
    "text",
    [
        "健康経営と健康診断",
        "I like union types and SQL union all",
        "a healthy culture for me",
        "彼が直したシステム障害",
        "He fixed a race condition with one stroke width",
        "the European Union told him",
        "ハーフマラソンに社員が出た",
        "unionfs and cancerous? no: my keystroke",
    ],
)
def test_the_same_letters_with_another_meaning_are_left_alone(text: str) -> None:
    assert [
        f for f in findings(text) if f.kind == "special_category" and f.severity == "block"
    ] == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("the only woman in the Oslo office", "the only woman in the Oslo office"),
        ("our first female plant manager", "our first female plant manager"),
        ("one of two Brazilian engineers", "one of two Brazilian engineers"),
        ("唯一の女性エンジニア", "唯一の女性エンジニア"),
        ("青森支店でただ一人の外国籍社員", "青森支店でただ一人の外国籍社員"),
        ("最年少の部長", "最年少の部長"),
        ("the youngest director of the company", "the youngest director of the company"),
    ],
)
def test_a_description_of_one_person_is_found(text: str, quote: str) -> None:
    assert quotes(text, "small_count") == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "the only reason our team wins",
        "the first release of the team",
        "唯一の方法はチームで試すこと",
        "初のリリース、女性向けの製品",
        "the only way a manager can help",
        "the first woman on the moon",
        "the oldest trick",
    ],
)
def test_only_and_first_of_things_are_left_alone(text: str) -> None:
    assert quotes(text, "small_count") == []


def test_a_description_blocks_when_the_directory_knows_few_such_people(
    context: ScanContext,
) -> None:
    assert rules("福岡オフィスで唯一の女性社員", context) == ["small_count.below_k"]
    assert rules("the only woman in the Oslo office", context) == ["small_count.described"]
