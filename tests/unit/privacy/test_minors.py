"""Children called by name: visitors, pupils, brothers and sisters, and those named again."""

from __future__ import annotations

import pytest

from syndicate.privacy.scan import ScanContext, scan_surfaces

from .looking import findings, quotes


def children(text: str, context: ScanContext | None = None) -> list[str]:
    return quotes(text, "minor", context)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mia, 8, asked why the robot has no face.", ["Mia"]),
        ("Ben (9) and Zoe (11) built a bridge.", ["Ben", "Zoe"]),
        ("Leo, seven, wanted to know who cleans the lab.", ["Leo"]),
        ("Amara is 6 and already better at chess than I am.", ["Amara"]),
        ("Harriet, aged ten, pressed every button.", ["Harriet"]),
        ("Our youngest guest, Ida, who is four, fell asleep on the sofa.", ["Ida"]),
        ("Year 4 pupils Mia and Noah won the paper-plane contest.", ["Mia", "Noah"]),
        ("Oliver from Year 6 asked the best question.", ["Oliver"]),
        ("Freya, a Year 10 student, spent a week with us.", ["Freya"]),
        ("Our work experience student Callum rewired the demo board.", ["Callum"]),
        ("We had two work-experience pupils this week, Ruby and Archie.", ["Ruby", "Archie"]),
        ("The 15-year-old trainee Jonas soldered his first board.", ["Jonas"]),
        ("Eight-year-old twins Max and Nina ran the stall.", ["Max", "Nina"]),
        ("Take Your Child to Work Day: Ella drew a robot, Sam ate three muffins.", ["Ella", "Sam"]),
        ("At the children's day on Friday Tilda painted the wall. Later Tilda cried.",
         ["Tilda", "Tilda"]),
        ("She came with her little brother Ben.", ["Ben"]),
        ("Poppy (6) came along. Poppy's big sister Edie stayed at home.", ["Poppy", "Edie"]),
        ("Mia, 8, asked first. When we left, Mia waved.", ["Mia", "Mia"]),
        ("Primary school class 3b visited us; Lena and Emil liked the crane.", ["Lena", "Emil"]),
        ("Our baby arrived on Tuesday. We named him Felix.", ["Felix"]),
        ("Her kids, Otto and Greta, came too.", ["Otto and Greta"]),
        ("Schoolboy Arjun beat everybody at table tennis.", ["Arjun"]),
        ("Sophie, our 16-year-old apprentice, wrote this.", ["Sophie"]),
        ("The winners were Isla (Year 5) and Mohammed (Year 6).", ["Isla", "Mohammed"]),
        ("Nora is in third grade and wants to be an engineer.", ["Nora"]),
    ],
)  # fmt: skip
def test_a_child_called_by_name_is_found(text: str, names: list[str]) -> None:
    found = children(text)

    assert all(sum(name in one for one in found) >= names.count(name) for name in names), found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("職場体験に来てくれた蓮くんと陽菜ちゃんが、はんだ付けに挑戦しました。", ["蓮", "陽菜"]),
        ("ファミリーデーの一番人気は、ゆいちゃんの描いたロボットでした。", ["ゆい"]),
        ("小学4年生の颯太くんが質問しました。帰りぎわ、颯太くんは手を振っていました。",
         ["颯太", "颯太"]),
        ("生徒の佐藤さんが、最後に感想を話してくれました。", ["佐藤"]),
        ("中学2年生の山田さん、高木さんの二人が一週間働きました。", ["山田", "高木"]),
        ("あかりちゃん、6歳。将来の夢は宇宙飛行士。", ["あかり"]),
        ("陸斗くんは9歳で、電車にとても詳しい。", ["陸斗"]),
        ("年長のひなちゃんがリボンを切りました。", ["ひな"]),
        ("小5のはるとくんが一番に手を挙げた。", ["はると"]),
        ("弟の湊くんも一緒に来ました。", ["湊"]),
        ("子ども参観日でした。結衣ちゃんが席に座って動きません。", ["結衣"]),
        ("先週、娘が生まれました。名前は「紬」です。", ["紬"]),
        ("結菜さん（小6）と大翔さん（小4）が表彰されました。", ["結菜", "大翔"]),
        ("保育園児のそうたくんから手紙が届きました。", ["そうた"]),
        ("こどもの日のイベントで、いつきくん、りおちゃん、めいちゃんが紙飛行機を飛ばしました。",
         ["いつき", "りお", "めい"]),
        ("高校生インターンの藤井さんが発表しました。", ["藤井"]),
        ("工場見学に来た児童の美月さんは、ずっとメモを取っていた。", ["美月"]),
        ("親子プログラミング教室では、ケントくんが初めてゲームを完成させた。", ["ケント"]),
        ("妹のさくらちゃん（4）は途中で眠ってしまいました。", ["さくら"]),
        ("夏休みの自由研究教室。悠真くんは水ロケットを作った。", ["悠真"]),
    ],
)  # fmt: skip
def test_a_child_called_by_name_is_found_in_japanese(text: str, names: list[str]) -> None:
    found = children(text)

    assert all(sum(name in one for one in found) >= names.count(name) for name in names), found


