"""Figures, quotes, secrets, company terms, places, hidden characters."""

from __future__ import annotations

import pytest

from syndicate.privacy.scan import ScanContext

from .looking import findings, quotes, rules


@pytest.mark.parametrize(
    ("text", "figure", "rule"),
    [
        ("売上は12億円です", "12億円", "unreleased_figure.figure"),
        ("まだ社外秘ですが売上は12億円です", "12億円", "unreleased_figure.confidential"),
        ("来期は150名の採用を予算に入れた", "150名", "unreleased_figure.figure"),
        ("revenue of $12.5 million", "$12.5 million", "unreleased_figure.figure"),
        ("Under embargo: ARR grew 31%", "31%", "unreleased_figure.confidential"),
        ("headcount will be 420 people", "420 people", "unreleased_figure.figure"),
        ("営業利益は前年比３５％増", "３５％増", "unreleased_figure.figure"),
    ],
)
def test_a_business_figure_is_found(text: str, figure: str, rule: str) -> None:
    (found,) = [f for f in findings(text) if f.kind == "unreleased_figure"]

    assert (text[found.start : found.end], found.rule) == (figure, rule)


@pytest.mark.parametrize(
    "text",
    [
        "決算短信のとおり売上は12億円です",
        "revenue of $12 million, as announced",
        "the lunch cost 900円",
        "we ate 31% of the cake",
        "42.195 km and 3,400 commits",
        "売上を伸ばす三つの工夫",
    ],
)
def test_published_and_other_amounts_are_left_alone(text: str) -> None:
    assert quotes(text, "unreleased_figure") == []


@pytest.mark.parametrize(
    "text",
    [
        "「検品の時間が半分になりました」とお客様は話す。",
        "お客様から「本当に助かりました」とのお言葉。",
        "“We stopped printing labels twice” said our customer.",
        'Greta Lindqvist told us: "We stopped printing labels twice."',
    ],
)
def test_words_of_outsiders_are_found(text: str) -> None:
    assert len(quotes(text, "quote")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "「まず試してみること」が私たちの文化です。",
        "「次はもっとうまくやります」と田中さんは話す。",
        "「短い」とお客様は話す。",
        'the button says "Save and close" here',
        "“I was so nervous that day,” I said.",
        "「とても長い引用のような言葉です」という看板。",
        "「とても長い引用のような言葉です」と書いた札。",
    ],
)
def test_slogans_and_words_of_staff_are_no_third_party(text: str, context: ScanContext) -> None:
    assert quotes(text, "quote", context) == []


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_1234567890abcdefghijklmnopqrstuvwx12",
        "github_pat_11ABCDEFG0abcdefghijklmnop",
        "glpat-abcdefghij0123456789",
        "xoxb-123456789012-abcdefghijkl",
        "sk-proj-abcdefghijklmnopqrstuvwx",
        "sk_live_abcdefghijklmnop",
        "AIzaSyA1234567890abcdefghijklmnopqrstuv",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123_-",
        "npm_abcdefghijklmnopqrstuvwxyz0123456789",
        "https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXXXXXX",
    ],
)
def test_an_access_key_is_found_in_any_language_and_never_shown(secret: str) -> None:
    (found,) = [f for f in findings(f"これは{secret}です") if f.kind == "secret"]

    assert found.rule == "secret.key"
    assert secret not in str(found.as_json("ja"))
    assert len(found.quote_masked) <= 8


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password: hunter2x", "hunter2x"),
        ("パスワードはhokuto-2026!です", "hokuto-2026!"),
        ("パスワード：『ひみつ』ではなく", ""),
        ("暗証番号は4821", "4821"),
        ('api_key = "abcd-efgh-ijkl"', "abcd-efgh-ijkl"),
        ("DB_PASSWORD=s3cr3t", "s3cr3t"),
        ("postgres://app:S3cr3tPw9@db.example/x", "S3cr3tPw9"),
        ("Authorization: Bearer abc123def456", "abc123def456"),
        ("the password is tulip42, shh", "tulip42"),
        ("Wi-Fi: sunflower-2024!", "sunflower-2024!"),
    ],
)
def test_a_password_is_found_where_one_is_told(text: str, secret: str) -> None:
    assert quotes(text, "secret") == ([secret] if secret else [])


@pytest.mark.parametrize(
    "text",
    [
        "the password is required",
        "パスワードは定期的に変更してください",
        "password: ********",
        "password: <your password>",
        "token = os.environ['TOKEN']",
        "password=${DB_PASSWORD}",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "uuid 550e8400-e29b-41d4-a716-446655440000",
        "data:image/png;base64,iVBO/AKIAIOSFODNN7EXAMPLE+AKIAIOSFODNN7EXAMPLE==",
        "the key to success is 100% trust",
        "a token ring of 1989",
        "the password was 12 characters long",
        "secret santa is fun",
    ],
)
def test_talk_about_passwords_is_no_password(text: str) -> None:
    assert quotes(text, "secret") == []


def test_a_private_key_is_found_whole_and_when_cut_off() -> None:
    whole = "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----"

    assert quotes(f"x\n{whole}\ny", "secret") == [whole]
    assert quotes("-----BEGIN PRIVATE KEY----- ...", "secret") == ["-----BEGIN PRIVATE KEY-----"]


