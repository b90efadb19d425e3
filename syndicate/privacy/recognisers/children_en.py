"""Names of children in English: beside an age, a school year, a brother, or a day for children."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document
from syndicate.privacy.fold import name_key
from syndicate.privacy.lexicon import word_list

_CAP = r"[A-ZÀ-Þ][a-zÀ-ɏ'’-]{1,20}"
_NAME = rf"{_CAP}(?:[ ]{_CAP})?"
_NAMES = rf"{_NAME}(?:(?:,[ ]|,?[ ](?:and|&)[ ]){_NAME}){{0,5}}"
_L, _R = r"(?<![0-9A-Za-zÀ-ɏ'’-])", r"(?![0-9A-Za-z])"
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen"
)
_AGE = rf"(?:1[0-7]|[1-9]|{_WORDS})"
_YEAR = (
    r"(?:[Yy]ear|[Gg]rade|[Ff]orm|[Pp]rimary)[ ](?:1[0-3]|[1-9])|[KP][1-7]|"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh)[ ]grade|"
    r"[Rr]eception|[Nn]ursery|[Kk]indergarten|[Pp]reschool"
)
_PUPIL = (
    rf"(?:pupil|schoolgirl|schoolboy|schoolchild|sixth-former|"
    rf"(?:{_YEAR}|[Ss]chool|[Ww]ork[- ][Ee]xperience|GCSE|[Aa]-level|[Ss]ixth[- ][Ff]orm|"
    r"[Hh]igh[- ][Ss]chool|[Pp]rimary[- ][Ss]chool|[Mm]iddle[- ][Ss]chool|"
    r"[Ss]econdary[- ][Ss]chool|[Ee]lementary[- ][Ss]chool|teenage)[ ]"
    r"(?:pupil|student|trainee|intern|kid|girl|boy|visitor|apprentice)|(?:first|"
    r"second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)-grader)s?"
)
_AGED = re.compile(
    rf"{_L}(?P<name>{_NAME})(?:,[ ](?:who[ ](?:is|turned|has just turned)[ ]|who['’]s[ ]|only[ ]|"
    rf"just[ ]|now[ ]|age[ ]|aged[ ])?{_AGE}(?:[ ]years?[ ]old)?(?=[,.;!?)]|[ ]and[ ]|$)"
    rf"|[ ]\((?:aged?[ ]|just[ ])?{_AGE}(?:[ ]years?(?:[ ]old)?)?\)"
    rf"|[ ](?:aged[ ]{_AGE}{_R}|(?:is|was|turned|turns)[ ](?:only[ ]|just[ ])?{_AGE}"
    rf"(?:[ ]years?[ ]old)?(?=[,.;!?]|[ ](?:and|but|now|years?|today|on|this|next|last)[ ,.]|$)))"
)
_ACTS = re.compile(
    r"[,)]?[ ](?:asked|asks|wanted|wants|drew|draws|built|builds|came|comes|said|says|told|painted|"
    r"pressed|loved|loves|liked|likes|cried|laughed|waved|slept|fell|won|wins|learned|learnt|made|"
    r"explained|explains|showed|tried|helped|beat|sang|danced|ran|took|got|went|wrote|thought|"
    r"thinks|knew|knows|watched|played|plays|counted|pushed|ate)(?![a-z])"
)
_KIN_BEFORE = re.compile(r"(?:brother|sister|cousin|twin|friend|grandson|niece|nephew),?[ ]$")
_SCHOOLED = re.compile(
    rf"{_L}(?P<name>{_NAMES})(?:,?[ ]\(?(?:(?:both|all)[ ])?(?:from|in|is in|are in)[ ]"
    rf"(?:the[ ])?(?:{_YEAR}){_R}|[ ]\((?:{_YEAR})\)"
    rf"|,[ ](?:a|an|our|the|two|both|three|one of our)[ ](?:[0-9a-z][0-9a-z-]{{0,20}}[ ]){{0,3}}?"
    rf"(?:{_PUPIL}){_R}"
    rf"|,[ ](?:a|an|our|the)[ ](?:{_AGE})-year-old{_R})"
)
_CALLED = re.compile(
    rf"{_L}(?:{_PUPIL}|[Tt]oddlers?|[Nn]ewborn|(?:{_AGE}|[A-Z][a-z]{{2,8}})-years?-olds?"
    rf"(?:[ ](?!and[ ])[a-z-]{{3,14}}){{0,2}}|[Ss]chool(?:boy|girl|child(?:ren)?)s?)"
    rf"(?:[ ](?:this|last)[ ]week)?[,:]?[ ](?:called[ ]|named[ ])?(?P<name>{_NAMES})"
)
_SIBLING = re.compile(
    rf"{_L}(?:(?:[Ll]ittle|[Bb]aby)[ ](?:brother|sister|cousin)s?[ ,]{{1,2}}(?P<name>{_NAMES})"
    rf"|(?P<little>(?:[Ll]ittle|[Bb]aby)[ ]{_CAP}))"
    rf"|{_L}(?P<of>{_CAP})['’]s[ ](?:(?:younger|big|older|elder|twin)[ ])?(?:brother|sister|twin|"
    rf"cousin|friend|classmate)s?[ ,]{{1,2}}(?P<kin>{_NAMES})"
)
_THEIR_KIDS = re.compile(
    rf"{_L}(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|{_CAP}['’]s)[ ](?:[a-z]{{2,10}}[ ]){{0,2}}"
    rf"(?:kids|children|boys|girls|sons|daughters|twins|grandchildren|grandkids)[,:]?[ ]"
    rf"\(?(?P<name>{_NAMES})"
)
_BAPTISED = re.compile(
    r"(?:named|called)[ ](?:him|her|our[ ](?:son|daughter|baby)|the[ ](?:baby|boy|girl))[ ]"
    rf"(?P<name>{_CAP})"
)
_BIRTH_REACH = 120
_ADULT_BEFORE = re.compile(
    r"(?:M(?:r|rs|s|iss)\.?|Dr\.?|Prof\.?|Sir|teachers?|parents?|mothers?|fathers?|mum|dad|mom|"
    r"grandmother|grandfather|granny|uncle|aunt|colleagues?|engineers?|managers?|"
    r"photographer|caterer|magician|host|hosts|organiser|organizer|colleague|head|headteacher|"
    r"trainer|coach|speaker|thanks to|thank you,?|with|by|from|at|in|of|to)[ ,]{1,2}$",
    re.IGNORECASE,
)
_ADULT_AFTER = re.compile(
    r"(?:['’]s[ ](?:(?:[a-z]+|[0-9]+-year-old)[ ]){0,2}(?:son|daughter|child|kid|boy|girl|twins|"
    r"nephew|niece|grand|team|group|department|desk|office|booth|lab|class|baby|family|"
    r"little|wife|husband)|[ ](?:and[ ]her|and[ ]his)[ ](?:son|daughter|kids|children|twins)|"
    r",?[ ](?:from|of|at|in|who[ ](?:works|leads|runs|teaches|organis|organiz))[ ]|"
    r",[ ](?:a|an|the|our|their|head|who)[ ]|"
    r"[ ](?:organised|organized|from|runs|led|leads|teaches|works|brought|"
    r"catered|photographed)(?![a-z]))"
)


def told(document: Document) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, name start, name end) of names that a word beside them makes a child's."""
    text = document.text
    for match in _AGED.finditer(text):
        word = match["name"].split(" ")[0]
        kin = _KIN_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
        acts = kin or "who" in match[0] or _ACTS.match(text, match.end())
        if is_name(document, word, match.start(), strict=not acts):
            yield (*match.span(), *match.span("name"))
    for pattern in (_SCHOOLED, _CALLED, _THEIR_KIDS):
        for match in pattern.finditer(text):
            with_age = "-old" in text[match.start() : match.start("name")]
            for start, end, left, right in _each(document, match, "name"):
                first = with_age and left == match.start("name")
                yield (match.start() if first else start), end, left, right
    for match in _SIBLING.finditer(text):
        yield from _sibling(document, match)
    for match in _BAPTISED.finditer(text):
        if _is_born(document, match):
            yield from _each(document, match, "name")