@pytest.mark.parametrize(
    "text",
    [
        "My son Tom, who works at a bank, fixed it.",
        "Our daughter Anna got married in June.",
        "His son Paul graduated from university last year.",
        "Her daughter, an engineer herself, visited.",
        "My grown-up son David lives in Leeds.",
        "Her son Mark, 34, took over the bakery.",
        "My daughter Claire and her husband came by.",
        "In March, 8, 9 and 10 were the days off.",
        "At Siemens, 12, maybe 15 people saw it.",
        "In Oslo, 8 of us met.",
        "Our brother company in Graz",
        "Room Berlin (8) and room Paris (12) are free.",
        "Release Falcon (9) is out.",
        "Little Italy is around the corner.",
        "Children's day is on Friday; Greta Lindqvist from the caterer sends the menu.",
        "The students of Stanford University visited.",
        "Kim, a PhD student, spoke about lasers.",
        "Terms of Year 2 are better.",
        "The child process named Worker (7) died.",
        "Chapter 4 (7) and Table Two (8)",
    ],
)
def test_adults_and_things_are_no_children(text: str) -> None:
    assert children(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "成人した息子の健太は東京で働いています。",
        "息子の健太は大学を卒業して就職しました。",
        "社会人の娘と旅行しました。",
        "長男の大輔が結婚しました。",
        "配膳ロボットのニャンくんが新しく来ました。",
        "職場体験の日も、案内ロボットのペッパーくんが大活躍。",
        "ファミリーデーではゆるキャラのこぐまくんと写真が撮れます。",
        "大学4年生の山本さんが内定しました。",
        "工学部の3年生の山本さんが内定しました。",
        "新製品の名前は「紬」です。",
        "大学院2年生のインターン、佐野さん",
        "おばあちゃんのレシピで肉じゃが",
        "子ども食堂に寄付しました。",
        "会社の看板犬のモモちゃんは人気者です。",
        "佐藤くんの企画が通りました。",
        "お子さんのいる社員が使える制度です。",
        "愛車のミニちゃんで来ました。",
        "赤ちゃん用品の新商品",
        "小学校向けの教材を作っています。",
        "チャットボットのハルくんに聞いてください。",
        "入社3年生の田口さんが発表しました。",
        "高校の先生をしている兄の話",
    ],
)
def test_adults_and_mascots_are_no_children_in_japanese(text: str) -> None:
    assert children(text) == []


def test_a_child_named_in_the_title_is_known_in_the_text(context: ScanContext) -> None:
    surfaces = [("title", "Zuri, 9, explains magnets"), ("body", "Everybody listened to Zuri.")]

    found = scan_surfaces(surfaces, context=context).findings

    assert [(f.kind, f.surface) for f in found] == [("minor", "title"), ("minor", "body")]


def test_a_child_with_the_name_of_a_colleague_stays_a_colleague(context: ScanContext) -> None:
    text = "Children's day: Alice Johnson showed the lab."

    assert [f.kind for f in findings(text, context)] == ["person_employee"]


@pytest.mark.parametrize(
    "text",
    [
        "3歳のお子さんから入れる託児所です。社員専用です。",
        "小学生のお子さんがいる社員向けの休暇です。",
        "子どもが3歳になるまで時短勤務を選べます。",
        "Our robot dog Biscuit (3) got new legs.",
        "A course for parents of children aged 3 to 6",
    ],
)
def test_rules_about_anybodys_children_name_no_child(text: str) -> None:
    assert children(text) == []
