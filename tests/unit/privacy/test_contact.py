"""E-mail addresses, telephone numbers, accounts."""

from __future__ import annotations

import pytest

from syndicate.privacy.scan import ScanContext

from .looking import findings, quotes, rules


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Write to jane.doe@example.com today.", "jane.doe@example.com"),
        ("私のemailはtaro@example.co.jpです。", "taro@example.co.jp"),
        ("宛先：ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐまで", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ"),
        ("mail jane [at] example [dot] com", "jane [at] example [dot] com"),
        ("jane(at)example.com", "jane(at)example.com"),
        ("taro（アット）example.jp へ", "taro（アット）example.jp"),
        ("taro★example.jpに送る", "taro★example.jp"),
        ("jane dot doe at example dot com, as a spell", "jane dot doe at example dot com"),
        ("j@ne? no: o'neil+news@mail.example.org.", "o'neil+news@mail.example.org"),
        ("ta\u200bro@example.com", "ta\u200bro@example.com"),
    ],
)
def test_an_address_is_found_however_it_is_written(text: str, address: str) -> None:
    assert quotes(text, "email") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "install package@1.2.3 and react@next",
        "use logo@2x.png and icon@3x.webp",
        "clone git@github.com:hokuto/scanner.git",
        "actions/checkout@v4 and @types/node",
        "meet at example dot the point",
        "価格は10@100円",
        "the @pytest.fixture decorator",
    ],
)
def test_what_only_looks_like_an_address_is_left_alone(text: str) -> None:
    assert quotes(text, "email") == []


def test_a_team_mailbox_is_a_warning_and_a_disguise_blocks() -> None:
    assert rules("info@example.com") == ["email.role"]
    assert rules("jane (at) example.com") == ["email.disguised"]


def test_the_address_of_a_member_of_staff_names_them(context: ScanContext) -> None:
    (found,) = findings("Taro.Tanaka@hokuto.example", context)

    assert found.subject == "taro.tanaka@hokuto.example"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("電話は03-1234-5678です", "03-1234-5678"),
        ("携帯０９０－１２３４－５６７８まで", "０９０－１２３４－５６７８"),
        ("０９０ー１２３４ー５６７８", "０９０ー１２３４ー５６７８"),
        ("tel 090 1234 5678", "090 1234 5678"),
        ("連絡先09012345678", "09012345678"),
        ("(03) 1234-5678 is the desk", "(03) 1234-5678"),
        ("call (415) 555-0132.", "(415) 555-0132"),
        ("or 415-555-0132 after six", "415-555-0132"),
        ("+44 20 7946 0958 in London", "+44 20 7946 0958"),
        ("020 7946 0958 in London", "020 7946 0958"),
        ("+81-90-1234-5678", "+81-90-1234-5678"),
        ("0033 1 23 45 67 89", "0033 1 23 45 67 89"),
        ("Paris: 01 23 45 67 89", "01 23 45 67 89"),
        ("03-1234-5678（内線45）", "03-1234-5678（内線45）"),
        ("phone: 030 123456789", "030 123456789"),
        ("090-0000-0000に電話", "090-0000-0000"),
    ],
)
def test_a_telephone_number_is_found_in_the_shapes_of_its_country(text: str, number: str) -> None:
    assert quotes(text, "phone") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "version 3.11.4.2 of 2026-10-16",
        "注文番号 0312345678 を確認",
        "ケース番号090646460514の件",
        "ISBN 978-4-00-310101-8",
        "commit 0901234567890abc",
        "between 2019-2026 and 10:30-11:30",
        "https://example.com/items/09012345678",
        "id 550e8400-e29b-41d4-a716-446655440000",
        "0000-0000-0000 is a placeholder",
        "section 01-02-0003",
        "the tracking number 415-555-0132",
        "+999 1234 5678",
        "0033 is not a number",
        "11111111111",
    ],
)
def test_other_numbers_are_no_telephone_numbers(text: str) -> None:
    assert quotes(text, "phone") == []


def test_public_lines_are_for_information_and_extensions_warn() -> None:
    assert [(f.rule, f.severity) for f in findings("フリーダイヤル0120-123-456")] == [
        ("phone.public", "info")
    ]
    assert rules("内線4471まで") == ["phone.extension"]


def test_a_number_in_a_tel_link_is_found() -> None:
    assert quotes("tel:09012345678", "phone") == ["09012345678"]


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("ask @misaki.s about it", ["@misaki.s"]),
        ("thanks @jane_doe!", ["@jane_doe"]),
        ("@taroさんに聞く", ["@taro"]),
        ("ping <@U012ABCDEF>", ["<@U012ABCDEF>"]),
        ("ttanaka pushed the fix", ["ttanaka"]),
        ("user taro.tanaka logged in", ["taro.tanaka"]),
        ("see #proj-phoenix-dev", ["#proj-phoenix-dev"]),
        ("#営業-全体 に投稿", ["#営業-全体"]),
        ("<#C012ABCDEF|random>", ["<#C012ABCDEF|random>"]),
    ],
)
def test_accounts_and_channels_are_found(
    text: str, handles: list[str], context: ScanContext
) -> None:
    assert quotes(text, "handle", context) == handles


@pytest.mark.parametrize(
    "text",
    [
        "@property\ndef name(self): ...",
        "use @app.route('/') and @Override",
        "install @types/node",
        "#engineering #採用 #life_at_hokuto2026x is fine? no: #opensource",
        "issue #1234 and colour #ff00aa",
        "@media (min-width: 600px)",
        "follow @nodejs",
        "@nodejs\nis on a line of its own",
        "call @deploy(x)",
        "users may grant hope",
        "hasegawa is a family name here",
    ],
)
def test_decorators_hashtags_and_packages_are_no_accounts(text: str, context: ScanContext) -> None:
    found = [quote for quote in quotes(text, "handle", context) if "life_at" not in quote]

    assert found == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("受付（03-5555-0147）まで", "03-5555-0147"),
        ("受付は（03）5555-0147まで", "（03）5555-0147"),
    ],
)
def test_a_bracket_around_a_number_is_no_part_of_it(text: str, number: str) -> None:
    assert quotes(text, "phone") == [number]
