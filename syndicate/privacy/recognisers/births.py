"""When people were born, and how old they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit, Person
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.people import is_anybody_within, people_within
from syndicate.privacy.scripts import number

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
_REACH = 24
"""How far a date may stand from the word that makes it a date of birth."""
_LONGEST_NAME = 80
_OLDEST = 110
_GROWN_UP = 18
_FAMILY_REACH = 50
"""How far from a word such as 長女 an age may stand to be the child's."""
_AGE_JA = re.compile(
    r"(?<![0-9.第一二三四五六七八九十])(?P<age>[0-9]{1,3}|[一二三四五六七八九十]{1,3})[ ]?(?:歳|才)"
    r"(?![以未ま児代台から前〜~\-・]|"
    r"の(?:頃|ころ|時|とき)から?の?会社|、?[0-9]|になる会社)"
)
_AFTER_AGE = (
    r"(?=[ ]?(?:[,.;!?)]|$|(?:today|yesterday|tomorrow|this|last|next|and|but|when|on|in|a|over)"
    r"(?![A-Za-z])))"
)
_AGE_EN = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?P<old>[0-9]{1,3}[- ]years?[- ](?:old|young))(?![A-Za-z])"
    rf"|(?P<aged>aged?[ ][0-9]{{1,2}}){_AFTER_AGE}"
    rf"|(?:turned|turning|turns)[ ](?P<turned>[0-9]{{1,2}}){_AFTER_AGE}"
    r"|at the age of (?P<at>[0-9]{1,2})(?![0-9A-Za-z])"
    r"|(?:diagnosed|retired|married|started|became|began|learned|promoted|joined|emigrated|"
    r"widowed|orphaned)(?:[ ][A-Za-z'-]{1,20}){0,6}[ ]at[ ](?P<when>[0-9]{2})(?=[.,;!?)])"
    rf"|(?:is|was)[ ](?P<being>[1-9][0-9]){_AFTER_AGE})"
    r"|(?<=[,(] )(?P<comma>[1-9][0-9]?)(?=, )|(?<= \()(?P<paren>[1-9][0-9]?)(?=\))"
)
_NOT_A_PERSON = re.compile(
    r"(?i)[- ]*(?:old[ ])?(?:company|startup|start-up|firm|business|system|codebase|"
    r"code base|code|building|server|product|project|software|platform|brand|"
    r"partnership|tree|house|office|factory|whisky|whiskey|wine|tradition|"
    r"organisation|organization|bug|laptop|machine|database|mainframe|app|"
    r"application|process|institution|department|bridge|club|technology|library|"
    r"framework|car|mortgage|problem|contract|relationship|dataset|repository|repo|"
    r"monolith|plan)(?![A-Za-z])"
)
_GROUP_BEFORE = re.compile(
    r"(?:平均年齢|平均|満|定年|創業|設立|全員|対象|参加資格|年齢層?|上限|下限)"
    r"[^。、]{0,8}$|[〜~-][ ]?$|(?i:average|mean|median|over|under|minimum|maximum|"
    r"ages?[ ][0-9]{1,2}[ ](?:to|and)|between)[ ]?[a-z ]{0,8}$"
)


def find_births(document: Document) -> Iterator[Hit]:
    """Dates beside a word of birth that is not about a product or a company."""
    for match in _BORN_ON.finditer(document.text):
        yield Hit("date_of_birth.date", *match.span("date"), Likelihood.LIKELY)
    for cue in document.cues.of("cue.birth"):
        opens, closes = document.sentence(cue.start, cue.end)
        if document.cues.has("cue.birth_of_things", opens, closes) and not _of_person(
            document, opens, closes
        ):
            continue
        left, right = max(opens, cue.start - _REACH), min(closes, cue.end + _REACH)
        for match in _DATE.finditer(document.text, left, right):
            if not document.in_url(match.start()):
                yield Hit("date_of_birth.date", *match.span(), Likelihood.LIKELY)


def _of_person(document: Document, start: int, end: int) -> bool:
    """Whether somebody is named or meant between `start` and `end`."""
    named = is_anybody_within(document, start, end)
    return named or document.cues.has("cue.person", start, end)


def find_ages(document: Document) -> Iterator[Hit]:
    """How old somebody is; limits, averages and the ages of things are left alone."""
    for match in _AGE_JA.finditer(document.text):
        age = number(match["age"])
        if 0 < age < _OLDEST and not _GROUP_BEFORE.search(_before(document, match)):
            yield from _age(document, match.span(), age)
    for match in _AGE_EN.finditer(document.text):
        group = match.lastgroup or ""
        age = int(re.sub(r"[^0-9]", "", match[group]))
        if age >= _OLDEST or not _is_said_of_person(document, match, group):
            continue
        start, end = match.span(group)
        if age < _GROWN_UP and group in {"comma", "paren"}:
            child = _ending_before(document, start, 2)
            if child is None or child.kind == "person_employee":
                continue
            start = child.start
        yield from _age(document, (start, end), age)


def _before(document: Document, match: re.Match[str]) -> str:
    return document.text[max(0, match.start() - 16) : match.start()]


def _is_said_of_person(document: Document, match: re.Match[str], group: str) -> bool:
    """`Maria turned 40`, `a 29-year-old engineer`; not a company, a limit or an average."""
    start = match.start(group)
    before = document.text[max(0, match.start() - 32) : match.start()]
    after = document.text[match.end() : match.end() + 32]
    if _GROUP_BEFORE.search(before) or _NOT_A_PERSON.match(after):
        return False
    if group in {"comma", "paren"}:
        return _ends_before(document, start, 2)
    if group == "being":
        pronoun = re.search(r"(?<![A-Za-z])(?:[Hh]e|[Ss]he) $", before) is not None
        return pronoun or _ends_before(document, match.start(), 2)
    opens, closes = document.sentence(*match.span())
    named = is_anybody_within(document, opens, closes)
    meant = document.cues.has("cue.person", opens, closes)
    thing = document.cues.has("cue.birth_of_things", opens, closes)
    return not _THING_BEFORE.search(before) and (named or (meant and not thing))


def _ends_before(document: Document, start: int, reach: int) -> bool:
    """Whether somebody is named right before `start`, but for a comma and a space."""
    return _ending_before(document, start, reach) is not None


def _ending_before(document: Document, start: int, reach: int) -> Person | None:
    near = people_within(document, start - _LONGEST_NAME, start)
    return next((one for one in near if start - reach <= one.end <= start), None)


_THING_BEFORE = re.compile(
    r"(?i)(?:company|startup|firm|we|office|system|product|project|app|club|team|it|"
    r"service|codebase|building|brand|which|that)"
    r"(?:[ ](?:just|is|are|has|have|now|already|about|almost|over|turned|turns|turning|being))*[ ]$"
)


def _age(document: Document, span: tuple[int, int], age: int) -> Iterator[Hit]:
    family = document.near("family.child", *span, _FAMILY_REACH)
    if age < _GROWN_UP and (family or _of_person(document, *document.sentence(*span))):
        yield Hit("minor.age", *span, Likelihood.POSSIBLE)
    elif age >= _GROWN_UP:
        yield Hit("date_of_birth.age", *span, Likelihood.LIKELY)
