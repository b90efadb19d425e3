"""Dates of birth and ages in words, in eras and in passing; years and limits that are neither."""

from __future__ import annotations

import pytest

from .looking import quotes


def told(text: str) -> list[str]:
    return quotes(text, "date_of_birth")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Greta Lindqvist turned forty last week.", "forty"),
        ("We celebrated her sixtieth birthday in the canteen.", "sixtieth"),
        ("He died at 81 after a short illness.", "81"),
        ("My grandmother passed away at the age of ninety-two.", "ninety-two"),
        ("She was born on the 3rd of May 1983.", "3rd of May 1983"),
        ("He was born on 3 May 1983 in Leeds.", "3 May 1983"),
        ("My birthday is 3/5, bring cake.", "3/5"),
        ("It is Greta Lindqvist's 50th birthday on Tuesday.", "50th"),
        ("She is in her mid-fifties? No: she is fifty-four.", "fifty-four"),
        ("He became a father at twenty-three.", "twenty-three"),
        ("Born in '85, she grew up with tapes.", "'85"),
        ("She is still climbing at 74.", "74"),
        ("Her birthday falls on 12 August.", "12 August"),
        ("He hits the big 4-0 on Friday, says his wife.", "big 4-0"),
        ("I'm 38 and have never driven a car.", "38"),
        ("I am thirty-one years old.", "thirty-one years old"),
        ("My boss is 57 today.", "57"),
        ("She was only 19 when she joined.", "19"),
        ("He'll be 60 in October.", "60"),
        ("Greta Lindqvist (b. 1974) paints.", "1974"),
        ("Date of birth: 3 May 1983", "3 May 1983"),
        ("DOB 03.05.1983, as on the form", "03.05.1983"),
        ("Happy birthday to Greta Lindqvist, who is now sixty!", "sixty"),
    ],
)
def test_a_birth_or_an_age_in_passing_is_found(text: str, part: str) -> None:
    assert any(part in one for one in told(text)), told(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("昭和58年5月3日生まれの高橋さん", "昭和58年5月3日"),
        ("生年月日はS58.5.3です。", "S58.5.3"),
        ("5月3日が誕生日です。", "5月3日"),
        ("私の誕生日は3/5です。", "3/5"),
        ("祖父は享年82でした。", "享年82"),
        ("木村さんが3月3日に還暦を迎えました。", "還暦"),
        ("父は去年古希を祝いました。", "古希"),
        ("1985年に札幌で生まれた木村さん", "1985年"),
        ("85年生まれの彼", "85年"),
        ("母は七十八歳になりました。", "七十八歳"),
        ("木村さんは今年40になる。", "40"),
        ("彼は42歳の厄年です。", "42歳"),
        ("彼女は37。まだまだこれからだ。", "37"),
        ("満60歳の誕生日を迎えた木村さん", "60歳"),
        ("木村さん（昭和51年生）", "昭和51年"),
        ("昭和五十三年生まれの父", "昭和五十三年"),
        ("木村は五十路を迎えました。彼は今年で五十歳。", "五十歳"),
        ("誕生日：1990/05/03", "1990/05/03"),
        ("六月三十日生まれの彼女", "六月三十日"),
        ("平成7年5月生まれ、木村です。", "平成7年5月"),
        ("本日、木村さんは三十歳の誕生日です。", "三十歳"),
        ("木村さん、アラフォーどころか実は四十五歳。", "四十五歳"),
    ],
)
def test_a_birth_or_an_age_in_passing_is_found_in_japanese(text: str, part: str) -> None:
    assert any(part in one for one in told(text)), told(text)


@pytest.mark.parametrize(
    "text",
    [
        "She joined in 1998 and has never left.",
        "Our company was founded in 1974; he came in 1998.",
        "The idea was born on 3 May 2015.",
        "Anyone aged 40 or over can book a check-up.",
        "Employees over 55 may work part-time.",
        "You must be 18 to drink at the party.",
        "The scheme is for people aged 18 to 25.",
        "Tickets for children under 12 are free, says our manager.",
        "The retirement age is 67 for all employees.",
        "If you turned 50 this year, you are entitled to a health check.",
        "A typical user is 34 years old.",
        "Our persona Anna is a 35-year-old nurse.",
        "She ran it in 38 minutes.",
        "He scored 52, a record.",
        "Her team is 12 now.",
        "She was number 7 on the list.",
        "I'm 90% sure.",
        "He is 20 minutes late.",
        "The office celebrates its tenth birthday.",
        "My train leaves at 18.",
        "She arrived at 19 and left at 23.",
        "He was at 30 metres when the line went.",
        "The product's fifth birthday is on 3 May.",
        "My boss says the team turned forty.",
        "On the Council's 50th birthday",
        "Sales reached 40 on Monday.",
    ],
)
def test_years_of_joining_limits_and_numbers_are_no_births(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "2015年入社の木村さん",
        "木村さんは2015年に入社し、2018年に異動しました。",
        "当社は1974年に生まれました。",
        "35歳以上の社員が対象です。",
        "満60歳で定年となります。",
        "65歳まで働ける制度です。",
        "40歳の節目検診を会社が補助します。",
        "お子さんが3歳になるまで時短勤務ができます。",
        "18歳未満の方は参加できません。",
        "平均年齢は38歳です。",
        "想定ユーザーは34歳の会社員です。",
        "創業40年を迎えました。",
        "入社3年目の木村さん",
        "会社の誕生日は5月3日です。",
        "彼女は37番の席です。",
        "彼は40分遅れた。",
        "彼は37分で走った。",
        "20歳から参加できます。",
        "40歳、45歳、50歳の社員に休暇を付与します。",
        "製品が生まれた2015年",
        "対象年齢は6歳です。",
        "勤続30年の木村さん",
    ],
)
def test_years_of_joining_limits_and_numbers_are_no_births_in_japanese(text: str) -> None:
    assert told(text) == []


def test_a_year_of_joining_beside_a_year_of_birth_is_left_alone() -> None:
    assert told("木村さんは1990年生まれ、2015年入社です。") == ["1990年"]
    assert told("Born in 1990, she joined us in 2015.") == ["1990"]
    assert told("She was born in 1990 and hired in 2015.") == ["1990"]


@pytest.mark.parametrize(
    "text",
    [
        "昭和40年生まれのプレス機が今も現役です。",
        "1985年生まれのロングセラー商品を社員が紹介します。",
        "会社は今年で20歳。社員みんなで祝いました。",
        "60歳定年後も70歳までの継続雇用制度があります。",
        "30歳から39歳の社員が最も多いです。",
        "40歳時点の平均年収を公表しています。",
        "満35歳になった年度から人間ドックを受けられます。社員証をお持ちください。",
        "扶養家族が23歳になる年まで手当を支給します。",
        "20歳の学生でもわかる説明を心がけています。",
        "誕生日休暇は入社した年の4月1日から使えます。",
        "誕生日クーポンを3月5日に配布します。",
        "2月29日生まれの社員は2月28日に休暇を取れます。",
        "A 40-year-old could use it too, says our manager.",
        "Any 60-year-old employee can apply.",
        "Our birthday vouchers are sent on 3 May to all employees.",
        "The birthday party for the office is on 12 July.",
    ],
)
def test_what_is_said_of_machines_and_of_everybody_is_nobodys(text: str) -> None:
    assert told(text) == []
