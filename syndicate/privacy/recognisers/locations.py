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
_LATITUDE = re.compile(
    r"(?i:座標|GPS|緯度経度|coordinates?|lat/?lo?ng?)[ :はがare]{0,6}"
    r"(?P<place>-?[0-9]{1,2}\.[0-9]{2,3}[ ]?[,、][ ]?-?[0-9]{1,3}\.[0-9]{2,3})(?![0-9])"
    r"|(?<![A-Za-z])(?P<geo>geo:-?[0-9]{1,2}\.[0-9]{1,8},-?[0-9]{1,3}\.[0-9]{1,8})"
)
_MAP_LINK = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/maps[^\s]{0,300}?[@=/][-+]?[0-9]"
    r"{1,2}\.[0-9]{4,},[-+]?[0-9]{1,3}\.[0-9]{4,}[A-Za-z0-9,./=@?&_-]{0,200}"
    r"|maps\.app\.goo\.gl/[A-Za-z0-9]{4,40}|goo\.gl/maps/[A-Za-z0-9]{4,40}"
    r"|(?:www\.)?google\.[a-z.]{2,6}/maps/(?:place|dir)/[^\s。、」]{3,300}"
    r"|(?:www\.)?openstreetmap\.org/[^\s]{0,100}[#?&]m(?:ap|lat)=[0-9./]{4,40}"
    r"|maps\.apple\.com/[^\s]{0,100}[?&](?:ll|address|q)=[^\s]{3,200}"
    r"|(?:www\.)?(?:what3words\.com|w3w\.co)/[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20})"
    r"|(?<![:/A-Za-z0-9])///[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20}(?![a-z.])"
)
_PLUS = "[23456789CFGHJMPQRVWX]"
_PLUS_CODE = re.compile(
    rf"(?<![0-9A-Za-z+]){_PLUS}{{8}}\+{_PLUS}{{2,3}}(?![0-9A-Za-z+])"
    rf"|(?<![0-9A-Za-z+])(?=[A-Z]{{0,3}}[0-9]){_PLUS}{{4}}\+{_PLUS}{{2,3}}"
    r"(?=[ ,、]{1,2}[A-Z一-龯ァ-ヶ])"
)
_STATION = (
    r"(?P<place>[一-龯々ヶケノァ-ヶー]{1,10}駅"
    r"(?:(?:から)?(?:徒歩|歩いて)約?[0-9一二三四五六七八九十]{1,3}分)?"
)
_HOME_JA = re.compile(
    r"(?:自宅|実家|住まい|最寄り駅?|最寄駅|家|新居|アパート|マンション|社宅|寮)"
    rf"(?:の最寄り?駅?)?(?:は|が|も|、|:|から)[^。\n]{{0,12}}?{_STATION})"
)
_LIVES_JA = re.compile(
    rf"{_STATION}(?:の近く|近く|近辺|のそば|の裏|前)?)(?:に|の)(?:自宅|実家|住|アパート|マンション|"
    r"一人暮らし|引っ越|家|暮ら|部屋)"
)
_BESIDE = (
    r"の(?:お?向かい|隣|となり|お隣|真?裏|そば|近く|目の前|すぐ[裏そ前]ば?|並び|"
    r"[二三四]階|真?上|角)"
)
_NOT_THERE = (
    r"(?!(?:会社|職場|オフィス|駅|実家|海|山|川|学校|公園|お?店|親|僕|私|そ|こ|あ|ど|本社))"
)
_NAMED_PLACE = r"[一-龯々ヶァ-ヶーA-Za-zの]{2,18}?"
_BESIDE_JA = re.compile(
    rf"(?:自宅|実家|住まい|家|新居|アパート|マンション)(?:は|が)(?P<place>{_NOT_THERE}{_NAMED_PLACE}{_BESIDE})"
)
_LIVES_BESIDE_JA = re.compile(
    rf"(?<![一-龯々ヶァ-ヶーA-Za-zの])(?P<place>{_NOT_THERE}{_NAMED_PLACE}{_BESIDE})(?:に|で)"
    r"(?:住|暮ら|一人暮らし|部屋を借|家を(?:建|買|借)|引っ越)"
)
_ROOM_JA = re.compile(
    r"(?P<place>[一-龯々ァ-ヶーA-Za-z]{2,16}(?:マンション|ハイツ|コーポ|荘|アパート|タワー|レジデンス|メゾン)"
    r"[一-龯々ァ-ヶー]{0,8}の?[0-9]{1,4}号室?)"
)
_NAME = (
    r"(?![0-9]{1,5}[A-Za-z]?[ ][A-Z])(?:the[ ])?[A-Z0-9][A-Za-z0-9À-ɏ'’-]{1,20}"
    r"(?:[ ][A-Z][A-Za-zÀ-ɏ'’-]{1,20}){0,3}"
    r"(?:[ ](?:station|park|school|hospital|stop|mall|church|stadium|subway|metro)"
    r"(?:[ ]station)?)?(?:[ ](?:in|on)[ ][A-Z][A-Za-zÀ-ɏ'’-]{2,20}(?:[ ][A-Z][a-z]{2,12})?)?"
)
_LIVES = (
    r"(?<![A-Za-z])(?:[Ll]ives?|[Ll]iving|[Ll]ived|resides?|commut(?:es?|ing)(?:[ ]in)?[ ]from|"
    r"(?:walk|cycle|bike)s?[ ]home[ ](?:to|from)|rent(?:ing|s)?[ ][a-z ]{1,20}|moved(?:[ ]in)?|"
    r"(?:[Hh]ome|house|apartment|flat|studio|cottage|my place|my room)[ ](?:is|in|on|near|at))[ ]"
    r"(?:(?:is|right|just|literally|alone|now|together|only|about|a|an|flat|house|room|directly|in|to)"
    r"[ ]){0,3}"
)
_FAR = (
    r"(?:(?:[a-z0-9]{1,12}[ -]){0,3}(?:minutes?|mins?)['’]?[ ](?:walk[ ]|away[ ]|on foot[ ])?"
    r"(?:from|of)|"
    r"(?:above|over|behind|opposite|next to|near) (?:the|a) (?:[a-z]{2,14} ){1,2}(?:on|in|at)|"
    r"(?:one|two|three|four|five|a few|a couple of) (?:streets?|blocks?|doors?|stops?|houses) "
    r"(?:from|behind|down from|off|past|up from|away from)|"
    r"opposite|behind|next to|next door to|across (?:the (?:road|street) )?from|"
    r"(?:a)?round the corner from|steps from|above)"
)
_HOME_EN = re.compile(
    rf"{_LIVES}(?:(?P<far>(?:[A-Z][A-Za-z'’-]{{2,20}},[ ])?{_FAR}[ ]{_NAME})"
    rf"|(?:(?P<prep>near|by|close to|at|to|on|in|block from)[ ])?(?P<place>{_NAME}))"
)
_LANDMARK = re.compile(
    r"(?i)(?:station|park|school|hospital|stop|mall|church|stadium|subway|metro|street|road|avenue|"
    r"lane)$"
)


