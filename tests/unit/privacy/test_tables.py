"""Cells whose only cue is the heading of their column, or the first cell of their row."""

from __future__ import annotations

import pytest

from syndicate.privacy.scan import ScanContext, scan_html

from .looking import findings


def cells(text: str, context: ScanContext | None = None) -> list[tuple[str, str]]:
    """(kind, text) of what is found."""
    return [(f.kind.value, text[f.start : f.end]) for f in findings(text, context)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| 氏名 | 生年月日 |\n|---|---|\n| 斧田 奏 | 1988/4/2 |\n| 榛葉 玲 | H3.5.6 |",
         [("person_external", "斧田 奏"), ("date_of_birth", "1988/4/2"),
          ("person_external", "榛葉 玲"), ("date_of_birth", "H3.5.6")]),
        ("| Name | Birthday |\n|:--|--:|\n| Wren Ashdown | 3 May |\n| Tavi Oke | 12/8 |",
         [("person_external", "Wren Ashdown"), ("date_of_birth", "3 May"),
          ("person_external", "Tavi Oke"), ("date_of_birth", "12/8")]),
        ("氏名\t誕生日\n斧田奏\t4月2日\n榛葉玲\t12月30日",
         [("person_external", "斧田奏"), ("date_of_birth", "4月2日"),
          ("person_external", "榛葉玲"), ("date_of_birth", "12月30日")]),
        ("Name\tDOB\nWren Ashdown\t1988-04-02",
         [("person_external", "Wren Ashdown"), ("date_of_birth", "1988-04-02")]),
        ("｜氏名｜年齢｜\n｜斧田 奏｜38｜",
         [("person_external", "斧田 奏"), ("date_of_birth", "38")]),
        ("| Child | Age |\n|--|--|\n| Wrenna | 7 |\n| Tavi | 5 |",
         [("minor", "Wrenna"), ("minor", "7"), ("minor", "Tavi"), ("minor", "5")]),
        ("| お子さまのお名前 | 学年 |\n|--|--|\n| かなで | 小2 |", [("minor", "かなで")]),
        ("| 名前 | 学年 |\n|--|--|\n| かなで | 小2 |", [("minor", "かなで")]),
        ("| Name | School year |\n|--|--|\n| Wrenna | Year 4 |", [("minor", "Wrenna")]),
        ("| Employee | Allergies |\n|--|--|\n| Wren Ashdown | peanuts |\n| Tavi Oke | none |",
         [("person_external", "Wren Ashdown"), ("special_category", "peanuts"),
          ("person_external", "Tavi Oke")]),
        ("| 氏名 | 病名 | 国籍 |\n|--|--|--|\n| 斧田 奏 | 心疾患 | ペルー |",
         [("person_external", "斧田 奏"), ("special_category", "心疾患"),
          ("special_category", "ペルー")]),
        ("| 氏名 | 住所 |\n|--|--|\n| 斧田 奏 | 海老名市国分北3-40-1 |",
         [("person_external", "斧田 奏"), ("address", "海老名市国分北3-40-1")]),
        ("| 氏名 | 最寄り駅 |\n|--|--|\n| 斧田 奏 | 海老名 |",
         [("person_external", "斧田 奏"), ("precise_location", "海老名")]),
        ("| Attendee | Staff no. |\n|--|--|\n| Wren Ashdown | 40712 |",
         [("person_external", "Wren Ashdown"), ("employee_id", "40712")]),
        ("| System | Password |\n|--|--|\n| Wiki | tanuki-nabe |", [("secret", "tanuki-nabe")]),
        ("| 場所 | 暗証番号 |\n|--|--|\n| 倉庫 | 3391 |", [("secret", "3391")]),
        ("| 氏名 | 斧田 奏 |\n| 生年月日 | 1988/4/2 |",
         [("person_external", "斧田 奏"), ("date_of_birth", "1988/4/2")]),
        ("名前 | 部署\n--- | ---\n斧田さん | 開発部", [("person_external", "斧田")]),
        ("| No. | 氏名 | メモ |\n|--|--|--|\n| 1 | 斧田 奏 | 欠席 |\n| 2 |  |  |\n| 3 | 未定 | - |",
         [("person_external", "斧田 奏")]),
    ],
)  # fmt: skip
def test_a_cell_is_read_by_its_heading(text: str, expected: list[tuple[str, str]]) -> None:
    assert cells(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "| Name | Version |\n|--|--|\n| Falcon | 3 |\n| Blue Heron | 4 |",
        "| 名前 | 価格 |\n|--|--|\n| 竹の弁当箱 | 1200円 |",
        "| Feature | Age |\n|--|--|\n| Search | new |",
        "| Name | Team |\n|--|--|\n| TBD | Sales |\n| - | Design |",
        "| 担当 | 期日 |\n|--|--|\n| 営業部 | 4/2 |\n| 全員 | 5/1 |",
        "a | b and c | d",
        "| Date | Event |\n|--|--|\n| 3 May | Picnic |",
        "氏名\t生年月日",
        "| 氏名 | 生年月日 |\n|---|---|",
        "|||\n|||\n|",
        "| Allergies | Dish |\n|--|--|\n| none | Soup |",
        "| Password | Rule |\n|--|--|\n| - | at least 12 |",
        "grep name file | sort | uniq -c",
    ],
)
def test_tables_about_things_are_left_alone(text: str) -> None:
    assert cells(text) == []


def test_a_table_in_html_is_read_by_its_headings(context: ScanContext) -> None:
    html = (
        "<p>Our list</p><table><tr><th>Name</th><th>Birthday</th></tr>\n"
        "<tr><td>Wren Ashdown</td>\n<td>3 May</td></tr><tr><td>田中</td><td>1988/4/2</td></tr>"
        "</table><p>That is all of 3 June.</p>"
    )

    found = scan_html(html, context=context).findings

    assert [(f.kind.value, html[f.start : f.end]) for f in found] == [
        ("person_external", "Wren Ashdown"),
        ("date_of_birth", "3 May"),
        ("person_employee", "田中"),
        ("date_of_birth", "1988/4/2"),
    ]


def test_staff_in_a_table_stay_staff(context: ScanContext) -> None:
    text = "| 氏名 | 年齢 |\n|--|--|\n| 田中 太郎 | 41 |"

    assert cells(text, context) == [("person_employee", "田中 太郎"), ("date_of_birth", "41")]
