"""What is said about a person's life: birth, age, children."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.people import people_of
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)"
    r"?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"(?:19[0-9]{2}|20[0-2][0-9])"
_ERA = (
    r"(?:(?:明治|大正|昭和|平成|令和)[ ]?(?:[0-9]{1,2}|元)年|(?<![0-9A-Za-z])"
    r"[MTSHR][0-9]{1,2}[./年])"
)
_DATE = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:{_YEAR}(?:年|[./-])|{_ERA})[ ]?[0-9]{{1,2}}(?:月|[./-])"
    rf"[ ]?[0-9]{{1,2}}日?(?![0-9])"
    rf"|[0-9]{{1,2}}[./-][0-9]{{1,2}}[./-](?:{_YEAR}|[0-9]{{2}})(?![0-9])"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?[ ](?:of[ ])?{_MONTH}(?:,?[ ]{_YEAR})?(?![0-9A-Za-z])"
    rf"|{_MONTH}[ ][0-9]{{1,2}}(?:st|nd|rd|th)?(?:,?[ ]{_YEAR})?(?![0-9A-Za-z])"
    rf"|(?:{_YEAR}年|{_ERA})(?:[0-9]{{1,2}}月)?|(?<![0-9])[0-9]{{1,2}}月[0-9]{{1,2}}日"
    rf"|{_MONTH}[ ]{_YEAR}(?![0-9A-Za-z])|{_YEAR}(?![0-9A-Za-z年]))"
)
_REACH = 24
"""How far a date may stand from the word that makes it a date of birth."""
_AGE_JA = re.compile(
    r"(?<![0-9.第])(?P<age>[0-9]{1,3})[ ]?(?:歳|才)(?![以未ま児代台から前〜~\-・]|"
    r"の(?:頃|ころ|時|とき)から?の?会社|、?[0-9]|になる会社)"
)
_AGE_EN = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?P<age>[0-9]{1,3})[- ]years?[- ](?:old|young)(?![A-Za-z])"
    r"|aged?[ ](?P<aged>[0-9]{1,2})(?=[ ]?(?:[,.;!)]|$|and))"
    r"|(?<=turned )(?P<turned>[0-9]{1,2})(?=[ ]?(?:[,.;!?)]|$|(?:today|yesterday|"
    r"tomorrow|this|last|next|and|when|on|in|a|over)(?![A-Za-z])))"
    r"|(?<=turning )(?P<turning>[0-9]{1,2})(?=[ ]?(?:[,.;!?)]|$|(?:today|yesterday|"
    r"tomorrow|this|last|next|and|when|on|in|a|over)(?![A-Za-z])))"
    r"|(?<=turns )(?P<turns>[0-9]{1,2})(?=[ ]?(?:[,.;!?)]|$|(?:today|yesterday|"
    r"tomorrow|this|last|next|and|when|on|in|a|over)(?![A-Za-z])))"
    r"|(?<=at the age of )(?P<at>[0-9]{1,2})(?![0-9A-Za-z])"
    r"|(?:diagnosed|retired|married|started|became|began|learned|promoted|joined|"
    r"emigrated|widowed|orphaned)(?:[ ][A-Za-z'-]{1,20}){0,6}[ ]at[ "
    r"](?P<when>[0-9]{2})(?=[.,;!?)])"
    r"|(?<=[,(] )(?P<comma>[1-9][0-9])(?=, )|(?<= \()(?P<paren>[1-9][0-9])(?=\)))"
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
    for cue in document.cues.of("cue.birth"):
        opens, closes = document.sentence(cue.start, cue.end)
        if document.cues.within("cue.birth_of_things", opens, closes) and not _of_person(
            document, opens, closes
        ):
            continue
        left, right = max(opens, cue.start - _REACH), min(closes, cue.end + _REACH)
        for match in _DATE.finditer(document.text, left, right):
            if not document.in_url(match.start()):
                yield Hit("date_of_birth.date", *match.span(), Likelihood.LIKELY)


def _of_person(document: Document, start: int, end: int) -> bool:
    """Whether somebody is named or meant between `start` and `end`."""
    if any(start <= person.start < end for person in people_of(document)):
        return True
    return bool(document.cues.within("cue.person", start, end))


def find_ages(document: Document) -> Iterator[Hit]:
    """How old somebody is; limits, averages and the ages of things are left alone."""
    for match in _AGE_JA.finditer(document.text):
        age = int(match["age"])
        if age < 110 and not _GROUP_BEFORE.search(_before(document, match)):
            yield from _age(document, match, age)
    for match in _AGE_EN.finditer(document.text):
        group = match.lastgroup or ""
        if _is_said_of_person(document, match, group):
            yield from _age(document, match, int(match[group]))


def _before(document: Document, match: re.Match[str]) -> str:
    return document.text[max(0, match.start() - 16) : match.start()]


def _follows_person(document: Document, start: int) -> bool:
    return any(person.end == start - 2 for person in people_of(document))


def _is_said_of_person(document: Document, match: re.Match[str], group: str) -> bool:
    """`Maria turned 40`, `a 29-year-old engineer`; not a company, a limit or an average."""
    before = document.text[max(0, match.start() - 32) : match.start()]
    after = document.text[match.end() : match.end() + 32]
    if int(match[group]) >= 110 or _GROUP_BEFORE.search(before) or _NOT_A_PERSON.match(after):
        return False
    if group in {"comma", "paren"}:
        return _follows_person(document, match.start())
    if _THING_BEFORE.search(before):
        return False
    opens, closes = document.sentence(*match.span())
    named = any(opens <= person.start < closes for person in people_of(document))
    meant = bool(document.cues.within("cue.person", opens, closes))
    thing = bool(document.cues.within("cue.birth_of_things", opens, closes))
    return named or (meant and not thing)


_THING_BEFORE = re.compile(
    r"(?i)(?:company|startup|firm|we|office|system|product|project|app|club|team|it|"
    r"service|codebase|building|brand|which|that)"
    r"(?:[ ](?:just|is|are|has|have|now|already|about|almost|over|turned|turns|turning|being))*[ ]$"
)


def _age(document: Document, match: re.Match[str], age: int) -> Iterator[Hit]:
    span = match.span("when") if match.groupdict().get("when") else match.span()
    if age < 18 and _of_person(document, *document.sentence(*span)):
        yield Hit("minor.age", *span, Likelihood.POSSIBLE)
    elif age >= 18:
        yield Hit("date_of_birth.age", *span, Likelihood.LIKELY)


_NAME_JA = rf"(?:[{KANJI}]{{1,4}}|[{HIRAGANA}]{{2,5}}?|[{KATAKANA}]{{2,6}})"
_CHILD_JA = (
    r"(?:息子さん|息子|娘さん|娘|長男|次男|三男|長女|次女|三女|お子さん|お子様|"
    r"お子さま|子ども|子供|こども|お孫さん|孫|甥っ子|甥|姪っ子|姪|赤ちゃん|双子)"
)
_FAMILY_JA = re.compile(
    rf"(?:(?:小学|中学|高校|高)[ ]?[0-9一二三四五六]?年生?の|(?:[0-9]{{1,2}}[ "
    rf"]?(?:歳|才|か月|ヶ月|カ月)(?:になる|になった)?の))?(?:うちの|我が家の|"
    rf"わが家の)?{_CHILD_JA}"
    rf"(?:(?:の|、|・|[ ])?(?P<name>{_NAME_JA})[ ]?(?:くん|君|ちゃん|さん)"
    rf"|(?:の|、)(?P<plain>[{KANJI}]{{1,3}}|[{KATAKANA}]{{2,6}})(?=(?:が|は|も|と|の|"
    rf"を|に)(?!会社|制度))"
    r"|[(は、がも]{0,2}[ ]?(?P<age>[0-9]{1,2})[ ]?(?:歳|才|か月|ヶ月|カ月)\)?"
    r"|[はがもを、]{0,2}(?:[^。\n]{0,10}?)(?P<school>[一-龯々ァ-ヶーぁ-ん]{2,10}?(?:"
    r"市立|区立|町立|村立|国立|私立)?[一-龯々ァ-ヶー]{0,8}(?:小学校|中学校|高校|"
    r"高等学校|保育園|幼稚園|こども園)(?:[0-9一二三四五六]年生?)?|"
    r"小学[0-9一二三四五六]年生|(?:小|中|高)[1-6](?:の|に|で)))"
)
_PREFIXED_JA = re.compile(
    rf"(?:(?:小学|中学|高校|高)[ ]?[0-9一二三四五六]年生?|小学生|中学生|高校生|園児|"
    rf"[0-9]{{1,2}}[ ]?(?:歳|才|か月|ヶ月|カ月))(?:になる|になった)?の(?:うちの)"
    rf"?{_CHILD_JA}"
)
_CHILD_EN = (
    r"(?:sons?|daughters?|child|children|kids?|baby|toddler|nephew|niece|grandson|"
    r"granddaughter|stepson|stepdaughter|twins|little (?:boy|girl|one))"
)
_OWNER_EN = r"(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[A-Z][A-Za-z'’-]{1,20}['’]s)"
_CAP = r"[A-Z][a-zÀ-ɏ'’-]{1,20}"
_FAMILY_EN = re.compile(
    rf"(?<![0-9A-Za-z])(?P<whole>{_OWNER_EN}[ ](?P<adj>(?:[a-z]+(?:-[a-z]+)?[ ]|"
    rf"[0-9]{{1,2}}[- ](?:year|month|week)s?[- ]old[ ]|(?:first|second|third|fourth|"
    rf"fifth|sixth|seventh|eighth|ninth|tenth)[- ]grade[r]?[ ]){{0,3}}){_CHILD_EN}"
    rf"(?:,?[ ](?P<name>(?:named[ ]|called[ ])?{_CAP}(?:(?:,[ ]|[ ]and[ ]|,[ ]and[ ])"
    rf"{_CAP}){{0,3}}))?"
    r"(?:,?[ ]?\(?(?:(?:aged?|who is|is|who just turned|just turned|turned|turns|,)"
    r"[ ])?(?P<age>[0-9]{1,2})(?![0-9%:])(?:[- ]years?[- ]old)?(?=[ ,.;)!]|$)\)?)?)"
)
_EN_SCHOOL = re.compile(
    rf"(?<![0-9A-Za-z])(?P<whole>{_OWNER_EN}[ ](?:[a-z]+[ ])"
    rf"{{0,2}}{_CHILD_EN}[^.!?\n]{{0,40}}?(?:[Aa]t|to|from|attends|in)[ ](?:{_CAP}[ "
    rf"]){{0,3}}(?:(?:Elementary|Primary|Middle|High|Junior High|International|"
    rf"Grammar)[ ]School|Academy|Kindergarten|Preschool|[Ff]irst grade|[Ss]econd "
    rf"grade|[Tt]hird grade|[Ff]ourth grade|[Ff]ifth grade|kindergarten|elementary "
    rf"school|middle school|high school))"
)


def find_children(document: Document) -> Iterator[Hit]:
    """A child of somebody with a name, an age or a school."""
    if not document.cues.of("family.child") and "小学" not in document.text:
        return
    for match in _FAMILY_JA.finditer(document.text):
        if not match["age"] or int(match["age"]) < 18 or "か月" in match[0]:
            yield Hit("minor.family", match.start(), _name_end(match), Likelihood.LIKELY)
    for match in _PREFIXED_JA.finditer(document.text):
        yield Hit("minor.family", *match.span(), Likelihood.LIKELY)
    yield from _english_children(document)


def _name_end(match: re.Match[str]) -> int:
    return match.end("name") if match["name"] else match.end()


def _english_children(document: Document) -> Iterator[Hit]:
    for match in _FAMILY_EN.finditer(document.text):
        name = match["name"] or ""
        named = bool(name) and name.split()[0].rstrip(",").lower() not in word_list("not_names_en")
        grade = re.search(r"(?:year|month|week)s?[- ]old|grade", match["adj"]) is not None
        young = match["age"] is not None and int(match["age"]) < 18
        if named or grade or young:
            end = (
                match.end()
                if young or (named and not match["age"])
                else (match.end("name") if named else match.end("whole"))
            )
            yield Hit("minor.family", match.start(), end, Likelihood.LIKELY)
    for match in _EN_SCHOOL.finditer(document.text):
        yield Hit("minor.family", *match.span(), Likelihood.LIKELY)
