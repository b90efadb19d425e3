"""When people were born."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.people import is_anybody_within

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)"
    r"?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"(?:19[0-9]{2}|20[0-2][0-9])"
_KANJI_NUMBER = "[一二三四五六七八九十]{1,3}"
_ORDINAL = (
    r"(?:(?:twenty|thirty)-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    r"tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|"
    r"nineteenth|twentieth|thirtieth"
)
_ERA = (
    rf"(?:(?:明治|大正|昭和|平成|令和)[ ]?(?:[0-9]{{1,2}}|元|{_KANJI_NUMBER})年|"
    r"(?<![0-9A-Za-z])"
    r"[MTSHR][0-9]{1,2}[./年])"
)
_DATE = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:{_YEAR}(?:年|[./-])|{_ERA})[ ]?[0-9]{{1,2}}(?:月|[./-])"
    rf"[ ]?[0-9]{{1,2}}日?(?![0-9])"
    rf"|[0-9]{{1,2}}[./-][0-9]{{1,2}}[./-](?:{_YEAR}|[0-9]{{2}})(?![0-9])"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?[ ](?:of[ ])?{_MONTH}(?:,?[ ]{_YEAR})?(?![0-9A-Za-z])"
    rf"|{_MONTH}[ ][0-9]{{1,2}}(?:st|nd|rd|th)?(?:,?[ ]{_YEAR})?(?![0-9A-Za-z])"
    rf"|(?:{_YEAR}年|{_ERA})(?:[0-9]{{1,2}}月)?|(?<![0-9])[0-9]{{1,2}}月[0-9]{{1,2}}日"
    rf"|(?<![一-龯]){_KANJI_NUMBER}月{_KANJI_NUMBER}日"
    rf"|(?:{_ORDINAL})[ ]of[ ]{_MONTH}(?:,?[ ]{_YEAR})?(?![0-9A-Za-z])"
    rf"|(?:spring|summer|autumn|fall|winter)[ ](?:of[ ])?(?:{_YEAR}|['’][0-9]{{2}})(?![0-9A-Za-z])"
    rf"|{_MONTH}[ ]{_YEAR}(?![0-9A-Za-z])|{_YEAR}(?![0-9A-Za-z年]))"
)
_BORN_ON = re.compile(rf"(?P<date>{_DATE.pattern})[ ]?生(?=[。、,.)」\\s]|$)")
_YEAR_ONLY = re.compile(
    r"(?<![0-9A-Za-z年和正治成])(?P<ja>[0-9]{2}年)(?=(?:[0-9]{1,2}月)?生まれ)|"
    r"(?<=[Bb]orn in )(?P<en>['’][0-9]{2})(?![0-9A-Za-z])|"
    r"(?<=\()[Bb](?:orn|\.)?[ ]?(?P<born>(?:19|20)[0-9]{2})(?=\))"
)
_MONTH_AND_DAY = re.compile(
    r"(?<![0-9/.-])(?:1[0-2]|0?[1-9])/(?:3[01]|[12][0-9]|0?[1-9])(?![0-9/.-])"
)
"""3/5, where the word before it is birthday."""
_BIRTHDAY = re.compile(r"(?i)birthdays?|誕生日|バースデー")
_OTHER_BEFORE = re.compile(
    r"(?i)(?:joined|since|founded|hired|started|graduated|married|moved|came|launched|promoted|"
    r"established|retired|opened)(?:[ ](?:us|here|the|our|company|team|over))*[ ](?:in|on)?[ ]?$"
)
_OTHER_AFTER = re.compile(
    r"[、 ]?(?:に|から|の)?(?:[一-龯ァ-ヶー]{1,8}(?:に|へ|を))?"
    r"(?:入社|設立|創業|入学|卒業|就職|結婚|退職|開始|転職|異動|来日|創立|開業|発売)"
)
_REACH = 24
"""How far a date may stand from the word that makes it a date of birth."""


def find_births(document: Document) -> Iterator[Hit]:
    """Dates beside a word of birth that is not about a product or a company."""
    for match in _BORN_ON.finditer(document.text):
        yield Hit("date_of_birth.date", *match.span("date"), Likelihood.LIKELY)
    for match in _YEAR_ONLY.finditer(document.text):
        yield Hit("date_of_birth.date", *match.span(match.lastgroup or 0), Likelihood.LIKELY)
    for cue in document.cues.of("cue.birth"):
        opens, closes = document.sentence(cue.start, cue.end)
        if document.cues.has("cue.birth_of_things", opens, closes) and not of_person(
            document, opens, closes
        ):
            continue
        if _is_of_everybody(document, cue.end, opens, closes):
            continue
        left, right = max(opens, cue.start - _REACH), min(closes, cue.end + _REACH)
        for match in _DATE.finditer(document.text, left, right):
            if not document.in_url(match.start()) and not _is_of_something_else(document, match):
                yield Hit("date_of_birth.date", *match.span(), Likelihood.LIKELY)
        if _BIRTHDAY.fullmatch(document.text, cue.start, cue.end):
            for match in _MONTH_AND_DAY.finditer(document.text, left, right):
                yield Hit("date_of_birth.date", *match.span(), Likelihood.LIKELY)


_THING_BORN = re.compile(
    r"の[一-龯ァ-ヶー]{0,12}(?:機|商品|製品|会社|サービス|ブランド|建物|車|装置|"
    r"設備|システム|アプリ|"
    r"工場|社屋|曲|キャラクター|ロボット|名物|レシピ|料理)|の(?:社員|従業員|方|人|"
    r"メンバー)(?:は|も|が対象|には|全員)"
)
_OCCASION = re.compile(
    r"(?:休暇|クーポン|会|券|特典|割引|手当|カード|プレゼント|祝い金|制度)|"
    r"[ ](?i:leave|vouchers?|part(?:y|ies)|cards?|cakes?|policy|lunch|breakfast|"
    r"drinks|list|calendar)"
)


def _is_of_everybody(document: Document, end: int, opens: int, closes: int) -> bool:
    """A machine born in 1961, people born on a day, a birthday leave: nobody's own date."""
    if _THING_BORN.match(document.text, end):
        return True
    if not _OCCASION.match(document.text, end):
        return False
    own = document.cues.has("special_general.own", opens, closes)
    return not own and not is_anybody_within(document, opens, closes)


def _is_of_something_else(document: Document, match: re.Match[str]) -> bool:
    """Whether a date is that of joining, founding or the like."""
    before = document.text[max(0, match.start() - 32) : match.start()]
    after = _OTHER_AFTER.match(document.text, match.end())
    return after is not None or _OTHER_BEFORE.search(before) is not None


def of_person(document: Document, start: int, end: int) -> bool:
    """Whether somebody is named or meant between `start` and `end`."""
    named = is_anybody_within(document, start, end)
    return named or document.cues.has("cue.person", start, end)
