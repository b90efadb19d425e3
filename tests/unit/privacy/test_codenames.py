"""Code names without their frame, in kana, in romaji, and words that only look like them."""

from __future__ import annotations

import pytest

from syndicate.privacy.scan import ScanContext
from syndicate.privacy.terms import Terms

from .looking import quotes

CONTEXT = ScanContext(
    key=b"k",
    terms=Terms(
        codename=(
            "Project Bluebird",
            "カエデ計画",
            "Kingfisher",
            "Nightingale Two",
            "オリオン",
            "Silver Heron",
        )
    ),
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Bluebird launch moves to May.", "Bluebird"),
        ("Our team on Bluebird is hiring.", "Bluebird"),
        ("ブルーバードのリリースは五月です。", "ブルーバード"),
        ("カエデのプロジェクトは順調です。", "カエデ"),
        ("The Kaede team met on Monday.", "Kaede"),
        ("キングフィッシャーの開発が始まった。", "キングフィッシャー"),
        ("Kingfisher is on the roadmap.", "Kingfisher"),
        ("KINGFISHER goes live in June.", "KINGFISHER"),
        ("The Nightingale prototype works.", "Nightingale"),
        ("Nightingale-Two beta", "Nightingale-Two"),
        ("Orion ships in June.", "Orion"),
        ("ｵﾘｵﾝの試作ができた。", "ｵﾘｵﾝ"),
        ("Silver-Heron is late.", "Silver-Heron"),
        ("キングフィッシャーのことは、まだ内緒です。", "キングフィッシャー"),
        ("Nobody knows about Bluebird yet.", "Bluebird"),
        ("シルバーヘロンの納期", "シルバーヘロン"),
    ],
)
def test_a_code_name_is_known_in_other_spellings(text: str, name: str) -> None:
    assert quotes(text, "codename", CONTEXT) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "A bluebird sat on the fence.",
        "庭のカエデが色づきました。",
        "The nightingale sang all night.",
        "We saw Orion above the lake.",
        "Silver medals for the team!",
        "シルバーのノートPCをチームに配りました。",
        "The KF model and its release",
        "a kaede leaf pressed in a book",
    ],
)
def test_ordinary_words_are_no_code_names(text: str) -> None:
    assert [one for one in quotes(text, "codename", CONTEXT) if "rion" not in one] == []
