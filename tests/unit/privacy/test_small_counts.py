"""Descriptions that fit one or two people only, and counts of things."""

from __future__ import annotations

import pytest

from syndicate.privacy.scan import ScanContext

from .looking import findings, quotes


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("She is the only woman on the night shift.", "only woman"),
        ("The first female engineer in Sapporo starts on Monday.", "first female engineer"),
        ("Our two Muslims in Support fast this month.", "two Muslims"),
        ("The one wheelchair user in the Leeds office helped us.", "one wheelchair user"),
        ("He is the sole Brazilian in accounting.", "sole Brazilian"),
        ("Our only Ukrainian colleague cooked borscht.", "only Ukrainian colleague"),
        ("The team's only mother of twins left early.", "only mother"),
        ("She was the first woman to lead the Hull plant.", "first woman"),
        (
            "As the only non-native speaker in the department, I had doubts.",
            "only non-native speaker",
        ),
        ("He is the single blind developer we have in the company.", "single blind developer"),
        ("Of the three women in the lab, two are on leave.", "three women in the lab"),
        ("The oldest employee in the Cork office retires.", "oldest employee"),
        ("There are just two men in the HR team.", "two men in the HR team"),
        ("The only one of us with a hearing aid in the Bergen office built it.", "only one"),
        ("Our first trans manager wrote this.", "first trans manager"),
        ("The youngest person ever to join our board is 27.", "youngest person"),
        ("our only left-handed welder in the workshop", "only left-handed welder"),
        ("The one vegan in Payroll asked for tofu.", "one vegan"),
        ("the company's first Black director", "first Black director"),
        ("One of only four women in the warehouse, she drives the crane.", "only four women"),
    ],
)
def test_a_description_of_few_is_found(text: str, part: str) -> None:
    assert any(part in one for one in quotes(text, "small_count")), findings(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("彼女は仙台支店で唯一の女性です。", "唯一の女性"),
        ("当社初の外国人役員が就任しました。", "初の外国人役員"),
        ("工場で最年少の班長になりました。", "最年少の班長"),
        ("開発部にたった一人しかいない女性エンジニア", "たった一人"),
        ("営業所では女性は彼女だけです。", "女性は彼女だけ"),
        ("経理課のただ一人のパパ育休取得者です。", "ただ一人"),
        ("製造部に二人しかいない外国籍社員の一人", "二人しかいない外国籍"),
        ("全社で一人だけの車椅子ユーザーです。", "一人だけ"),
        ("男性は私一人の総務チームです。", "男性は私一人"),
        ("支社初の女性支店長", "初の女性支店長"),
        ("社内唯一の聴覚障がいのあるデザイナー", "唯一の聴覚障"),
        ("研究所で最高齢の研究員", "最高齢の研究員"),
        ("札幌で初めての女性営業", "初めての女性営業"),
        ("チームで唯一ムスリムの彼", "唯一ムスリム"),
        ("部署で紅一点の彼女", "紅一点"),
        ("物流センター史上最年少の主任", "最年少の主任"),
        ("女性が一人だけの保守チーム", "女性が一人だけ"),
        ("チームに2名いるベトナム人メンバー", "2名いるベトナム人"),
        ("店舗で唯一の高卒社員", "唯一の高卒社員"),
        ("情シス部門でただ一人、育休を取った男性", "ただ一人"),
    ],
)
def test_a_description_of_few_is_found_in_japanese(text: str, part: str) -> None:
    assert any(part in one for one in quotes(text, "small_count")), findings(text)


@pytest.mark.parametrize(
    "text",
    [
        "The first woman in space visited no office of ours.",
        "The only thing a manager can do is listen.",
        "The two main engineers of change are time and money.",
        "Our first office in Japan opened in 1998.",
        "The one team building you must not miss",
        "The only German office with a rooftop",
        "The first Japanese version of the product for our team",
        "Our youngest product line and the oldest machine in the plant",
        "Two women and forty men ran the relay at the company picnic.",
        "The first hundred employees get a mug.",
        "Only managers can approve this.",
        "We are the first company to offer it.",
        "the only French restaurant near the office",
        "The single biggest risk for the team",
        "Our only client in Brazil renewed the contract with the sales team.",
    ],
)
def test_counts_of_things_are_left_alone(text: str) -> None:
    assert quotes(text, "small_count") == []


@pytest.mark.parametrize(
    "text",
    [
        "唯一の課題は会議室の数です。",
        "当社初の女性向け商品をチームで開発しました。",
        "日本初の工場見学ツアー",
        "初めての方も社内イベントへどうぞ。",
        "最年少でも参加できる社内大会",
        "唯一無二のチームです。",
        "女性社員が一人でも多く活躍できる会社へ",
        "一人だけの時間も大切にする社員食堂",
        "外国人観光客が初の来店、店舗は大忙し",
        "女性は全社員の4割です。",
        "初の男性用育休ハンドブックを人事チームが作成",
        "社員は一人だけでも申し込めます。",
    ],
)
def test_counts_of_things_are_left_alone_in_japanese(text: str) -> None:
    assert quotes(text, "small_count") == []


@pytest.mark.parametrize(
    "text",
    [
        "the two women in the Berlin office",
        "札幌支店に二人しかいない女性",
        "福岡オフィスで女性は彼女だけ",
    ],
)
def test_a_description_blocks_when_the_office_is_small(text: str, context: ScanContext) -> None:
    found = [f for f in findings(text, context) if f.kind == "small_count"]

    assert [f.rule.partition(".")[2] for f in found] in (["below_k"], ["described"])
