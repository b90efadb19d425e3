"""Names as their owners and their readers write them."""

from __future__ import annotations

import pytest

from syndicate.models import DisplayOrder, User

FAMILY, GIVEN = DisplayOrder.FAMILY_FIRST, DisplayOrder.GIVEN_FIRST


@pytest.mark.parametrize(
    ("given", "family", "order", "shown"),
    [
        ("Alice", "Jones", GIVEN, "Alice Jones"),
        ("João", "Conceição", GIVEN, "João Conceição"),
        ("Øyvind", "Ås", GIVEN, "Øyvind Ås"),
        ("Анна", "Каренина", GIVEN, "Анна Каренина"),
        ("愛子", "田中", FAMILY, "田中愛子"),
        ("ひろみ", "佐々木", FAMILY, "佐々木ひろみ"),
        ("민준", "김", FAMILY, "김민준"),
        ("Aiko", "田中", FAMILY, "田中 Aiko"),
        ("Taro T.", "山田", FAMILY, "山田 Taro T."),
        ("愛子", "", FAMILY, "愛子"),
        ("", "Nagy", GIVEN, "Nagy"),
        ("", "", GIVEN, ""),
    ],
)
def test_only_east_asian_names_are_written_without_a_space(
    given: str, family: str, order: DisplayOrder, shown: str
) -> None:
    assert User(given=given, family=family, display_order=order).full_name == shown


def test_readers_of_english_see_the_latin_letters_of_an_east_asian_name() -> None:
    aiko = User(given="愛子", family="田中", display_order=FAMILY, romaji="TANAKA Aiko")
    joao = User(given="João", family="Conceição", display_order=GIVEN, romaji="Joao Conceicao")

    assert (aiko.name_in("en"), aiko.name_in("ja")) == ("TANAKA Aiko", "田中愛子")
    assert (joao.name_in("en"), joao.name_in("ja")) == ("João Conceição", "João Conceição")


def test_without_latin_letters_the_name_stands_as_it_is() -> None:
    aiko = User(given="愛子", family="田中", display_order=FAMILY, romaji="")

    assert aiko.name_in("en") == "田中愛子"