def _sibling(document: Document, match: re.Match[str]) -> Iterator[tuple[int, int, int, int]]:
    """`her little brother Ben`, `Mia's sister Edie` of a child, `little Emil` beside a birth."""
    if match["little"]:
        name = match.start("little") + match["little"].index(" ") + 1
        everyday = name_key(document.text[name : match.end()]) in word_list("names_ambiguous")
        if _is_born(document, match) and not everyday:
            yield (*match.span("little"), name, match.end())
    elif match["of"] is None or name_key(match["of"]) in document.memory.children:
        yield from _each(document, match, "name" if match["name"] else "kin")


def _each(
    document: Document, match: re.Match[str], group: str
) -> Iterator[tuple[int, int, int, int]]:
    """Every name of a list."""
    for one in re.finditer(_NAME, match[group]):
        start = match.start(group) + one.start()
        if is_name(document, one[0].split(" ")[0], start, strict=False):
            end = start + len(one[0])
            yield start, end, start, end


def _is_born(document: Document, match: re.Match[str]) -> bool:
    return document.near("cue.newborn", *match.span(), _BIRTH_REACH)


def is_name(document: Document, word: str, start: int, *, strict: bool) -> bool:
    """Whether `word` may be somebody's first name; `strict` where only a number speaks for it."""
    key = name_key(word)
    if key in word_list("openers_en") or key in word_list("not_names_en"):
        return False
    if _THING_BEFORE.search(document.text[max(0, start - 16) : start]):
        return False
    if not strict:
        return key not in word_list("things_en")
    doubtful = key in word_list("names_ambiguous") or key in word_list("given_doubtful")
    if not doubtful and (key in word_list("given_en") or key in word_list("given_world")):
        return True
    around = document.text[max(0, start - _CHILD_REACH) : start + _CHILD_REACH]
    family = document.near("family.child", start, start, _CHILD_REACH)
    return family and _MACHINES.search(around) is None


_THING_BEFORE = re.compile(
    r"(?i)(?<![a-z])(?:dog|cat|robot|puppy|kitten|hamster|rabbit|horse|pony|parrot|tortoise|mascot|"
    r"pet|version|release|room|table|chapter|figure|team|project|model|server|printer)[ ,]{1,2}$"
)
_CHILD_REACH = 80
_MACHINES = re.compile(r"(?i)process|thread|node|window|class|component|element|container|company")
"""What else has children."""


def visitors(document: Document) -> Iterator[tuple[int, int]]:
    """Frequent first names standing alone, for posts in which they are children's."""
    for match in _ALONE.finditer(document.text):
        key = name_key(match[0])
        if key in word_list("given_en") and is_name(document, match[0], match.start(), strict=True):
            yield match.span()


_ALONE = re.compile(
    rf"(?<![0-9A-Za-zÀ-ɏ'’-])(?<![A-ZÀ-Þa-zÀ-ɏ][a-z.] ){_CAP}(?![0-9A-Za-zÀ-ɏ-]|[ ][A-ZÀ-Þ])"
)


def is_adult(document: Document, start: int, end: int) -> bool:
    """Whether the words beside a first name speak of a teacher, a parent or a colleague."""
    before = _ADULT_BEFORE.search(document.text[max(0, start - 24) : start])
    return before is not None or _ADULT_AFTER.match(document.text, end) is not None