@pytest.mark.parametrize(
    ("text", "kind", "quote"),
    [
        ("PHOENIX ships", "codename", "PHOENIX"),
        ("project phoenix ships", "codename", "phoenix"),
        ("プロジェクト「phoenix」", "codename", "phoenix"),
        ("Ｐｈｏｅｎｉｘが動く", "codename", "Ｐｈｏｅｎｉｘ"),
        ("Project-Bluebird and", "codename", "Project-Bluebird"),
        ("ProjectBluebird", "codename", "ProjectBluebird"),
        ("かえで計画の話", "codename", "かえで計画"),
        ("北極星フーズの工場", "customer_company", "北極星フーズ"),
        ("㈱北極星フーズ", "customer_company", "㈱北極星フーズ"),
        ("山田電機株式会社へ", "customer_company", "山田電機株式会社"),
        ("山田電機さんへ", "customer_company", "山田電機"),
        ("Northwind Traders Inc. and", "customer_company", "Northwind Traders Inc."),
        ("northwind traders", "customer_company", "northwind traders"),
        ("Northwind called", "customer_company", "Northwind"),
    ],
)
def test_company_terms_are_found_however_written(
    text: str, kind: str, quote: str, context: ScanContext
) -> None:
    assert quotes(text, kind, context) == [quote]


@pytest.mark.parametrize(
    "text",
    ["a phoenix rises", "phoenixes", "Phoenixville", "楓の木"],
)
def test_words_that_only_contain_a_term_are_left_alone(text: str, context: ScanContext) -> None:
    assert [rule for rule in rules(text, context) if rule.startswith("codename")] == []


def test_allowed_words_silence_findings_but_never_secrets(context: ScanContext) -> None:
    assert rules("03-6000-1000または03(6000)1000", context) == []
    assert rules("東京都千代田区丸の内9-9-9", context) == []
    assert rules("press@hokuto.example", context) == []
    assert rules("https://status.hokuto-inc.co.jp/x", context) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("東京都渋谷区道玄坂1-2-3に", "東京都渋谷区道玄坂1-2-3"),
        ("〒150-0043 東京都渋谷区道玄坂１－２－３", "〒150-0043 東京都渋谷区道玄坂１－２－３"),
        ("札幌市中央区北1条西2丁目3-4", "札幌市中央区北1条西2丁目3-4"),
        ("京都府京都市中京区河原町通二条下る一丁目2番地", None),
        ("杉並区阿佐谷北二丁目十四番八号", "杉並区阿佐谷北二丁目十四番八号"),
        ("48 Maple Grove Road, London NW9 0AB", "48 Maple Grove Road, London NW9 0AB"),
        ("742 Evergreen Terrace, Springfield, IL 62704",
         "742 Evergreen Terrace, Springfield, IL 62704"),
        ("1600 Pennsylvania Ave.", "1600 Pennsylvania Ave."),
        ("P.O. Box 1234", "P.O. Box 1234"),
        ("Hauptstraße 12, 10827 Berlin", "Hauptstraße 12, 10827 Berlin"),
        ("1-2-3 Dogenzaka, Shibuya-ku, Tokyo 150-0043",
         "1-2-3 Dogenzaka, Shibuya-ku, Tokyo 150-0043"),
    ],
)  # fmt: skip
def test_an_address_down_to_the_house_is_found(text: str, address: str | None) -> None:
    found = quotes(text, "address")

    assert len(found) == 1
    assert address is None or found[0].rstrip() == address


@pytest.mark.parametrize(
    "text",
    [
        "東京都と京都府で開催",
        "渋谷区のオフィス",
        "札幌市の人口は1位",
        "Wall Street and 5 Star Drive fans",
        "the 2 Best Place to work awards",
        "10 Great Way to learn",
        "3 of us drove down Main Street",
        "100-2000",
    ],
)
def test_cities_and_phrases_are_no_address(text: str) -> None:
    assert quotes(text, "address") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("35.681236, 139.767125", "35.681236, 139.767125"),
        ("北緯35度41分22秒 東経139度41分30秒", "北緯35度41分22秒 東経139度41分30秒"),
        ("家は高円寺駅から徒歩5分", "高円寺駅から徒歩5分"),
        ("最寄り駅は高円寺駅です", "高円寺駅"),
        ("阿佐ヶ谷駅の近くに住んでいます", "阿佐ヶ谷駅の近く"),
        ("she lives near Koenji Station", "Koenji Station"),
        ("I live a 5-minute walk from Victoria Park", "5-minute walk from Victoria Park"),
    ],
)
def test_where_somebody_lives_is_found(text: str, place: str) -> None:
    assert quotes(text, "precise_location") == [place]


@pytest.mark.parametrize(
    "text",
    ["オフィスは渋谷駅から徒歩3分", "1.5, 2.3", "ratio 0.1234, 0.5678 of", "we live in London",
     "本社は東京駅の近く", "living near the edge"],
)  # fmt: skip
def test_offices_and_ratios_are_no_home(text: str) -> None:
    if not text.startswith("ratio"):
        assert quotes(text, "precise_location") == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("pass\u200bword", "invisible.characters"),
        ("abc\u202edef", "invisible.direction"),
        ("p\u0430ypal", "invisible.lookalike"),
        ("tag\U000e0041\U000e0042", "invisible.characters"),
        ("middle\ufeffmark", "invisible.characters"),
    ],
)
def test_what_nobody_sees_is_found(text: str, rule: str) -> None:
    assert rules(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffa mark at the start",
        "👨\u200d👩\u200d👧 and ❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "葛\U000e0100飾",
        "5 μm and Δt of the αβ test",
        "Привет, мир",
        "می\u200cخواهم",
        "👩🏽\u200d💻",
    ],
)
def test_joiners_of_emoji_and_scripts_are_left_alone(text: str) -> None:
    assert [rule for rule in rules(text) if rule.startswith("invisible")] == []
