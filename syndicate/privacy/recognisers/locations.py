"""Coordinates and the places where people live."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood

_COORDINATES = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?:緯度|北緯|lat(?:itude)?)[ :=]{0,3})"
    r"?[-+]?[1-8]?[0-9]\.[0-9]{4,14}°?[ ]?[NS]?[ ]?(?:[,、/;]|と|&lo?ng=)[ ]?"
    r"(?:(?:経度|東経|lo?ng(?:itude)?|lon)[ :=]{0,3})"
    r"?[-+]?1?[0-9]{1,2}\.[0-9]{4,14}°?(?:[ ]?[EW](?![A-Za-z]))?(?![0-9A-Za-z.])",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"(?:北緯|南緯)?[0-9]{1,2}[°度][ ]?[0-9]{1,2}['′分][ "
    r"]?(?:[0-9]{1,2}(?:\.[0-9]{1,6})?[\"″秒])?[ ]?[NS]?[ ,、]{0,2}"
    r"(?:東経|西経)?[0-9]{1,3}[°度][ ]?[0-9]{1,2}['′分][ "
    r"]?(?:[0-9]{1,2}(?:\.[0-9]{1,6})?[\"″秒])?[ ]?[EW]?(?![A-Za-z])"
)
_MAP_LINK = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/maps[^\s]{0,300}?[@=/][-+]?[0-9]"
    r"{1,2}\.[0-9]{4,},[-+]?[0-9]{1,3}\.[0-9]{4,}[A-Za-z0-9,./=@?&_-]{0,200})"
)
_HOME_JA = re.compile(
    r"(?:自宅|実家|住まい|最寄り駅?|最寄駅|家|新居|アパート|マンション|社宅|寮)"
    r"(?:の最寄り?駅?)?(?:は|が|も|、|:|から)[^。\n]{0,12}?"
    r"(?P<place>[一-龯々ヶケノァ-ヶー]{1,10}駅(?:(?:から)?(?:徒歩|歩いて)約?[0-9一二三四五六七八九十]{1,3}分)?)"
)
_LIVES_JA = re.compile(
    r"(?P<place>[一-龯々ヶケノァ-ヶー]{1,10}駅(?:(?:から)?(?:徒歩|歩いて)約?[0-9一二三四五六七八九十]{1,3}分)"
    r"?(?:の近く|近く|近辺)?)(?:に|の)(?:自宅|実家|住んで|アパート|マンション|"
    r"一人暮らし|引っ越|家)"
)
_HOME_EN = re.compile(
    r"(?:lives?|living|resides?|rent(?:ing|s)? [a-z ]{1,20}|moved(?: in)?|"
    r"(?:home|house|apartment|flat) (?:is|in))[ ]"
    r"(?:is[ ])?(?:(?:right|just|literally|alone|now|together|only|about|a|an)[ ]){0,2}"
    r"(?:(?:[a-z0-9]{1,12}[ -]){0,3}(?:minutes?|mins?)['’]?[ ](?:walk[ ]|away[ ]|on foot[ ])?from|"
    r"(?:above|over|behind|opposite|next to|near) (?:the|a) (?:[a-z]{2,14} ){1,2}(?:on|in|at)|"
    r"(?:one|two|three|a few|five) (?:streets|blocks|doors) (?:from|behind|down from|off)|"
    r"near|by|next to|close to|across from|opposite|behind|around the corner from|steps from|"
    r"above|at|to|on|block from)[ ]"
    r"(?P<place>(?![0-9]{1,5}[A-Za-z]?[ ][A-Z])(?:the[ ])?[A-Z0-9][A-Za-z0-9À-ɏ'’-]{1,20}"
    r"(?:[ ][A-Z][A-Za-zÀ-ɏ'’-]{1,20}){0,3}"
    r"(?:[ ](?:station|park|school|hospital|stop|mall|church|stadium|subway|metro)"
    r"(?:[ ]station)?)?)"
)


def find_locations(document: Document) -> Iterator[Hit]:
    """Coordinates, and the station or landmark beside somebody's home."""
    text = document.text
    for pattern in (_COORDINATES, _DEGREES, _MAP_LINK):
        for match in pattern.finditer(text):
            yield Hit("precise_location.coordinates", *match.span(), Likelihood.LIKELY)
    if not document.cues.of("cue.home"):
        return
    for pattern in (_HOME_JA, _LIVES_JA, _HOME_EN):
        for match in pattern.finditer(text):
            if _is_home(document, match):
                yield Hit("precise_location.home", *match.span("place"), Likelihood.LIKELY)


def _is_home(document: Document, match: re.Match[str]) -> bool:
    """A landmark, said of a person; not an office, not a whole city."""
    if match.re is not _HOME_EN:
        return not document.near("cue.office", match.start(), match.start("place"), reach=6)
    if re.search(
        r"(?i)(?:station|park|school|hospital|stop|mall|church|stadium|subway|metro|street|road|avenue|lane)$",
        match["place"],
    ):
        return True
    return (
        re.search(
            r"(?:minutes?|mins?|near|next to|close to|across|opposite|behind|corner|steps|"
            r"above|block)",
            match[0],
        )
        is not None
    )
