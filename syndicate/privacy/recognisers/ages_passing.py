"""Ages told in passing: in words, by a birthday, at a death, by a number alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.people import is_anybody_within, people_within
from syndicate.privacy.recognisers.ages import is_invented
from syndicate.privacy.recognisers.births import of_person

_LONGEST_NAME = 80
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_AGE = (
    rf"(?P<{{}}>(?:(?:{_TENS})(?:[- ](?:{_ONES}))?|eighteen|nineteen|1[89]|"
    rf"[2-9][0-9]|10[0-9])(?:[ ]years?[ ]old)?)"
)
_KIN = (
    "mother|father|mum|mom|dad|grandmother|grandfather|gran|grandma|grandpa|granddad|wife|husband|"
    "partner|boss|manager|colleague|teammate|mentor|sister|brother|aunt|uncle|son|"
    "daughter|neighbour|"
    "neighbor|predecessor|successor|desk neighbour"
)
_END = (
    r"(?=[ ]?(?:[,.;!?)]|$)|[ ](?:today|yesterday|tomorrow|now|this|last|next|and|"
    r"but|when|on|in|years|"
    r"after|with|over|already|at)(?![A-Za-z]))"
)
_NTH = (
    r"(?P<nth>(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-(?:first|"
    r"second|third|fourth|"
    r"fifth|sixth|seventh|eighth|ninth)|eighteenth|nineteenth|twentieth|thirtieth|"
    r"fortieth|fiftieth|"
    r"sixtieth|seventieth|eightieth|ninetieth|hundredth|(?:1[89]|[2-9][0-9]|100)(?:st|nd|rd|th)))"
)
_OWNER = r"(?:[Mm]y|[Hh]is|[Hh]er|[A-ZÀ-Þ][a-zÀ-ɏ'-]{1,20}['’]s)"
_ENGLISH = re.compile(
    rf"(?<![A-Za-z0-9])(?:I['’]m|I am|I was|I turned|(?:[Hh]e|[Ss]he)(?:['’]s|['’]ll "
    rf"be|[ ](?:is|was|will be|"
    rf"would be))|[Ww]ho(?:['’]s|[ ](?:is|was|will be))|(?:[Mm]y|[Hh]is|[Hh]er|"
    rf"[Oo]ur)[ ](?:{_KIN})[ ]"
    rf"(?:is|was|turned|will be))[ ](?:only[ ]|just[ ]|now[ ]|almost[ ]|nearly[ ]|"
    rf"already[ ]|about[ ]to[ ]"
    rf"turn[ ]|about[ ]to[ ]be[ ])?{_AGE.format('being')}{_END}"
    rf"|(?:turn(?:s|ed|ing)?|hit(?:s|ting)?|reach(?:es|ed)?)[ ]"
    rf"(?:{_AGE.format('turned')}{_END}|(?P<big>the big [3-9]-?[05o])(?![0-9A-Za-z]))"
    rf"|(?<![A-Za-z]){_OWNER}[ ](?:own[ ])?{_NTH}(?=[ ]birthday|[ ]on[ ]|[.,!])"
    rf"|(?:died|passed away|passed on|retired|still[ ][a-z]{{3,12}}ing|became (?:a |"
    rf"an )?[a-z]{{3,14}}|"
    rf"married|widowed|graduated|emigrated|gave birth|had (?:her|his) first [a-z]{{3,8}})[ ]at[ ]"
    rf"(?:the age of[ ])?{_AGE.format('at')}{_END}"
    rf"|at the age of[ ]{_AGE.format('of')}(?![0-9A-Za-z])"
    rf"|(?P<old>(?:{_TENS})(?:[- ](?:{_ONES}))?[- ]years?[- ]old)(?![A-Za-z])"
)
_THINGS = re.compile(
    r"(?i)(?:you|we|they|it|which|that|team|company|firm|office|product|project|app|system|"
    r"service|building|temperature|count|number|score|sales|club)[ ](?:just |has |"
    r"have |will |be )*$"
)
_WHO = (
    r"(?:さん|くん|氏|彼女?|父親?|母親?|妻|夫|祖父|祖母|兄|姉|弟|妹|私|僕|俺|上司|"
    r"先輩|部長|課長|社長)"
)
_NUMERAL = "(?:[0-9]{2,3}|[一二三四五六七八九十百]{1,4})"
_JAPANESE = re.compile(
    rf"(?P<late>享年[ ]?{_NUMERAL}[ ]?(?:歳|才)?)"
    r"|(?P<feast>還暦|古希|古稀|喜寿|傘寿|米寿|卒寿|白寿|百寿)"
    r"(?=(?:の(?:お?祝い|誕生日|節目)|(?:を|に|で|も|が)?[^。、\n]{0,6}?(?:迎え|祝|"
    r"なり|なっ|過ぎ)))"
    rf"|{_WHO}(?:は|が|も)(?:、|今年で?|来年で?|来月で?|まだ|もう|すでに|今|先月|"
    rf"昨日|ちょうど|今日で?|実は){{0,3}}"
    r"(?P<number>1[89]|[2-9][0-9])(?=になる|になりま|になった|になって|[。!]|です|"
    r"でし|、(?:まだ|もう))"
)


def find_ages_in_passing(document: Document) -> Iterator[Hit]:
    """Ages without `years old` beside them; those of nobody in particular are left alone."""
    for match in _ENGLISH.finditer(document.text):
        group = match.lastgroup or "being"
        if not is_invented(document, match) and _is_said_of_person(document, match, group):
            yield Hit("date_of_birth.age", *match.span(group), Likelihood.LIKELY)
    for match in _JAPANESE.finditer(document.text):
        group = match.lastgroup or "number"
        somebody = group != "feast" or of_person(document, *document.sentence(*match.span()))
        if somebody and not is_invented(document, match):
            yield Hit("date_of_birth.age", *match.span(group), Likelihood.LIKELY)


def _is_said_of_person(document: Document, match: re.Match[str], group: str) -> bool:
    """Whether a person turned so old, has this birthday, or is meant by the sentence."""
    if group == "being":
        return True
    if group == "nth":
        owner = document.text[match.start() : match.start(group)]
        near = people_within(document, match.start() - _LONGEST_NAME, match.start(group))
        named = any(one.end > match.start() for one in near)
        return named or owner.split(" ")[0].lower() in {"my", "his", "her"}
    opens, closes = document.sentence(*match.span())
    if _THINGS.search(document.text[max(opens, match.start() - 32) : match.start()]):
        return False
    named = is_anybody_within(document, opens, closes)
    return named or document.cues.has("special_general.own", opens, closes)
