"""Names: staff in every spelling, others by how they are addressed, and what only looks so."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from syndicate.privacy.directory import Directory
from syndicate.privacy.scan import ScanContext, scan_surfaces

from .looking import findings, quotes, rules


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("田中さんが来た", "田中"),
        ("田中太郎が来た", "田中太郎"),
        ("田中　太郎が来た", "田中　太郎"),
        ("たなかさんが来た", "たなか"),
        ("タナカさんが来た", "タナカ"),
        ("ﾀﾅｶさんが来た", "ﾀﾅｶ"),
        ("たなかたろうです", "たなかたろう"),
        ("営業部の田中です", "田中"),
        ("部長の高橋から", "高橋"),
        ("髙橋部長が来た", "髙橋"),
        ("渡辺由美の写真", "渡辺由美"),
        ("渡邉さん", "渡邉"),
        ("吉田さん", "吉田"),
        ("担当：森", "森"),
        ("長谷川が言った", "長谷川"),
        ("太郎くんが来た", "太郎"),
        ("Taro Tanaka came", "Taro Tanaka"),
        ("TANAKA Taro came", "TANAKA Taro"),
        ("Tanaka, Taro", "Tanaka, Taro"),
        ("Tanaka-san came", "Tanaka"),
        ("tanaka-san came", "tanaka"),
        ("Mr. Tanaka came", "Tanaka"),
        ("T. Tanaka came", "T. Tanaka"),
        ("Makoto Ōno spoke", "Makoto Ōno"),
        ("with Makoto Oono", "Makoto Oono"),
        ("Satou was not there, Yusuke Hasegawa was", "Yusuke Hasegawa"),
        ("met Alice Johnson", "Alice Johnson"),
        ("アリス・ジョンソンさん", "アリス・ジョンソン"),
        ("Alice J. said so", "Alice J."),
        ("Alice's talk", "Alice"),
        ("María García drew", "María García"),
        ("Maria Garcia drew", "Maria Garcia"),
        ("Jonas Müller and", "Jonas Müller"),
        ("ask O’Brien about it", "O’Brien"),
        ("Pieter van der Berg asked", "Pieter van der Berg"),
        ("Marcus T. Brown spoke", "Marcus T. Brown"),
        ("ＡＬＩＣＥ ＪＯＨＮＳＯＮ spoke", "ＡＬＩＣＥ ＪＯＨＮＳＯＮ"),
        ("Aliceさんの席", "Alice"),
    ],
)
def test_staff_are_found_in_every_spelling(text: str, name: str, context: ScanContext) -> None:
    assert [quote.rstrip(".") for quote in quotes(text, "person_employee", context)] == [
        name.rstrip(".")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "森の中を歩き、林を抜けて東へ向かう",
        "千葉県の山口駅から高橋町へ",
        "田中電機と渡辺製作所",
        "大野先の原っぱ、東の空",
        "竹田中央公園",
        "In May we will hope for rain; mark my words, may it come.",
        "May 5 is a holiday. Will it be sunny? I Hope So.",
        "Johnson Controls and Brown University",
        "a brown bear",
        "つもりさんかく",
        "https://example.com/tanaka/taro",
        "皆さん、お客様、仕様と模様、彼氏と氏名",
        "お疲れさん、娘さん、業者さん",
        "Grace under pressure. Rose garden. Mark Complete.",
        "王様と神様、お陰様で",
        "Customer Success said hello. Grace Period, Anna May",
        "自慢の森です。",
    ],
)
def test_words_places_and_companies_are_nobody(text: str, context: ScanContext) -> None:
    blocked = [
        (f.rule, text[f.start : f.end])
        for f in findings(text, context)
        if f.kind.startswith("person") and f.severity == "block"
    ]

    assert blocked == []


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        ("北極星の鈴木様から", "鈴木", "person_external.customer"),
        ("取引先の蓼沼さん", "蓼沼", "person_external.customer"),
        ("A社の田中様", "田中", "person_external.customer"),
        ("蓼沼さんが来た", "蓼沼", "person_external.addressed"),
        ("斉木健一氏が語る", "斉木健一", "person_external.addressed"),
        ("マリア・ロペスさん", "マリア・ロペス", "person_external.addressed"),
        ("桜庭です", "桜庭", "person_external.alone"),
        ("ひまりちゃん", "ひまり", "person_external.alone"),
        ("中村健太が優勝", "中村健太", "person_external.full_name"),
        ("中村 さくらが優勝", "中村 さくら", "person_external.full_name"),
        ("Dr. Helen Whitfield spoke", "Helen Whitfield", "person_external.addressed"),
        ("our customer Daniel wrote", "Daniel", "person_external.customer"),
        ("Greta Lindqvist runs it", "Greta Lindqvist", "person_external.full_name"),
        ("said Rebecca over lunch", "Rebecca", "person_external.alone"),
        ("Hope Williams sang", "Hope Williams", "person_external.full_name"),
        ("Kenjiさんと", "Kenji", "person_external.addressed"),
        ("ken-sanではなくkenjiさん", "kenji", "person_external.addressed"),
        ("Tanaka Hiroshi retired", "Tanaka Hiroshi", "person_external.full_name"),
        ("said Qabena Asantewo", "Qabena Asantewo", "person_external.alone"),
        ("Thyjss Verhoevig retired", "Thyjss Verhoevig", "person_external.alone"),
        ("said Kwabena Asante", "Kwabena Asante", "person_external.full_name"),
        ("in Turin Enrico Baldi spoke", "Enrico Baldi", "person_external.full_name"),
        ("Moderator: Ruby Quillfeather", "Ruby Quillfeather", "person_external.full_name"),
        ("and Yuki Hayama sang", "Yuki Hayama", "person_external.full_name"),
        ("it was Dragan who knew", "Dragan", "person_external.alone"),
        ("雨宮しおり、登壇", "雨宮しおり", "person_external.full_name"),
        ("安斎豪が話す", "安斎豪", "person_external.full_name"),
        ("ルーカス・ブラント、登壇", "ルーカス・ブラント", "person_external.full_name"),
        ("老舗の能登屋清兵衛さん", "能登屋清兵衛", "person_external.addressed"),
        ("with Sato in Osaka", "Sato", "person_external.alone"),
        ("王さんが来た", "王", "person_external.addressed"),
        ("勅使河原主任が来た", "勅使河原", "person_external.addressed"),
        ("営業担当佐久間さん", "佐久間", "person_external.addressed"),
        ("聞き手：山本", "山本", "person_external.alone"),
        ("our client Hope agreed", "Hope", "person_external.customer"),
    ],
)
def test_people_outside_the_directory_are_told_apart(
    text: str, name: str, rule: str, context: ScanContext
) -> None:
    found = {(f.rule, text[f.start : f.end]) for f in findings(text, context)}

    assert (rule, name) in found


def test_a_name_found_once_is_found_everywhere_with_its_subject(context: ScanContext) -> None:
    text = "森健一が話した。森はその後、現場に戻った。"

    found = [f for f in findings(text, context) if f.kind == "person_employee"]

    assert [text[f.start : f.end] for f in found] == ["森健一", "森"]
    assert {f.subject for f in found} == {"kenichi.mori@hokuto.example"}


def test_a_name_found_in_one_surface_is_known_in_the_others(context: ScanContext) -> None:
    result = scan_surfaces(
        [("title", "May wins the prize"), ("body", "May Chen from Berlin drew it.")],
        context=context,
    )

    assert [(f.surface, f.kind) for f in result.findings] == [
        ("title", "person_employee"),
        ("body", "person_employee"),
    ]


def test_an_outsider_named_once_is_found_by_family_name_alone() -> None:
    text = "Dr. Helen Whitfield came. Whitfield stayed for lunch."

    assert quotes(text, "person_external") == ["Helen Whitfield", "Whitfield"]


def test_a_shared_family_name_has_no_subject_until_the_whole_name_is_given() -> None:
    rows = "family,given,email\n佐藤,健,ken@example.com\n佐藤,花,hana@example.com\n"
    context = ScanContext(directory=Directory.from_csv(rows), key=b"k")

    (alone,) = findings("佐藤さんが来た", context)
    named = findings("佐藤花さんが来た。佐藤さんは笑った。", context)

    assert alone.subject is None
    assert named[0].subject == "hana@example.com"


@pytest.mark.parametrize("agreed", ["taro.tanaka@hokuto.example", "田中 太郎", "田中太郎"])
def test_a_person_who_agreed_is_only_for_information(context: ScanContext, agreed: str) -> None:
    consenting = replace(context, consented=frozenset([agreed]))

    (found,) = findings("田中太郎さんが来た", consenting)

    assert (found.rule, found.severity) == ("person_employee.consented", "info")
    assert rules("佐々木さんが来た", consenting) == ["person_employee.addressed"]


def test_an_outsider_who_agreed_is_only_for_information() -> None:
    context = ScanContext(key=b"k", consented=frozenset(["Greta Lindqvist"]))

    assert rules("Greta Lindqvist spoke", context) == ["person_external.consented"]


def test_one_person_keeps_one_label_and_another_gets_the_next(context: ScanContext) -> None:
    text = "田中太郎さんと佐々木さん。田中さんは笑った。"

    labels = [f.suggestion.replacement for f in findings(text, context)]

    assert labels == ["社員A", "社員B", "社員A"]


def test_a_directory_of_latin_names_only_is_no_trouble_in_japanese_text() -> None:
    context = ScanContext(directory=Directory.from_csv("family,given\nJohnson,Alice\n"), key=b"k")

    assert quotes("森の中のAlice Johnsonさん", "person_employee", context) == ["Alice Johnson"]


@pytest.mark.parametrize("text", ["たなかはなこが来た", "tanakahanako", "Hanako came"])
def test_names_without_a_space_are_found_as_they_are(text: str) -> None:
    rows = "family,given,kana,romaji\n,,たなかはなこ,\n,,,Hanako\n"
    context = ScanContext(directory=Directory.from_csv(rows), key=b"k")

    found = quotes(text, "person_employee", context)

    assert found == {"た": ["たなかはなこ"], "t": [], "H": ["Hanako"]}[text[0]]


def test_short_hiragana_names_need_a_title() -> None:
    rows = "family,given\nあい,そら\n"
    context = ScanContext(directory=Directory.from_csv(rows), key=b"k")

    assert quotes("あいがある。空とそら。", "person_employee", context) == []
    assert quotes("そらさんが来た", "person_employee", context) == ["そら"]
    assert quotes("あい そらです", "person_employee", context) == ["あい そら"]


def test_the_scan_loads_its_libraries_only_when_it_scans() -> None:
    script = (
        "import sys\nimport syndicate.app\nfrom syndicate.privacy import scan\n"
        "heavy = {'phonenumbers', 'ahocorasick'}\nassert not heavy & set(sys.modules)\n"
        "scan.scan_text('03-1234-5678', context=scan.ScanContext())\n"
        "assert heavy <= set(sys.modules)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("髙橋部長が話す", "person_employee.titled"),
        ("長谷川 主任から", "person_employee.titled"),
        ("部長の高橋から", "person_employee.addressed"),
        ("高橋さんが話す", "person_employee.addressed"),
        ("取引先の高橋部長", "person_external.customer"),
    ],
)
def test_a_title_behind_a_colleagues_name_is_a_hint_for_readers_outside(
    text: str, rule: str, context: ScanContext
) -> None:
    assert rules(text, context) == [rule]


def test_somebody_without_a_family_name_is_staff_by_the_whole_of_their_name() -> None:
    rows = "family,given,email\n,Nurul Aisyah,nurul@example.com\n"
    context = ScanContext(directory=Directory.from_csv(rows), key=b"k")

    [found] = scan_surfaces([("body", "We met Nurul Aisyah today.")], context=context).findings

    assert (found.rule, found.subject) == ("person_employee.full_name", "nurul@example.com")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("地元の農協さんと", "person_external.alone"),
        ("東京さんと呼ばれる支店", "person_external.alone"),
        ("隣の席のルンバちゃん", "person_external.alone"),
        ("桐生さんが来ました", "person_external.addressed"),
        ("マイケルさんが来ました", "person_external.addressed"),
        ("食堂のたか子さん", "person_external.addressed"),
    ],
)
def test_an_honorific_blocks_only_behind_what_some_list_calls_a_name(text: str, rule: str) -> None:
    assert rules(text) == [rule]
