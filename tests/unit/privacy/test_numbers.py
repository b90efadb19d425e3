"""Numbers with check digits or labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.privacy import check_digits
from syndicate.privacy.directory import Directory
from syndicate.privacy.scan import ScanContext

from .looking import findings, quotes, rules

MY_NUMBER = "123456789018"


@pytest.mark.parametrize(
    "number",
    ["4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "3530111333300000",
     "6011111111111117", "30569309025904", "6200000000000005", "２２２３００３１２２００３２２２"],
)  # fmt: skip
def test_a_card_number_is_found_and_kept_masked(number: str) -> None:
    (found,) = [f for f in findings(f"カード番号は{number}です") if f.kind == "card"]

    assert found.quote_masked.startswith("••••")
    assert number[-4:] not in {found.quote_masked, ""}
    assert number not in str(found.as_json())


@pytest.mark.parametrize(
    "text",
    [
        "card 4111111111111112 fails its check digit",
        "1111 1111 1111 1111",
        "snowflake 4111111111111111234",
        "注文番号4111111111111111",
        "id 4111111111111111-abc",
        "uuid 41111111-1111-4111-8111-111111111111",
        "0000000000000000",
        "4111 1111 1111 1111 1111 1111x",
        "9876543210987654",
    ],
)
def test_other_long_numbers_are_no_cards(text: str) -> None:
    assert quotes(text, "card") == []


def test_a_card_is_found_beside_its_expiry_date() -> None:
    assert quotes("4111 1111 1111 1111 12/28 123", "card") == ["4111 1111 1111 1111"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"マイナンバーは{MY_NUMBER}です", "my_number.labelled"),
        ("個人番号 1234-5678-9018", "my_number.labelled"),
        ("My Number: １２３４ ５６７８ ９０１８", "my_number.labelled"),
        ("マイナンバー\n1234 5678 9018", "my_number.labelled"),
        (f"番号{MY_NUMBER}を控えた", "my_number.unlabelled"),
        ("マイナンバーは123456789012です", "my_number.mistyped"),
    ],
)
def test_a_my_number_is_judged_by_its_check_digit_and_its_label(text: str, rule: str) -> None:
    (found,) = [f for f in findings(text) if f.kind == "my_number"]

    assert found.rule == rule
    assert found.quote_masked == "••••"


@pytest.mark.parametrize(
    "text",
    [
        "マイナンバーの提出は注文番号202610160001のあとで",
        "注文番号123456789018",
        "カード 1234 5678 9018 2345",
        "123456789012",
        "https://example.com/x/123456789018",
        "1234567890182",
    ],
)
def test_a_number_called_something_else_is_no_my_number(text: str) -> None:
    assert quotes(text, "my_number") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("北都銀行 札幌支店 普通 1234567", "1234567"),
        ("三菱UFJ銀行本店（当座）7654321", "7654321"),
        ("普通預金口座 1234567 へ", "1234567"),
        ("記号12345 番号12345678", "12345 番号12345678"),
        ("IBAN GB29 NWBK 6016 1331 9268 19.", "GB29 NWBK 6016 1331 9268 19"),
        ("DE89370400440532013000", "DE89370400440532013000"),
        ("account number 12345678", "12345678"),
        ("routing 021000021", "021000021"),
        ("sort code 12-34-56", "12-34-56"),
    ],
)
def test_a_bank_account_is_found_by_its_words_or_check_digits(text: str, number: str) -> None:
    assert quotes(text, "bank") == [number]


@pytest.mark.parametrize(
    "text",
    ["GB29 NWBK 6016 1331 9268 18", "1234567", "銀行で1234567枚の紙を使う係", "routing 123456789"],
)
def test_bare_digits_are_no_bank_account(text: str) -> None:
    assert "bank.iban" not in rules(text)
    if "銀行" not in text:
        assert quotes(text, "bank") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("パスポート番号はTK1234567です", "TK1234567"),
        ("passport no. 512345678", "512345678"),
        ("運転免許証 301234567890", "301234567890"),
        ("基礎年金番号 1234-567890", "1234-567890"),
        ("健康保険証の番号 12345678", "12345678"),
        ("在留カードAB12345678CD", "AB12345678CD"),
        ("SSN 536-90-4399", "536-90-4399"),
        ("536-90-4399 was on the form", "536-90-4399"),
        ("NI number AB 12 34 56 C", "AB 12 34 56 C"),
        ("driving licence MORGA657054SM9IJ", "MORGA657054SM9IJ"),
    ],
)
def test_identity_numbers_are_found_by_label_or_shape(text: str, number: str) -> None:
    assert quotes(text, "government_id") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "order 536-90-4399",
        "000-12-3456",
        "TK1234567 is a part",
        "the passport office opens in 2026",
        "免許皆伝",
        "version AB12",
    ],
)
def test_numbers_without_a_label_are_no_identity_numbers(text: str) -> None:
    assert quotes(text, "government_id") == []


def test_a_corporate_number_is_for_information() -> None:
    (found,) = findings("法人番号 7000012050002")

    assert (found.rule, found.severity) == ("government_id.corporate_number", "info")
    assert rules("インボイスT7000012050002") == ["government_id.corporate_number"]
    assert findings("法人番号 1000012050002") == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("E012345 が担当", "employee_id.directory"),
        ("badge e012345", "employee_id.directory"),
        ("E999999 is new", "employee_id.pattern"),
        ("社員番号：AB-1234", "employee_id.labelled"),
        ("employee ID 00451", "employee_id.labelled"),
    ],
)
def test_employee_numbers_are_known_learned_or_labelled(
    text: str, rule: str, context: ScanContext
) -> None:
    assert rules(text, context) == [rule]


def test_short_bare_numbers_of_the_directory_need_their_word() -> None:
    rows = "family,employee_id\n森,4711\n林,123456\n原,ABC\n"
    context = ScanContext(directory=Directory.from_csv(rows), key=b"k")

    assert quotes("4711 bottles, ABC, order 123456", "employee_id", context) == []
    assert quotes("社員番号4711", "employee_id", context) == ["4711"]
    assert quotes("123456", "employee_id", context) == ["123456"]


@pytest.mark.parametrize("text", ["社員番号の桁数は2026年に増えた", "AE012345X", "E-012345"])
def test_other_codes_are_no_employee_numbers(text: str, context: ScanContext) -> None:
    assert quotes(text, "employee_id", context) == []


@given(st.text(alphabet="0123456789", min_size=11, max_size=11))
def test_exactly_one_check_digit_makes_a_my_number(first: str) -> None:
    right = [digit for digit in "0123456789" if check_digits.my_number(first + digit)]

    assert len(right) == (0 if len(set(first)) == 1 and first[0] in right else len(right))
    assert len(right) <= 1


@given(st.text(alphabet="0123456789", min_size=12, max_size=15))
def test_exactly_one_last_digit_passes_luhn(first: str) -> None:
    assert sum(check_digits.luhn(first + digit) for digit in "0123456789") == 1


def test_check_digits_of_published_examples() -> None:
    assert check_digits.iban("NL91ABNA0417164300")
    assert not check_digits.iban("NL91ABNA0417164301")
    assert not check_digits.iban("XX91ABNA0417164300")
    assert check_digits.routing_number("111000025")
    assert not check_digits.routing_number("000000000")
    assert not check_digits.us_social_security("666", "12", "3456")
    assert check_digits.corporate_number("7000012050002")
