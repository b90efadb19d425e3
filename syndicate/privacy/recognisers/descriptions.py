"""Descriptions that fit one person, or very few."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import Cue

_REACH = 60
"""How far the parts of a description may stand apart."""
_NEAR = 200
"""How far from a description its department may be named."""


def find_descriptions(document: Document) -> Iterator[Hit]:
    """`the only woman in the Sapporo office`: a count of one, an attribute, a place or role."""
    for start, end in _reversed(document):
        yield _hit(document, Cue(start, end, ""), start, end)
    for cue in document.cues.of("small.count"):
        closes = document.sentence(cue.start, cue.end)[1]
        limit = min(closes, cue.end + _REACH)
        attributes = document.cues.within("small.attribute", cue.end, min(limit, cue.end + 24))
        attribute = next((one for one in attributes if _modifies(document, cue, one)), None)
        if attribute is None and not _self_contained(document, cue):
            continue
        if _THING.match(document.text, (attribute or cue).end):
            continue
        after = attribute.end if attribute else cue.end
        role = _role(document, cue, after, limit)
        if role is None and not _ALONE.match(document.text, cue.start):
            continue
        start, end = _whole(document, cue, max(after, role.end if role else after))
        yield _hit(document, cue, start, end)


def _hit(document: Document, cue: Cue, start: int, end: int) -> Hit:
    """Blocking where the directory knows so few of that team or office."""
    size = _team_size(document, cue)
    small = size is not None and size < document.context.small_team
    rule = "small_count.below_k" if small else "small_count.described"
    return Hit(rule, start, end, Likelihood.LIKELY if small else Likelihood.POSSIBLE)


_SELF_CONTAINED = re.compile(
    r"(?:最年少|最高齢|最年長)(?!でも|から|で参加|向け)|紅一点|黒一点|"
    r"(?i:youngest|oldest)(?![ ](?:[a-z-]{2,14}[ ])?(?:product|line|machine|"
    r"building|brand|version|trick|"
    r"client|customer|system|server|code|codebase|tradition|company|office|site|plant|factory|team|"
    r"branch|part|bug|ticket|feature|service|app|repository|tree|joke|child|son|daughter|brother|"
    r"sister|visitors?|guests?|fans?)(?![A-Za-z]|[ ](?:lead|leader|manager|head|"
    r"member|supervisor)))"
)
_ALONE = re.compile(
    r"(?i)(?:the|our|my|their|['’]s)[ ](?:only|sole|lone|one|single|two|three|only "
    r"two|only three)[ ]"
    r"(?:[a-z-]{3,12}[ ])?(?:wom[ae]n|m[ae]n|mothers?|fathers?|muslims?|jews?|hindus?|sikhs?|"
    r"christians?|buddhists?|vegans?|wheelchair users?|foreigners?|non-japanese|"
    r"teenagers?)(?![a-z-])"
)
"""Who they are says enough; no team need be named."""
_THING = re.compile(
    r"[ ](?:office|offices|restaurant|version|product|products|line|client|customer|company|market|"
    r"website|translation|food|bakery|edition|language|course|day|month|side|toilets?|machine|car|"
    r"in space|on the moon|in the world|in history|cup|league|team(?![ ](?:lead|member)))(?![a-z])|"
    r"(?:向け|用(?!務)|版|語|客|市場|雑誌|トイレ|更衣室|観光|服|靴|が初|ユーザー向け)"
)
"""What follows an attribute that is not somebody's."""


def _self_contained(document: Document, cue: Cue) -> bool:
    """`最年少の部長`: the count itself is the attribute."""
    return _SELF_CONTAINED.search(document.text, cue.start, cue.end + _PERSON_REACH) is not None


_PERSON_REACH = 44
_FEW = "(?:一人|1人|ひとり|一名|1名|二人|2人|ふたり|二名|2名|三人|3人|三名|3名)"
_ATTRIBUTE_FIRST = re.compile(
    rf"(?:は|が|も)、?(?:(?:彼女|彼|私|僕|自分|[^。、\s]{{1,8}}さん)(?:{_FEW}|だけ|のみ|しか)"
    rf"|(?:たった|わずか|ただ)?{_FEW}(?:だけ|のみ|しかい|きり))(?!でも)"
)
_COUNT_FIRST = re.compile(
    rf"(?:(?:たった|わずか|ただ)?{_FEW}(?:しかいない|だけいる|だけの|いる|のみの)|"
    rf"(?:たった|ただ){_FEW}、"
    r"[^。、\n]{0,14}?)$"
)


def _reversed(document: Document) -> Iterator[tuple[int, int]]:
    """`女性は彼女だけ`, `二人しかいない外国籍社員`: the attribute first, or a number of people."""
    for cue in document.cues.of("small.attribute"):
        if document.text[cue.start].isascii():
            continue
        opens, closes = document.sentence(cue.start, cue.end)
        if not document.cues.has("small.role", opens, closes):
            continue
        if match := _ATTRIBUTE_FIRST.match(document.text, cue.end):
            yield cue.start, match.end()
        elif match := _COUNT_FIRST.search(document.text[max(opens, cue.start - 24) : cue.start]):
            yield cue.start - len(match[0]), cue.end


def _modifies(document: Document, cue: Cue, attribute: Cue) -> bool:
    """Whether the attribute belongs to the count and no clause ends between them."""
    between = document.text[cue.end : attribute.start]
    if re.search(r"[、,;:.。]", between):
        return False
    if document.text[cue.start].isascii():
        return (
            len(between.split()) <= 3
            and re.search(r"(?i)(?<![a-z])(?:reason|way|thing|one|time)(?![a-z])", between) is None
        )
    return len(between) <= 8 and re.search(r"が|は|方法|理由", between) is None


def _role(document: Document, cue: Cue, after: int, limit: int) -> Cue | None:
    """The role, team or place of the description: behind it, or in Japanese before it."""
    behind = document.cues.within("small.role", after - 1, limit)
    if behind:
        return max(
            (one for one in behind if not re.search(r"[、,;。]", document.text[after : one.start])),
            key=lambda one: (one.start - after < 30, one.end),
            default=None,
        ) or (_before(document, cue))
    return _before(document, cue)


def _before(document: Document, cue: Cue) -> Cue | None:
    opens = document.sentence(cue.start, cue.end)[0]
    found = document.cues.within("small.role", max(opens, cue.start - 24), cue.start)
    return found[-1] if found else None


def _whole(document: Document, cue: Cue, end: int) -> tuple[int, int]:
    """The description from its place in front to its last word."""
    start = cue.start
    if document.text.startswith(("'s", "’s"), start):
        owner = re.search(r"[A-Za-z]{1,20}$", document.text[max(0, start - 20) : start])
        start -= len(owner[0]) if owner else 0
    opening = document.text[max(0, start - 20) : start]
    place = re.search(
        r"[一-龯々ァ-ヶーA-Za-z0-9]{1,14}(?:支店|支社|オフィス|事業所|営業所|工場|拠点|"
        r"部|課|チーム|研究所)(?:で|の|において)?$",
        opening,
    )
    return (start - len(place[0]) if place else start), max(end, cue.end)


def _team_size(document: Document, cue: Cue) -> int | None:
    """Size of the smallest department or office named in the sentence, if the directory has it."""
    opens, closes = document.sentence(cue.start, cue.end)
    opens, closes = max(opens, cue.start - _NEAR), min(closes, cue.end + _NEAR)
    sizes = document.context.directory.index.team_sizes(document.key[opens:closes])
    return min(sizes, default=None)
