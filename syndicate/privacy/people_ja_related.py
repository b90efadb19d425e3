"""People named behind what they are, without an honorific: `妻の由香が`, `新人の池上です`."""

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
    is_given,
    is_katakana_name,
    is_plain_family,
)
from syndicate.privacy.people_ja_unknown import addressed_person
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA

EXTERNAL = "person_external"
_RELATIVES = (
    "妻", "夫", "嫁", "旦那", "主人", "家内", "母", "父", "姉", "兄", "弟", "妹", "祖母", "祖父",
    "友人", "友達", "親友", "恋人", "婚約者", "同居人", "いとこ", "従兄", "従妹", "叔父", "叔母",
    "同期", "後輩", "先輩", "同僚", "上司", "部下", "相棒", "隣人", "恩師", "幼なじみ", "幼馴染",
)  # fmt: skip
_ROLES = ("インターン", "講師", "司会", "エンジニア", "デザイナー", "新人", "担当", "顧問",
          *TITLES.split("|"))  # fmt: skip
_BEHIND = re.compile(
    rf"(?:の|\(|(?<=[私僕しは])、)(?P<run>[{KANJI}]{{2,4}}|[{KATAKANA}]{{2,6}})"
    r"(?=が|は|も|と|に(?!関|対)|を|から|です|でした|、|。|\)|\n|$)"
)
_MIXED_GIVEN = re.compile(
    rf"(?P<name>[{HIRAGANA}{KATAKANA}]{{2}}[子江代美恵枝乃世])"
    r"(?:さん(?!ま(?!で|た|っ)|ぽ)|ちゃん|くん|様(?![々子式相態])|氏|先生)"
)
_KATAKANA_ALONE = re.compile(
    rf"(?<![{KATAKANA}・=A-Za-z])(?P<name>[{KATAKANA}]{{3,8}})"
    r"(?=が|は|も|と(?!は)|に|から|、|。|\(|\n|$)"
)
_HIRAGANA_GIVEN = re.compile(
    rf"(?<=[の、])(?P<name>[{HIRAGANA}]{{2,4}}?)(?=さん(?!ま(?!で|た|っ)|ぽ)|ちゃん|くん|先生|様)"
)
_SIDE_BY_SIDE = re.compile(
    rf"(?<![{KANJI}])(?P<run>[{KANJI}]{{2,4}})(?=[、と](?P<next>[{KANJI}]{{2,4}})[、。とのでがはに])"
)
_REACH = 8


def find_related(document: Document) -> Iterator[Person]:
    """By what stands before, or by the shape of the name."""
    for match in _BEHIND.finditer(document.text):
        if _is_told(document, match):
            yield _alone(document, match, "run", Likelihood.POSSIBLE)
    for match in _HIRAGANA_GIVEN.finditer(document.text):
        if is_given(match["name"]):
            yield _alone(document, match, "name", Likelihood.POSSIBLE)
    yield from _side_by_side(document)
    for match in _MIXED_GIVEN.finditer(document.text):
        if match["name"] not in word_list("not_people_ja"):
            yield addressed_person(document, *match.span("name"), match.end("name"))
    for match in _KATAKANA_ALONE.finditer(document.text):
        if is_katakana_name(match["name"]):
            yield _alone(document, match, "name", Likelihood.UNLIKELY)


def _side_by_side(document: Document) -> Iterator[Person]:
    """Two family names with a comma or と between them."""
    for match in _SIDE_BY_SIDE.finditer(document.text):
        keys = [document.key[slice(*match.span(group))] for group in ("run", "next")]
        if all(map(is_plain_family, keys)):
            yield _alone(document, match, "run", Likelihood.UNLIKELY)
            yield _alone(document, match, "next", Likelihood.UNLIKELY)


def _is_told(document: Document, match: re.Match[str]) -> bool:
    """Whether a relation or a title goes before a word that can be a name."""
    before = document.text[max(0, match.start() - _REACH) : match.start()]
    run = document.key[slice(*match.span("run"))]
    if run in everyday() or run in word_list("not_people_ja"):
        return False
    if document.text[match.start()] == "、":
        return before.endswith(("私", "私は", "わたくし", "わたし", "僕")) and is_family(run)
    if before.endswith(_ROLES) and is_family(run):
        return True
    named = is_given(run) or is_family(run) or is_katakana_name(match["run"])
    return before.endswith(_RELATIVES) and named


def _alone(document: Document, match: re.Match[str], group: str, sure: Likelihood) -> Person:
    start, end = match.span(group)
    return Person(start, end, EXTERNAL, "alone", sure, words=(document.key[start:end],))
