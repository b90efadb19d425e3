"""Japanese names in a row: `高梨→須賀`, `深沢、宇佐美、馬渕`, `五十嵐(製造)、富樫(物流)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Person
from syndicate.privacy.people_ja_lists import everyday, is_plain_family
from syndicate.privacy.people_ja_slots import EMPLOYEE, NAME, judge
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA

_LETTERS = f"{KANJI}{HIRAGANA}{KATAKANA}"
_GAP = r"[ ]?(?:→|⇒|->|、|/|,)[ ]?"
_ITEM = (
    rf"(?:[月火水木金土日0-9]{{1,2}}:[ ]?|[{KANJI}]{{2,4}}:[ ]?)?"
    rf"(?:[{HIRAGANA}]{{3,6}}(?=[ ]?(?:→|⇒|->|、|/|,))|{NAME})(?:さん|くん|氏|様)?"
    r"(?:\([^()\n]{1,16}\))?"
)
_ROW = re.compile(
    rf"(?<![{KANJI}{KATAKANA}{HIRAGANA}])(?:{_ITEM})(?:{_GAP}(?:{_ITEM})){{1,14}}"
    rf"(?=[がはもとにのでをへ。、!?)」 \n]|まで(?![一-龯ぁ-ゖ])|から|です|$)"
)
_NAME_IN_ROW = re.compile(
    rf"(?:^|(?<=[→⇒>、/,: ]))(?P<name>{NAME})(?=さん|くん|氏|様|\(|[ ]?(?:→|⇒|->|、|/|,)|$)"
)
_AT_LEAST = 2


def find_rows(document: Document) -> Iterator[Person]:
    """Those who stand in a row with others, when nearly everything in it is a name."""
    for row in _ROW.finditer(document.text):
        found = [
            person
            for match in _NAME_IN_ROW.finditer(row[0])
            if (person := judge(document, *_span(row, match), sure=True)) is not None
        ]
        plain = [one for one in found if document.key[one.start : one.end] not in everyday()]
        items = len(re.findall(r"→|⇒|->|、|/|,", row[0])) + 1
        sure = any(
            one.kind == EMPLOYEE or is_plain_family(document.key[one.start : one.end])
            for one in plain
        )
        arrows = re.search("→|⇒|->", row[0]) is not None
        told = arrows or "/" in row[0] or items > _AT_LEAST or sure
        enough = len(found) * 2 >= items if arrows else len(found) * 3 >= items * 2
        if len(plain) >= _AT_LEAST and enough and told:
            yield from found


def _span(row: re.Match[str], match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span("name")
    return row.start() + start, row.start() + end
