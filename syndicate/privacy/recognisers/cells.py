"""What the heading of a table says of the cells below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.people import people_within
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA, number
from syndicate.privacy.tables import Cell, cells_of, headings, plain

_LATIN = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ɏ'’.-]{0,24}(?:[ ][A-Za-zÀ-ɏ'’.-]{1,24}){0,3}")
_JAPANESE = re.compile(
    rf"(?P<name>[{KANJI}]{{1,5}}[ ]?[{KANJI}{HIRAGANA}{KATAKANA}]{{0,5}}?|[{HIRAGANA}]{{2,5}}?"
    rf"(?:[ ][{HIRAGANA}]{{2,5}}?)?|[{KATAKANA}]{{2,10}}(?:[ ・=][{KATAKANA}]{{2,10}}){{0,2}})"
    r"(?:さん|くん|君|ちゃん|様|氏)?"
)
_GROUP = re.compile(
    r"(?:部|課|室|社|チーム|部門|事務局|グループ|センター|支店|本社|全員|各自|委員会|係)$"
)
_GROUP_EN = re.compile(
    r"(?i)(?<![a-z])(?:team|department|sales|support|all|everybody|group|desk|inc|"
    r"ltd|gmbh)(?![a-z])"
)
_DATE = re.compile(
    r"(?i)(?:[0-9MTSHR明治大正昭和平成令元年][0-9年月日./ -]{2,18}|[0-9]{1,2}(?:st|"
    r"nd|rd|th)?[ ][a-z]{3,9}\.?"
    r"(?:,?[ ][0-9]{4})?|[a-z]{3,9}\.?[ ][0-9]{1,2}(?:st|nd|rd|th)?(?:,?[ ][0-9]{4})?)"
)
_AGE = re.compile(
    r"(?P<age>[0-9]{1,3}|[一二三四五六七八九十]{1,4})[ ]?(?:歳|才|years?(?: old)?|yrs?)?"
)
_ID = re.compile(r"[A-Z]{0,4}-?[0-9][0-9A-Z-]{2,14}")
_GROWN_UP, _OLDEST = 18, 110
_VALUES = {
    "birth": ("date_of_birth.date", _DATE),
    "health": ("special_category.person", re.compile(r"[^0-9\W].{0,80}")),
    "address": ("address.street", re.compile(r"(?=.{0,60}[0-9一二三四五六七八九]).{5,100}")),
    "station": ("precise_location.home", re.compile(r"[^0-9\W].{1,40}")),
    "employee_id": ("employee_id.labelled", _ID),
    "passport": ("government_id.passport", re.compile(r"[A-Z0-9]{7,10}")),
    "account": ("bank.account", re.compile(r"(?=.{0,30}[0-9]{6}).{6,60}")),
    "secret": ("secret.password", re.compile(r"[!-~]{4,100}")),
}
"""What the cells below a heading are, and what they must look like."""


def find_cells(document: Document) -> Iterator[Hit]:
    """Names, dates of birth and the like that nothing but a heading gives away."""
    if document.is_url:
        return
    for cell in cells_of(document.text):
        value = document.text[cell.start : cell.end]
        if not value or not any(map(str.isalnum, value)) or plain(value) in headings()["empty"]:
            continue
        for group, (rule, shape) in _VALUES.items():
            fits = cell.heading in headings()[group] and shape.fullmatch(value)
            if fits and _is_for_people(cell, group):
                yield Hit(rule, cell.start, cell.end, Likelihood.LIKELY)
        yield from _age(cell, value)
        yield from _name(document, cell, value)


def _is_for_people(cell: Cell, group: str) -> bool:
    """Whether a table that says `allergies` or `address` has people in it."""
    return group in {"birth", "secret", "employee_id", "passport", "station"} or _has_people(cell)


def _has_people(cell: Cell, *, beside: str = "") -> bool:
    groups = ("name", "plain_name", "child", "birth", "employee_id")
    return any(
        heading in headings()[group]
        for heading in cell.row
        for group in groups
        if heading != beside
    )


def _age(cell: Cell, value: str) -> Iterator[Hit]:
    match = _AGE.fullmatch(value)
    if match and cell.heading in headings()["age"] and _has_people(cell):
        age = number(match["age"])
        rule = "minor.age" if age < _GROWN_UP else "date_of_birth.age"
        if 0 < age < _OLDEST:
            yield Hit(rule, cell.start, cell.end, Likelihood.LIKELY)


def _name(document: Document, cell: Cell, value: str) -> Iterator[Hit]:
    """A name below a heading that means people, if nobody has found it yet."""
    if not _means_name(cell) or not _looks_like_name(value):
        return
    match = _JAPANESE.fullmatch(value)
    end = cell.start + len(match["name"]) if match else cell.end
    known = people_within(document, cell.start, cell.end)
    if any(one.kind == "person_employee" for one in known):
        return
    if _is_of_children(cell):
        yield Hit("minor.family", cell.start, cell.end, Likelihood.LIKELY)
    elif not any(one.start == cell.start and one.end >= end for one in known):
        yield Hit("person_external.full_name", cell.start, end, Likelihood.LIKELY)


def _means_name(cell: Cell) -> bool:
    if cell.heading in headings()["name"] or cell.heading in headings()["child"]:
        return True
    others = ("person", "birth", "age", "health", "address", "station", "employee_id", "school")
    return cell.heading in headings()["plain_name"] and any(
        heading in headings()[group] for heading in cell.row for group in others
    )


def _is_of_children(cell: Cell) -> bool:
    """Whether the column or another one of the row speaks of children: 学年, an age of seven."""
    if cell.heading in headings()["child"]:
        return True
    if any(heading in headings()["school"] for heading in cell.row):
        return not any(heading in headings()["child"] for heading in cell.row)
    ages = (_AGE.fullmatch(cell.row[one]) for one in cell.row if one in headings()["age"])
    return any(match is not None and 0 < number(match["age"]) < _GROWN_UP for match in ages)


def _looks_like_name(value: str) -> bool:
    if _LATIN.fullmatch(value):
        return _GROUP_EN.search(value) is None
    match = _JAPANESE.fullmatch(value)
    if match is None or _GROUP.search(match["name"]):
        return False
    return match["name"] not in word_list("not_people_ja")
