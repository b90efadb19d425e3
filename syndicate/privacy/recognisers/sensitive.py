"""Special categories of personal data: health, belief, origin and the like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import lexicon
from syndicate.privacy.people import is_anybody_within
from syndicate.privacy.recognisers.illnesses import unlisted

_LONGEST = 40
"""No phrase of the lexicon is longer."""
_JOINED = 3
"""Terms at most so many characters apart are one finding: うつ病で休職."""
_NEAR_JA = re.compile(r"[、。！？!?\n]")


def find_special(document: Document) -> Iterator[Hit]:
    """Health, belief, origin and the like; blocking where the sentence is about a person."""
    possible = {*_terms(document, "special_weak"), *unlisted(document)}
    weak = {span for span in possible if _is_said_of_one(document, *span)}
    for start, end in _joined(document, sorted({*_terms(document, "special"), *weak})):
        if _COMPOUND.match(document.text, end):
            continue
        if _is_about_person(document, start, end):
            yield Hit("special_category.person", start, end, Likelihood.LIKELY)
        elif not document.says("special_general.notice", start, end):
            yield Hit("special_category.mention", start, end, Likelihood.UNLIKELY)


def _joined(document: Document, terms: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Terms that mean what they say, those side by side as one: うつ病で休職."""
    spans: list[tuple[int, int]] = []
    for start, end in terms:
        around = document.cues.within("special_not.words", start - _LONGEST, start + 1)
        if any(end <= cue.end for cue in around):
            continue
        if (
            spans
            and start - spans[-1][1] <= _JOINED
            and not _NEAR_JA.search(document.text, spans[-1][1], max(start, spans[-1][1]))
        ):
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _terms(document: Document, family: str) -> Iterator[tuple[int, int]]:
    for group in lexicon()[family]:
        for cue in document.cues.of(f"{family}.{group}"):
            end = cue.end
            while (
                end < len(document.text)
                and document.text[end].isascii()
                and (document.text[end].isalpha() and document.text[end - 1].isascii())
            ):
                end += 1
            yield cue.start, end


_COMPOUND = re.compile(
    r"(?:検診|健診|予防|対策|研究|啓発|月間|患者|治療薬|保険|給付|カフェ|サポーター|ワクチン|向け|"
    r"センター|科の?病院|学会|教室|セミナー|相談窓口|マーク)|"
    r"[ ](?i:awareness|research|charity|screening|screenings|campaign|prevention|fundraiser|walk|"
    r"day|month|week|ward|policy|app|startup|drug|drugs|patients|vaccine|study|"
    r"foundation|society|trust|"
    r"training|workshop|insurance|registry|clinic|trial|market)(?![a-z])"
)
"""What makes an illness a subject, not somebody's."""
_EXPERIENCE = re.compile(
    r"[^。\n]{0,10}?(?:を受けました|を受けた(?!社員|方|人)|されました|"
    r"と診断され(?:まし|た(?!社員|方|人|場合))|を患|を経験し|が見つかり|を乗り越え|"
    r"と付き合|と向き合|を公表|を克服|"
    r"から復帰|が終わ)|して(?:から)?[一二三四五六七八九十0-9]+(?:か月|ヶ月|カ月|週間|日|年)|"
    r"(?:を)?しました|でした|になりました|になった(?!社員|方|人|ら)"
)
"""Japanese says nothing of whom this happened to when it was the writer."""


def _is_about_person(document: Document, start: int, end: int) -> bool:
    """Whether the sentence names or means somebody in particular, not everybody."""
    if _is_own(document, start, end):
        return True
    opens, closes = document.sentence(start, end)
    if document.cues.has("special_general.notice", opens, closes):
        return False
    if document.cues.has("cue.person", opens, start) or document.cues.has(
        "cue.person", end, closes
    ):
        return True
    return _EXPERIENCE.match(document.text, end, closes) is not None


def _is_said_of_one(document: Document, start: int, end: int) -> bool:
    """Whether somebody is named, or meant in a sentence that is no notice to everybody."""
    if not document.says("special_general.notice", start, end):
        return _is_own(document, start, end)
    return is_anybody_within(document, *document.sentence(start, end))


def _is_own(document: Document, start: int, end: int) -> bool:
    """Whether the sentence has a name in it, or a word such as she, my or 妻 for one person."""
    opens, closes = document.sentence(start, end)
    named = is_anybody_within(document, opens, closes)
    return named or document.cues.has("special_general.own", opens, closes)
