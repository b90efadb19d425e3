"""People known by the place they take in Japanese text: behind a task, in brackets, at the start.

`当番は鬼頭です`, `講師(佐々山)`, `はじめまして、尾花沢です`: the place speaks for the word, so that
rare family names count, and of staff also those in kana.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Person
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.people_ja_edges import TITLES
from syndicate.privacy.people_ja_lists import (
    everyday,
    is_family,
    is_foreign,
    is_place,
    is_plain_family,
)
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA, all_hiragana, all_katakana

EMPLOYEE, EXTERNAL = "person_employee", "person_external"
_MANY = 50
NAME = (
    rf"[{KANJI}]{{1,3}}[ノツケヶ][{KANJI}]{{1,2}}|[{KANJI}]{{1,5}}|[{HIRAGANA}]{{3,6}}?"
    rf"|[{KATAKANA}]{{2,9}}(?:[・=][{KATAKANA}]{{2,12}}){{0,2}}"
)
_TASKS = (
    rf"{TITLES}|担当|講師|司会|進行|幹事|監修|翻訳|通訳|編集|執筆|構成|作画|原稿|文|文責|記|写真|撮影|取材(?:協力)?|協力|"
    r"音響|照明|料理|書記|記録|会計|運転|当番|主将|主演|主催|発案|企画|設計|施工|指導|案内|受付|窓口|立会|責任|相談役|来賓|"
    r"ゲスト|インターン|エンジニア|デザイナー|ライター|カメラ|カメラマン|パティシエ|シェフ|ドライバー|モデル|聞き手|話し手|語り手|"
    r"新人|同期|後輩|先輩|上司|部下|同僚|友人|恩師|営業|経理|総務|人事|広報|製造|物流|清掃|警備|整備士|職人|大家|隣人|"
    r"連絡先|問い?合わ?せ先|相手|宛先|差出人|送信元|候補者"
)
_TASK = rf"(?:{_TASKS}|[{KANJI}]{{1,4}}[者員士師役係手])"
_END = r"(?=さん|です|でした|まで|から|より|によ|[がはもにをへとの、。,!?/・→()」』;| \n]|$)"
_AFTER_TASK = re.compile(
    rf"(?:{_TASK})(?:担当|役|係|者)?(?P<mark>:|=|は|の|、|\(|の?[ ])[ ]?(?P<name>{NAME}){_END}"
)
_CLOSING = re.compile(r"(?:が|です|でした|[、。,!?/・→)」』;| \n]|$)")
_CALLED = re.compile(
    rf"(?:(?<=[。!?、「 \n(のは])|^)(?<!社は)(?<!社の)(?P<name>{NAME})"
    r"[ ]?と(?:申し|もうし|いいます|言います|名乗)"
)
_GREETING = (
    r"(?:はじめまして|初めまして|こんにちは|おはようございます|こんばんは|お疲れ(?:さま|様)です|"
    r"お世話になって(?:おり|い)ます|失礼します|皆さん|以上)[、。!,]?[ \n]?"
)
_I_AM = re.compile(
    rf"(?:^|\n|{_GREETING})(?P<name>{NAME})(?:\([{HIRAGANA}{KATAKANA}]{{2,8}}\))?"
    rf"(?:です|でした|でございます)(?=[。!、\n]|$)"
)
_IN_BRACKETS = re.compile(rf"\((?P<name>{NAME})\)(?=[ ]?(?:\n|$))")
_SIGNED = re.compile(
    rf"(?:^|\n)(?:[^\n、。]{{0,12}}(?:[部課室記]|文責|広報|総務|人事|後記|以上)[ ])?"
    rf"(?P<name>[{HIRAGANA}]{{3,6}}|[{KATAKANA}]{{2,8}})(?=[ ]?(?:\n|$|\())"
)
_BY_FAMILY = (
    re.compile(rf"(?<=[者員士師])(?P<name>[{KANJI}]{{2,4}}){_END}"),
    re.compile(rf"(?:^|\n)(?P<name>[{KANJI}]{{2,4}})(?=:|「|って)"),
    re.compile(rf"(?<=[{KANJI}{KATAKANA}][ ・])(?P<name>[{KANJI}]{{2,4}})(?=[ ]?(?:\n|$))"),
    re.compile(rf"(?:^|\n)(?P<name>[{KANJI}]{{2,4}})(?=@)"),
)
"""Places where a word is a name when it is hardly ever anything else."""
_KANA_SHORTEST = 3
_NO_NAME = re.compile(r".*(?:[部課室社店局会隊班組係者員工場所館]|担当|支社|本社)$")


def find_slots(document: Document) -> Iterator[Person]:
    """Everybody who stands where only a person would."""
    for match in _AFTER_TASK.finditer(document.text):
        strict = match["mark"] in {"は", "、"} and not _CLOSING.match(document.text, match.end())
        if person := judge(document, *match.span("name"), sure=not strict):
            behind = match["mark"].startswith(("の", "、", " "))
            if person.kind == EXTERNAL or not behind:
                yield person
    for match in _CALLED.finditer(document.text):
        if person := judge(document, *match.span("name"), sure=True, called=True):
            yield person
    for pattern in (_I_AM, _IN_BRACKETS, _SIGNED):
        for match in pattern.finditer(document.text):
            if person := judge(document, *match.span("name"), sure=False):
                yield person
    yield from _by_family(document)


def _by_family(document: Document) -> Iterator[Person]:
    for pattern in _BY_FAMILY:
        for match in pattern.finditer(document.text):
            start, end = match.span("name")
            key = document.key[start:end]
            if is_plain_family(key):
                yield Person(start, end, EXTERNAL, "alone", Likelihood.UNLIKELY, words=(key,))


def judge(
    document: Document, start: int, end: int, *, sure: bool, called: bool = False
) -> Person | None:
    """Who is meant by the word at `[start, end)`; `sure` when places and words do not stand here.

    `called` when the person tells the name, so that no list needs to have it.
    """
    key, text = document.key[start:end], document.text[start:end]
    index = document.context.directory.index
    roles = index.roles(key)
    if roles and roles.everybody and _is_written(text, sure=sure or called):
        if key in everyday() and not sure:
            return None
        few = frozenset(roles.everybody) if len(roles.everybody) < _MANY else frozenset()
        subject = index.subject(roles.everybody)
        return Person(start, end, EMPLOYEE, "alone", Likelihood.POSSIBLE, subject, few, (key,))
    if all_hiragana(text) or key in word_list("not_people_ja"):
        return None
    if is_outsider(key, text) or (called and _may_be_called(key, text)):
        words = tuple(re.split("[・=]", key))[:2]
        return Person(start, end, EXTERNAL, "alone", Likelihood.POSSIBLE, words=words)
    return None


def _is_written(text: str, *, sure: bool) -> bool:
    """Whether a word is long enough for its script: hiragana may be anything."""
    return len(text) >= (_KANA_SHORTEST if all_hiragana(text) else 1 if sure else 2)


def is_outsider(key: str, text: str) -> bool:
    """Whether some list has the word as a name, and none as a place or a word."""
    if all_katakana(text.replace("・", "").replace("=", "")):
        return any(is_foreign(part) for part in re.split("[・=]", text)) and len(text) > 2
    listed = len(key) > 1 and is_family(key) and key not in everyday()
    return listed and not is_place(key) and key not in word_list("not_people_ja")


def _may_be_called(key: str, text: str) -> bool:
    """Whether somebody may be called so: no firm, no section."""
    return (
        2 <= len(key) <= 4
        and key not in everyday()
        and not is_place(key)
        and _NO_NAME.match(text) is None
        and not all_katakana(text)
    )
