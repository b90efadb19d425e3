"""Business figures nobody has published, and words of people outside the company."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.people import people_within

_FIGURE = re.compile(
    r"(?:約|およそ|approximately |about |around |roughly |over |more than |nearly )?"
    r"(?:(?:[¥$€£]|USD |JPY |EUR |GBP |US\$)[ ]?[0-9]{1,3}(?:,?[0-9]{3})"
    r"{0,4}(?:\.[0-9]{1,2})?(?:[ ]?(?:million|billion|trillion|bn|mn|mm|[kKmMbB])"
    r"(?![A-Za-z]))?"
    r"|(?<=from )[0-9][0-9,]{0,6}%?[ ]to[ ][0-9][0-9,]{0,6}%?(?![0-9A-Za-z:.])"
    r"|(?<![0-9A-Za-z.,])[0-9]{1,3}(?:,?[0-9]{3}){0,4}(?:\.[0-9]{1,3})?[ ]?"
    r"(?:(?:兆|億|万|千|百万|十億)[0-9,]{0,6}(?:万)?(?:円|ドル|ユーロ|元|名|人|件|"
    r"社)?|円|ドル|ユーロ|名|百万円|千円"
    r"|(?:million|billion|trillion|bn|mn)(?:[ ](?:yen|dollars|euros|pounds|USD|JPY))"
    r"?(?![A-Za-z])|%|%|パーセント|per ?cent(?![A-Za-z])|[kK](?![A-Za-z])|(?:yen|dollars|euros|"
    r"employees|people|customers|seats|hires|roles|redundancies)(?![A-Za-z])))"
    r"(?:の?(?:増|減|増収|減収|増益|減益|赤字|黒字))?"
)
_REACH = 40
_CONFIDENTIAL_REACH = 80
_NEXT = 12
"""How far behind one figure the next may stand to be of the same thing: `£48 million, up 11 %`."""


def find_figures(document: Document) -> Iterator[Hit]:
    """Amounts beside words of business; blocking where the text says they are not public."""
    if not document.cues.of("cue.figure"):
        return
    last = -1
    for match in _FIGURE.finditer(document.text):
        start, end = match.span()
        follows = 0 <= last <= start and document.sentence(last, last) == document.sentence(
            start, end
        )
        if not _is_business(document, start, end) and not (follows and start - last <= _NEXT):
            continue
        last = end
        secret = document.near("cue.confidential", start, end, _CONFIDENTIAL_REACH)
        if secret:
            yield Hit("unreleased_figure.confidential", start, end, Likelihood.LIKELY)
        elif not document.says("cue.published", start, end):
            yield Hit("unreleased_figure.figure", start, end, Likelihood.UNLIKELY)


def _is_business(document: Document, start: int, end: int) -> bool:
    """Whether a business word stands near in the same sentence."""
    opens, closes = document.sentence(start, end)
    left, right = max(opens, start - _REACH), min(closes, end + _REACH)
    return document.cues.has("cue.figure", left, right) and not document.in_url(start)


_QUOTED = re.compile(
    r"「(?P<ja>[^「」\n]{8,300})」|『(?P<dja>[^『』\n]{8,300})』|"
    r"[\"“](?P<en>[^\"“”\n]{15,400})[\"”]|"
    r"(?<=[:,] )['‘](?P<single>[^'‘’\n]{15,300})['’](?![A-Za-z])"
)
_NAMED_FIRST = re.compile(r"[^.!?\n]{0,30}:[ ]?$")
_SAID_JA = re.compile(r"[ ]?(?:と|との|という|って|といった)")
_SPEAKER_REACH = 60
_PRONOUN_REACH = 140
"""How far back he or she may have been called a customer."""
_RIGHT_BEHIND = 8
"""How far behind a quotation its speaker may be named without a verb: `…」とお客様`."""
_PRONOUN_SAID = re.compile(r",? (?:he|she|they) (?:said|told|wrote|added|says|writes)(?![a-z])")


def find_quotes(document: Document) -> Iterator[Hit]:
    """Quoted words of customers, candidates and others whom the directory does not know."""
    for match in _QUOTED.finditer(document.text):
        if _is_third_party(document, match):
            yield Hit("quote.third_party", *match.span(), Likelihood.POSSIBLE)


def _is_third_party(document: Document, match: re.Match[str]) -> bool:
    left, right = max(0, match.start() - _SPEAKER_REACH), match.end() + _SPEAKER_REACH
    japanese = match["en"] is None and match["single"] is None
    if (
        japanese
        and not _SAID_JA.match(document.text, match.end())
        and not document.cues.has("cue.speech", left, match.start())
    ):
        return False
    introduced = _NAMED_FIRST.search(document.text, left, match.start()) is not None
    told = document.cues.has("cue.speech", left, right) or (
        japanese and document.cues.has("cue.reported_by", match.end(), match.end() + _RIGHT_BEHIND)
    )
    if not told and not introduced:
        return False
    opens, closes = document.sentence(*match.span())
    around = [
        person
        for person in people_within(document, max(left, opens), min(right, closes))
        if not match.start() < person.start < match.end()
    ]
    if _PRONOUN_SAID.match(document.text, match.end()):
        left = max(0, match.start() - _PRONOUN_REACH)
        named = people_within(document, left, match.start())
        outside = bool(named) and named[-1].kind == "person_external"
        return outside or document.cues.has("cue.reported_by", left, match.start())
    if introduced and not told:
        return any(person.kind == "person_external" for person in around)
    if staff := [person for person in around if person.kind == "person_employee"]:
        listens = staff[0].start > match.end()
        return listens and document.cues.has("cue.reported_by", match.end(), staff[0].start)
    outsider = document.cues.has("cue.reported_by", left, match.start())
    return bool(around) or outsider or document.cues.has("cue.reported_by", match.end(), right)
