"""How old people are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit, Person
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.people import is_anybody_within, people_within
from syndicate.privacy.recognisers.births import of_person
from syndicate.privacy.scripts import number

_LONGEST_NAME = 80
_OLDEST = 110
_GROWN_UP = 18
_FAMILY_REACH = 50
"""How far from a word such as 長女 an age may stand to be the child's."""
_AGE_JA = re.compile(
    r"(?<![0-9.第一二三四五六七八九十])(?P<age>[0-9]{1,3}|[一二三四五六七八九十]{1,3})[ ]?(?:歳|才)"
    r"(?![以未ま児代台から前〜~\-・]|"
    r"の(?:頃|ころ|時|とき)から?の?会社|、?[0-9]|になる会社|になるまで|になるお子|"
    r"になる年|になった(?:年度|翌|日以降)|時点|定年|満期|の(?:学生|子ども|子供|若者|"
    r"女性|男性|人|方)に?でも|"
    r"の(?:働く|人|方|お子(?:さん|さま|様)(?:から|がいる|のいる|以上|も|は無料))|"
    r"の(?:とき|時)に?(?:会社|当社)|"
    r"の(?:節目|誕生月|定年|(?:全)?(?:社員|従業員|方|人)(?:に|へ|が対象|を対象|は全員|全員)))"
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
    r"partnership|could|can|would|might|tree|house|office|factory|whisky|whiskey|wine|tradition|"
    r"organisation|organization|bug|laptop|machine|database|mainframe|app|"
    r"application|process|institution|department|bridge|club|technology|library|"
    r"framework|car|mortgage|problem|contract|relationship|dataset|repository|repo|"
    r"monolith|plan)(?![A-Za-z])"
)
_RULE_AFTER = re.compile(r"(?:で|に達)(?:定年|退職|終了|満期)|(?:の方)?(?:以|未|が対象|対象)")
_INVENTED = re.compile(
    r"(?i)(?<![a-z])(?:personas?|typical|imagine|imaginary|fictional|hypothetical|"
    r"average user|anyone|"
    r"anybody|everyone|if you)(?![a-z])|想定ユーザー|想定顧客|ペルソナ|架空|"
    r"モデルケース|主人公|対象年齢"
)
"""Words of a sentence about nobody in particular."""
_GROUP_BEFORE = re.compile(
    r"(?:会社|当社|弊社|製品|商品|サービス|システム|アプリ|ブランド|ロボット|機械|"
    r"お店|キャラクター)"
    r"(?:は|が|も)[^。、]{0,8}$|から[ ]?$|(?i:(?<![a-z])(?:any|every|each)[ ]$)|"
    r"(?:平均年齢|平均|定年|創業|設立|全員|対象|参加資格|年齢層?|上限|下限)"
    r"[^。、]{0,8}$|[〜~-][ ]?$|(?i:average|mean|median|over|under|minimum|maximum|"
    r"ages?[ ][0-9]{1,2}[ ](?:to|and)|between)[ ]?[a-z ]{0,8}$"
)


_TELLS = 200
"""How far from an age the word may stand that makes it nobody's."""


def find_ages(document: Document) -> Iterator[Hit]:
    """How old somebody is; limits, averages and the ages of things are left alone."""
    for match in _AGE_JA.finditer(document.text):
        age = number(match["age"])
        rule = _RULE_AFTER.match(document.text, match.end()) or is_invented(document, match)
        if 0 < age < _OLDEST and not rule and not _GROUP_BEFORE.search(_before(document, match)):
            yield from _age(document, match.span(), age)
    for match in _AGE_EN.finditer(document.text):
        group = match.lastgroup or ""
        age = int(re.sub(r"[^0-9]", "", match[group]))
        if age >= _OLDEST or not _is_saidof_person(document, match, group):
            continue
        start, end = match.span(group)
        if age < _GROWN_UP and group in {"comma", "paren"}:
            child = _ending_before(document, start, 2)
            if child is None or child.kind == "person_employee":
                continue
            start = child.start
        yield from _age(document, (start, end), age)


def is_invented(document: Document, match: re.Match[str]) -> bool:
    """Whether the sentence is about a persona, or about anyone at all."""
    opens, closes = document.sentence(*match.span())
    left, right = max(opens, match.start() - _TELLS), min(closes, match.end() + _TELLS)
    return _INVENTED.search(document.text, left, right) is not None


def _before(document: Document, match: re.Match[str]) -> str:
    return document.text[max(0, match.start() - 16) : match.start()]


def _is_saidof_person(document: Document, match: re.Match[str], group: str) -> bool:
    """`Maria turned 40`, `a 29-year-old engineer`; not a company, a limit or an average."""
    start = match.start(group)
    before = document.text[max(0, match.start() - 32) : match.start()]
    after = document.text[match.end() : match.end() + 32]
    if _GROUP_BEFORE.search(before) or _NOT_A_PERSON.match(after) or is_invented(document, match):
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
    if age < _GROWN_UP and (family or of_person(document, *document.sentence(*span))):
        yield Hit("minor.age", *span, Likelihood.POSSIBLE)
    elif age >= _GROWN_UP:
        yield Hit("date_of_birth.age", *span, Likelihood.LIKELY)
