"""The company's own list: codenames, customers, words that are allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.codenames import short_forms
from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.fold import fold
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.occurrences import occurrences

_SHORT = 5
"""Up to this many letters a Latin term must be written with its own capitals."""
_HONOURED = re.compile(r"[ ]?(?:さん|氏|君|くん|ちゃん|先生|先輩|部長|課長)")
_FORM_BEFORE = re.compile(r"(?:株式会社|有限会社|合同会社|\((?:株|有|同)\))[ ]?$")
_FORM_AFTER = re.compile(
    r"(?:[ ]?(?:株式会社|有限会社|合同会社|\((?:株|有|同)\))"
    r"|,?[ ](?:Inc|Corp|Corporation|Ltd|LLC|GmbH|Co\.,?[ ]?Ltd)(?![A-Za-z])\.?)"
)
_PROJECT = re.compile(
    r"(?:project|codename|code name|プロジェクト|コードネーム|開発名)[ :「『\"“は'-]{0,3}$",
    re.IGNORECASE,
)


def find_terms(document: Document) -> Iterator[Hit]:
    """Codenames and customers, however they are written."""
    terms = document.context.terms
    for start, end, term in occurrences(document, terms.codename):
        if _is_written_so(document.text, start, end, term) and not _is_city(document, start, end):
            yield Hit("codename.term", start, end, Likelihood.VERY_LIKELY)
    yield from _short_codenames(document)
    for start, end, term in occurrences(document, terms.customer_company):
        if _is_written_so(document.text, start, end, term) and not _is_name(document, start, end):
            span = _with_legal_form(document.text, start, end)
            yield Hit("customer_company.term", *span, Likelihood.VERY_LIKELY)


_TO_A_CITY = re.compile(
    r"(?i)(?<![a-z])(?:(?:flew|fly|flies|flying|flights?|travel(?:led|ling|s)?|drove|trips?|"
    r"trains?|commut(?:e|es|ed)) (?:back )?(?:to|from|via)|"
    r"(?:born|lives?|lived|living|grew up|located|hotel|weather|stopover) in|"
    r"downtown|city of|greater) $"
)
_OF_A_CITY = re.compile(
    r",? (?:Arizona|AZ|[A-Z]{2} [0-9]{5})(?![A-Za-z])|"
    r" (?:airport|International Airport|suburbs?|metro|heat|desert|Suns|skyline|"
    r"city (?:hall|centre|center))(?![A-Za-z])"
)


def _is_city(document: Document, start: int, end: int) -> bool:
    """Whether the words around say that a code name is here the town it was taken from."""
    before = document.text[max(0, start - 24) : start]
    return bool(_TO_A_CITY.search(before) or _OF_A_CITY.match(document.text, end))


_TALK = re.compile(
    r"(?i)project|codename|code name|release|launch|ships?(?![a-z])|milestone|sprint|roadmap|beta|"
    r"deadline|kick-?off|go-?live|rollout|prototype|workstream|team|shipp(?:ed|ing)|"
    r"demo|budget|deploy|"
    r"schedule|delay|working on|works on|プロジェクト|"
    r"コードネーム|計画|案件|開発|"
    r"リリース|ローンチ|チーム|の件|試作|納期|マイルストーン|発売|キックオフ|ベータ"
)
_TALK_REACH = 40


def _short_codenames(document: Document) -> Iterator[Hit]:
    """`Bluebird` of `Project Bluebird`, ブルーバード: where the text speaks of work under way."""
    forms = short_forms(document.context.terms.codename)
    for start, end, spelled in occurrences(document, tuple(forms)):
        if not _is_written_so(document.text, start, end, spelled):
            continue
        if forms[spelled] or _is_of_work(document, start, end):
            yield Hit("codename.term", start, end, Likelihood.LIKELY)


def _is_of_work(document: Document, start: int, end: int) -> bool:
    """Whether a release or a team stands near, or a capital where a sentence has none."""
    before = document.text[max(0, start - _TALK_REACH) : start]
    after = document.text[end : end + _TALK_REACH]
    if _TALK.search(before) or _TALK.search(after):
        return True
    opens = document.sentence(start, end)[0]
    inside = before[max(0, len(before) - (start - opens)) :].strip(" \n\"'“(*-") != ""
    return inside and document.text[start].isupper() and end - start > _SHORT


def _is_written_so(text: str, start: int, end: int, term: str) -> bool:
    """Whether capitals agree: `Apollo` is not `apollo`, unless the text says it is a project."""
    found = text[start:end]
    letters = [char for char in found if char.isascii() and char.isalpha()]
    plain = fold(term).text
    if not letters or not any(char.isupper() for char in plain) or any(map(str.isupper, letters)):
        return len(plain) > _SHORT or not plain.isupper() or found.isupper()
    one_word = re.fullmatch(r"[A-Za-z]+", plain) is not None
    return not one_word or _PROJECT.search(text[max(0, start - 16) : start]) is not None


def _is_name(document: Document, start: int, end: int) -> bool:
    """Whether the word is somebody's name here: a person with the name of a customer."""
    honoured = _HONOURED.match(document.text, end) is not None
    word = document.key[start:end]
    roles = document.context.directory.index.roles(word)
    return honoured and (roles is not None or word in word_list("surnames_ja"))


def _with_legal_form(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with `株式会社` before or after it, or `Inc.` behind."""
    before = _FORM_BEFORE.search(text[max(0, start - 6) : start])
    after = _FORM_AFTER.match(text, end)
    return start - len(before[0]) if before else start, after.end() if after else end
