"""Children who can be recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.fold import name_key
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.people import people_of, people_within
from syndicate.privacy.recognisers import children_en, children_ja
from syndicate.privacy.rules import Rule
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA

_GROWN_UP = 18
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_NAME_JA = rf"(?:[{KANJI}]{{1,4}}|[{HIRAGANA}]{{2,5}}?|[{KATAKANA}]{{2,6}})"
_CHILD_JA = (
    r"(?:息子さん|息子|娘さん|娘|長男|次男|三男|長女|次女|三女|お子さん|お子様|"
    r"お子さま|子ども|子供|こども|お孫さん|孫|甥っ子|甥|姪っ子|姪|赤ちゃん|双子)"
)
_FAMILY_JA = re.compile(
    rf"(?:(?:小学|中学|高校|高)[ ]?[0-9一二三四五六]?年生?の|(?:(?:[0-9]{{1,2}}|{_NUMERAL})[ "
    rf"]?(?:歳|才|か月|ヶ月|カ月)(?:になる|になった)?の))?(?:うちの|我が家の|"
    rf"わが家の)?{_CHILD_JA}"
    rf"(?:(?:の|、|・|[ ])?(?P<name>{_NAME_JA})[ ]?(?:くん|君|ちゃん|さん)"
    rf"|(?:の|、)(?P<plain>[{KANJI}]{{1,3}}|[{KATAKANA}]{{2,6}})(?=(?:が|は|も|と|の|"
    rf"を|に)(?!会社|制度))"
    r"|[(は、がも]{0,2}[ ]?(?P<age>[0-9]{1,2})[ ]?(?:歳|才|か月|ヶ月|カ月)"
    r"(?!になる(?:まで|前|お子|方|社員)|まで|以[上下]|未満|から|の?誕生日まで)\)?"
    r"|[はがもを、]{0,2}(?:[^。\n]{0,10}?)(?P<school>[一-龯々ァ-ヶーぁ-ん]{2,10}?(?:"
    r"市立|区立|町立|村立|国立|私立)?[一-龯々ァ-ヶー]{0,8}(?:小学校|中学校|高校|"
    r"高等学校|保育園|幼稚園|こども園)(?:[0-9一二三四五六]年生?)?|"
    r"小学[0-9一二三四五六]年生|(?:小|中|高)[1-6](?:の|に|で)))"
)
_PREFIXED_JA = re.compile(
    rf"(?:(?:小学|中学|高校|高)[ ]?[0-9一二三四五六]年生?|小学生|中学生|高校生|園児|"
    rf"(?:[0-9]{{1,2}}|{_NUMERAL})[ ]?(?:歳|才|か月|ヶ月|カ月))(?:になる|になった)?の(?:うちの)"
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


@dataclass(frozen=True, slots=True)
class Children:
    """Reads all texts first, so that a child named once is found everywhere."""

    name: str = "children"
    rules: Sequence[Rule] = ()

    def learn(self, document: Document) -> None:
        """Remember the children who are named beyond doubt."""
        if document.is_url:
            return
        told = document.children = []
        for one in _told(document):
            told.append(one)
            left, right = one[2:]
            for word in name_key(document.text[left:right]).split(" ")[:1]:
                if len(document.memory.children) < _MANY:
                    document.memory.children.add(word)

    def find(self, document: Document) -> Iterator[Hit]:
        """Children beside a word for them, in a post about them, and named again."""
        if document.is_url:
            return
        yield from find_children(document)
        for start, end, _left, _right in document.children:
            yield Hit("minor.family", start, end, Likelihood.LIKELY)
        if _is_about_children(document):
            yield from _visitors(document)
        yield from _again(document)


_MANY = 500
"""How many children one scan remembers."""


def _told(document: Document) -> Iterator[tuple[int, int, int, int]]:
    """Children whose name something beside it gives away, staff left out."""
    for told in (children_en.told, children_ja.told):
        for start, end, left, right in told(document):
            if not _is_staff(document, left, right):
                yield start, end, left, right


def _is_staff(document: Document, start: int, end: int) -> bool:
    near = people_within(document, start, end)
    return any(one.kind == "person_employee" and one.variant != "ambiguous" for one in near)


def _is_about_children(document: Document) -> bool:
    """A day for children, a school that visits: who is called by first name is a child."""
    return bool(document.cues.of("family.event"))


def _visitors(document: Document) -> Iterator[Hit]:
    """Those called by a first name alone in a post about children."""
    outsiders = [one for one in people_of(document) if one.kind == "person_external"]
    spans = [(one.start, one.end) for one in outsiders if one.variant in {"alone", "addressed"}]
    for start, end in sorted({*spans, *children_en.visitors(document)}):
        single = _WORD.fullmatch(document.text[start:end]) is not None
        staff = _is_staff(document, start, end) or children_en.is_adult(document, start, end)
        if single and not staff:
            yield Hit("minor.family", start, end, Likelihood.POSSIBLE)
    for start, end, left, right in children_ja.called_softly(document):
        if not _is_staff(document, left, right):
            yield Hit("minor.family", start, end, Likelihood.POSSIBLE)


def _again(document: Document) -> Iterator[Hit]:
    """Children of this scan wherever their names stand once more."""
    children = document.memory.children
    if not children:
        return
    for match in _WORD.finditer(document.text):
        if name_key(match[0]) in children and not _is_staff(document, *match.span()):
            yield Hit("minor.family", *_with_family(document, *match.span()), Likelihood.LIKELY)
    for match in _CALLED_JA.finditer(document.text):
        if name_key(match["name"]) in children and not _is_staff(document, *match.span("name")):
            yield Hit("minor.family", *match.span(), Likelihood.LIKELY)


_WORD = re.compile(r"(?<![0-9A-Za-zÀ-ɏ])[A-ZÀ-Þ][a-zÀ-ɏ-]{1,20}(?![0-9A-Za-zÀ-ɏ])")
_CALLED_JA = re.compile(
    rf"(?P<name>(?<![{KANJI}])[{KANJI}]{{1,4}}|[{HIRAGANA}]{{2,5}}?|(?<![{KATAKANA}])"
    rf"[{KATAKANA}]{{2,7}})"
    r"(?:くん|君|ちゃん|さん)"
)


def _with_family(document: Document, start: int, end: int) -> tuple[int, int]:
    """The whole name, where a family name stands with it."""
    around = people_within(document, start, end)
    whole = next((one for one in around if one.start == start and one.end > end), None)
    return (start, whole.end) if whole else (start, end)


def find_children(document: Document) -> Iterator[Hit]:
    """A child of somebody with a name, an age or a school."""
    if not document.cues.of("family.child") and "小学" not in document.text:
        return
    for match in _FAMILY_JA.finditer(document.text):
        if match["plain"] and not _is_name(match["plain"]):
            continue
        if not match["age"] and _is_grown_up(document, match):
            continue
        if not match["age"] or int(match["age"]) < _GROWN_UP or "か月" in match[0]:
            yield Hit("minor.family", match.start(), _name_end(match), Likelihood.LIKELY)
    for match in _PREFIXED_JA.finditer(document.text):
        if not _ANYBODYS.match(document.text, match.end()):
            yield Hit("minor.family", *match.span(), Likelihood.LIKELY)
    yield from _english_children(document)


_ANYBODYS = re.compile(
    r"(?:から|以上|まで|連れ|向け|も(?:参加|歓迎)|は無料|をお持ち|を持つ|"
    r"(?:が|の)いる(?:社員|方|従業員|家庭|人))"
)
"""What makes a child that of any employee: 小学生のお子さんがいる社員."""
_GROWN_UP_WORDS = re.compile(
    r"(?i:(?<![a-z])(?:grown[- ]up|adult|married|marries|wedding|engaged|husband|wife|fianc|"
    r"graduated|university|college|degree|ph\.?d|works|worked|working|employed|career|job|retired|"
    r"engineer|lawyer|doctor|nurse|teacher|accountant|manager|designer|consultant|architect|"
    r"his own|her own|took over|takes over|runs|running the|owns|moved out|"
    r"in (?:his|her) (?:twenties|thirties|forties|fifties|late|early|mid)|drives|"
    r"(?:1[89]|[2-9][0-9])(?=[,.)]| and| years))(?![a-z]))"
    r"|成人|社会人|結婚|大学|就職|勤め|勤務|働い|独立|会社員|エンジニア|医師|教師|"
    r"看護師|婚約|嫁|婿|"
    r"孫が|入籍|継い|起業|社長|一人暮らし|(?:1[89]|[2-9][0-9])[ ]?歳"
)
_SCHOOL_AHEAD = re.compile(
    r"保育園|幼稚園|小学|中学|高校|kindergarten|preschool|nursery|school|grade"
)
_LIFE_BEFORE, _LIFE_AFTER = 12, 48


def _is_grown_up(document: Document, match: re.Match[str]) -> bool:
    """Whether the sentence gives the son or daughter a job, a marriage or a degree."""
    opens, closes = document.sentence(*match.span())
    start, end = max(opens, match.start() - _LIFE_BEFORE), min(closes, match.end() + _LIFE_AFTER)
    around = document.text[start:end]
    return bool(_GROWN_UP_WORDS.search(around)) and not _SCHOOL_AHEAD.search(match[0])


def _is_name(word: str) -> bool:
    """Whether a word without an honorific is a given name: お子様の扶養 names nobody."""
    given = word in word_list("given_ja") or word[-1] in word_list("given_ja_ends")
    return given and word not in word_list("not_given_ja")


def _name_end(match: re.Match[str]) -> int:
    return match.end("name") if match["name"] else match.end()


def _english_children(document: Document) -> Iterator[Hit]:
    for match in _FAMILY_EN.finditer(document.text):
        grown = match["age"] and int(match["age"]) >= _GROWN_UP
        if grown or (not match["age"] and _is_grown_up(document, match)):
            continue
        name = match["name"] or ""
        named = bool(name) and name.split()[0].rstrip(",").lower() not in word_list("not_names_en")
        grade = re.search(r"(?:year|month|week)s?[- ]old|grade", match["adj"]) is not None
        young = match["age"] is not None and int(match["age"]) < _GROWN_UP
        if named or grade or young:
            end = (
                match.end()
                if young or (named and not match["age"])
                else (match.end("name") if named else match.end("whole"))
            )
            yield Hit("minor.family", match.start(), end, Likelihood.LIKELY)
    for match in _EN_SCHOOL.finditer(document.text):
        yield Hit("minor.family", *match.span(), Likelihood.LIKELY)