def find_locations(document: Document) -> Iterator[Hit]:
    """Coordinates, and the station or landmark beside somebody's home."""
    text = document.text
    for pattern in (_COORDINATES, _DEGREES, _MAP_LINK, _PLUS_CODE):
        for match in pattern.finditer(text):
            yield Hit("precise_location.coordinates", *match.span(), Likelihood.LIKELY)
    for match in _LATITUDE.finditer(text):
        span = match.span(match.lastgroup or 0)
        yield Hit("precise_location.coordinates", *span, Likelihood.LIKELY)
    for match in _ROOM_JA.finditer(text):
        yield Hit("precise_location.home", *match.span("place"), Likelihood.LIKELY)
    if document.cues.of("cue.home"):
        yield from _homes(document)


def _homes(document: Document) -> Iterator[Hit]:
    for pattern in (_HOME_JA, _LIVES_JA, _BESIDE_JA, _LIVES_BESIDE_JA):
        for match in pattern.finditer(document.text):
            if not document.near("cue.office", match.start(), match.start("place"), reach=6):
                yield Hit("precise_location.home", *match.span("place"), Likelihood.LIKELY)
    for match in _HOME_EN.finditer(document.text):
        if match["far"]:
            yield Hit("precise_location.home", *match.span("far"), Likelihood.LIKELY)
        elif _is_landmark(match):
            yield Hit("precise_location.home", *match.span("place"), Likelihood.LIKELY)


def _is_landmark(match: re.Match[str]) -> bool:
    """A station or a street, or what somebody lives near; not a whole city."""
    near = match["prep"] in {"near", "by", "close to"}
    return near or _LANDMARK.search(match["place"]) is not None
