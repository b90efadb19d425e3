"""Children who can be recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.fold import name_key
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA, number

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
    r"|[(は、がも]{0,2}[ ]?(?P<age>[0-9]{1,2})[ ]?(?:歳|才|か月|ヶ月|カ月)\)?"
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


_CALLED = r"(?:くん|君|ちゃん|さん)"
_NAMED_JA = re.compile(
    rf"(?:(?:小学|中学|高校)(?:[0-9一二三四五六]年)?生|(?:保育)?園児|[0-9一二三四五六七八九十]{{1,2}}歳)の"
    rf"(?P<pupil>[{KANJI}]{{1,4}}|[{HIRAGANA}]{{2,5}}?|[{KATAKANA}]{{2,6}}){_CALLED}"
    rf"|(?:女の子|男の子|赤ちゃん|お兄ちゃん|お姉ちゃん|弟|妹|第[一二三]子)(?:の|、|\(|「)"
    rf"(?P<small>[{KANJI}]{{1,3}}|[{HIRAGANA}]{{2,5}}?|[{KATAKANA}]{{2,6}})(?:くん|君|ちゃん)"
    rf"(?:[」)]|[ ]?\([0-9一二三四五六七八九十]{{1,2}}歳\))?"
    rf"|(?P<aged>[{KANJI}]{{1,4}}|[{HIRAGANA}]{{2,5}}|[{KATAKANA}]{{2,6}}){_CALLED}[ ]?"
    rf"\((?P<age>[0-9一二三四五六七八九十]{{1,2}})歳\)"
)
_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen"
)
_NAMED_EN = re.compile(
    rf"(?<![0-9A-Za-z])(?i:{_SMALL}|[1-9]|1[0-7])-year-old[ ](?P<name>{_CAP})"
    rf"|(?<![A-Za-z])(?:brother|sister|cousin|twin)[ ](?P<kin>{_CAP}),?[ ]\(?(?:aged[ ])?"
    r"(?P<age>[0-9]{1,2})(?=[,.;)])\)?"
    rf"|(?<![A-Za-z])(?:[Ll]ittle|[Bb]aby)[ ](?P<born>{_CAP})"
)
_BIRTH_REACH = 60


def _named_children(document: Document) -> Iterator[Hit]:
    """Children called by name whom no word such as 息子 or son goes before."""
    for match in _NAMED_JA.finditer(document.text):
        if match["age"] is None or number(match["age"]) < _GROWN_UP:
            yield Hit("minor.family", *match.span(), Likelihood.LIKELY)
    for match in _NAMED_EN.finditer(document.text):
        grown = match["age"] is not None and int(match["age"]) >= _GROWN_UP
        if not grown and (match["born"] is None or _is_newborn(document, match)):
            start = match.start("kin") if match["kin"] else match.start()
            yield Hit("minor.family", start, match.end(), Likelihood.LIKELY)


def _is_newborn(document: Document, match: re.Match[str]) -> bool:
    """`little Emil` beside a birth, and not `Little Italy`."""
    arrived = document.near("cue.newborn", *match.span(), _BIRTH_REACH)
    return arrived and name_key(match["born"]) not in word_list("names_ambiguous")


def find_children(document: Document) -> Iterator[Hit]:
    """A child of somebody with a name, an age or a school."""
    yield from _named_children(document)
    if not document.cues.of("family.child") and "小学" not in document.text:
        return
    for match in _FAMILY_JA.finditer(document.text):
        if match["plain"] and not _is_name(match["plain"]):
            continue
        if not match["age"] or int(match["age"]) < _GROWN_UP or "か月" in match[0]:
            yield Hit("minor.family", match.start(), _name_end(match), Likelihood.LIKELY)
    for match in _PREFIXED_JA.finditer(document.text):
        yield Hit("minor.family", *match.span(), Likelihood.LIKELY)
    yield from _english_children(document)


def _is_name(word: str) -> bool:
    """Whether a word without an honorific is a given name: お子様の扶養 names nobody."""
    given = word in word_list("given_ja") or word[-1] in word_list("given_ja_ends")
    return given and word not in word_list("not_given_ja")


def _name_end(match: re.Match[str]) -> int:
    return match.end("name") if match["name"] else match.end()


def _english_children(document: Document) -> Iterator[Hit]:
    for match in _FAMILY_EN.finditer(document.text):
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
