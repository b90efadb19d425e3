"""Names of children in Japanese: beside an age, a school year, a brother, or a day for children."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA

_SOFT = r"(?:くん(?!れん)|君(?![主が代])|ちゃん(?![とぽ])|クン|チャン)"
_ANY = rf"(?:{_SOFT}|さん(?![まぽ]))"
_KANJI_NAME = rf"[{KANJI}]{{1,4}}(?:[ ]?[{KANJI}{HIRAGANA}]{{1,3}}?)?"
_NAME = rf"(?:{_KANJI_NAME}|[{HIRAGANA}]{{2,5}}?|[{KATAKANA}]{{2,7}})"
_DIGIT = "[1-9一二三四五六七八九]"
_AGE = r"(?:1[0-7]|[1-9]|十[一二三四五六七]|[一二三四五六七八九十])[ ]?(?:歳|才)"
_GRADE = (
    rf"(?:(?:小学校?|中学校?|高校|高等学校|小|中|高)の?{_DIGIT}年?生?|年長|年中|年少)(?:さん|組)?"
)
_PUPIL = (
    rf"(?:(?:(?:小学校?|中学校?|高校|高等学校|小|中|高)の?)?(?<![入大院歴部目][社学院])"
    rf"[1-6一二三四五六]年生|(?:小|中|高){_DIGIT}|年長|年中|年少|(?:年長|年中|年少)(?:さん|組)|"
    r"生徒|児童|(?:保育|幼稚)?園児|小学生|中学生|高校生|職場体験(?:生|の生徒|の中学生)|"
    rf"(?:中学生|高校生)(?:インターン|ボランティア|記者)(?:生)?|{_AGE})"
)
_AFTER_PUPIL = re.compile(
    rf"(?<![大専])(?P<pupil>{_PUPIL})(?:の|、|「|で、?)[ ]?"
    rf"(?P<name>{_NAME}){_ANY}(?P<more>(?:(?:、|と|や|・|,[ ]?){_NAME}{_ANY}){{0,5}})"
)
_ONE = re.compile(rf"(?P<name>{_NAME}){_ANY}")
_BEFORE_AGE = re.compile(
    rf"(?P<name>{_NAME}){_ANY}(?:[ ]?\((?:{_AGE}|{_GRADE}|{_PUPIL}|[1-9])\)"
    rf"|(?:は|、|が|も)(?:まだ)?{_AGE}(?=[。、にでの!です]|$)|、{_GRADE}(?=[。、にで]|$))"
)
_SIBLING = re.compile(
    rf"(?:(?<![兄姉従義])(?:弟|妹)|お兄ちゃん|お姉ちゃん|弟さん|妹さん|末っ子)(?:の|、|は)(?P<name>{_NAME}){_SOFT}"
)
_SMALL = re.compile(
    rf"(?:女の子|男の子|赤ちゃん|お兄ちゃん|お姉ちゃん|第[一二三]子)(?:の|、|\(|「)(?P<name>{_NAME}){_SOFT}"
    rf"(?:[」)]|[ ]?\({_AGE}\))?"
)
_BAPTISED = re.compile(
    rf"(?:名前は|名は|命名|名付けて|名づけて)[、 ]?[「『](?P<name>{_NAME})(?:{_ANY})?[」』]"
    rf"|[「『](?P<quoted>{_NAME})(?:{_ANY})?[」』]と(?:名付け|名づけ|命名)"
)
_BORN = re.compile(r"生まれ|誕生|出産|産まれ|赤ちゃん|第[一二三]子|長男|長女|次男|次女|娘|息子")
_BIRTH_REACH = 60
_UNIVERSITY = re.compile(r"(?:大学院?|学部|院|入社|社会人|高専|博士|修士)(?:の|で)?[^。、]{0,2}$")
_THING = re.compile(
    r"ロボット|マスコット|キャラクター|ゆるキャラ|ぬいぐるみ|人形|犬|猫|ねこ|いぬ|うさぎ|ペット|"
    r"チャットボット|ボット|アプリ|掃除機|料理|メニュー|愛車|車|商品|鳥|魚|カメ|水族館|動物|着ぐるみ|AI"
)
_THING_REACH = 14
_KIN = re.compile(
    r"(?:お?(?:ばあ|じい|かあ|とう|にい|ねえ|兄|姉|婆|爺|母|父|嫁|孫|赤|坊)|ばば|じじ|み|わん|にゃん|"
    r"みんな|おいち|めっ|どっち|こっち)"
)


def told(document: Document) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, name start, name end) of names that a word beside them makes a child's."""
    text = document.text
    for match in _AFTER_PUPIL.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        if _UNIVERSITY.search(before) or not _is_name(document, match):
            continue
        yield match.start(), match.start("more"), *match.span("name")
        for one in _ONE.finditer(text, *match.span("more")):
            yield one.start(), one.end(), *one.span("name")
    for pattern in (_BEFORE_AGE, _SIBLING, _SMALL):
        for match in pattern.finditer(text):
            if _is_name(document, match):
                start = match.start("name") if pattern is _SIBLING else match.start()
                yield start, match.end(), *match.span("name")
    for match in _BAPTISED.finditer(text):
        around = text[max(0, match.start() - _BIRTH_REACH) : match.end() + _BIRTH_REACH]
        group = "name" if match["name"] else "quoted"
        if _BORN.search(around):
            yield (*match.span(group), *match.span(group))


def called_softly(document: Document) -> Iterator[tuple[int, int, int, int]]:
    """Everybody called くん or ちゃん who is no colleague, relative, pet or mascot."""
    if not re.search(r"くん|ちゃん|君|クン|チャン", document.text):
        return
    for match in _SOFTLY.finditer(document.text):
        if _is_name(document, match):
            yield (*match.span(), *match.span("name"))


_SOFTLY = re.compile(
    rf"(?<![{KANJI}])(?P<name>(?:[{KANJI}]{{1,4}}|(?<![{HIRAGANA}{KANJI}{KATAKANA}])[{HIRAGANA}]{{2,5}}?|"
    rf"(?<=[、はがとのもにで。])[{HIRAGANA}]{{2,4}}?|(?<![{KATAKANA}])[{KATAKANA}]{{2,7}})){_SOFT}"
)


def _is_name(document: Document, match: re.Match[str]) -> bool:
    """Whether somebody is meant: not a relative, not a robot with a pet name."""
    name = match["name"]
    if _KIN.fullmatch(name) or name in word_list("not_people_ja"):
        return False
    start = match.start("name")
    opens = document.sentence(start, start + 1)[0]
    before = document.text[max(opens, start - _THING_REACH) : start]
    return _THING.search(before) is None
