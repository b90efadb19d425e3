"""Postal addresses and the places where people live."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood

_PREFECTURE = (
    "(?:北海道|東京都|大阪府|京都府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|"
    "群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|"
    "山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|"
    "徳島|香川|愛媛|高知|福岡|佐賀|長崎|"
    "熊本|大分|宮崎|鹿児島|沖縄)県)"
)
_NUM = "(?:[0-9]{1,5}|[一二三四五六七八九十百〇]{1,5})"
_BLOCK = (
    rf"(?:(?:(?:北|南|東|西)?{_NUM}条(?:(?:東|西|南|北){_NUM}丁目)?[ ]?)?{_NUM}[ "
    rf"]?(?:丁目|番町|番地の?|番|号|の|-)[ ]?"
    rf"(?:{_NUM}[ ]?(?:番地?の?|号|の|-)?[ ]?){{0,4}})"
)
_BUILDING = (
    r"(?:[ ]?(?:[一-龯々ァ-ヶーぁ-んA-Za-z・]{1,20}(?:ビル(?:ディング)?|マンション|"
    r"タワー|ハイツ|コーポ|アパート|荘|レジデンス|"
    r"ハイム|メゾン|ヒルズ|パレス|プラザ|センター|館|寮|団地)[ ]?"
    r"|[ ]?(?:コーポ|ハイツ|メゾン|シャトー|グラン|サン)[一-龯々ァ-ヶー]{1,10}[ ]?(?=[0-9]))"
    r"?(?:[0-9]{3,4}(?![0-9A-Za-z号階]))?"
    r"(?:[0-9A-Z]{1,5}(?:号室|号棟|階|F|号)(?![0-9A-Za-z])[ ]?){0,2})?"
)
_REST = r"[一-龯々ヶケノァ-ヶーの之がるり]{0,14}?[ ]?(?:[一-龯々ヶケノァ-ヶー]{1,8}?町)?[ ]?"
_JAPAN = re.compile(
    rf"(?:〒?[ ]?(?<![0-9-])[0-9]{{3}}-[0-9]{{4}}(?![0-9-])[ \n]{{0,2}})?"
    rf"(?:{_PREFECTURE}[ ]?(?:[一-龯々ヶケノァ-ヶーぁ-ん]{{1,6}}?[市区町村郡]){{1,3}}"
    rf"|(?<![一-龯々])(?:[一-龯々ヶケノ]{{1,4}}[市区]){{1,2}}(?=[一-龯々ヶケノァ-ヶー])){_REST}"
    rf"{_BLOCK}{_BUILDING}"
)
_POSTAL = re.compile(
    r"〒[ ]?[0-9]{3}-?[0-9]{4}(?![0-9])|郵便番号[ :は]{0,3}[0-9]{3}-[0-9]{4}(?![0-9])"
)
_TYPE = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Terrace|Parkway|"
    r"Pkwy|Highway|Hwy|Crescent|Mews|Alley|Quay|Embankment|Way|Place|Pl|Close|Square|Sq|Circle|Cir|"
    r"Grove|Gardens|Hill|Rise|Walk|Row|View|Green|Wharf|Yard|Croft)"
)
_LOOSE_TYPES = frozenset(["Way", "Place", "Close", "Square", "Drive", "Court", "Circle", "Highway",
                          "Grove", "Gardens", "Hill", "Rise", "Walk", "Row", "View", "Green",
                          "Wharf", "Yard", "Croft"])  # fmt: skip
_UNIT = r"(?:,?[ ](?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|#)\.?[ ]?[0-9A-Z][0-9A-Z-]{0,5})?"
_CITY = (
    r"(?:,[ ][A-Z][A-Za-z'-]{1,20}(?:[ -][A-Z][A-Za-z'-]{1,20}){0,2}){0,2}"
    r"(?:,?[ ](?:[A-Z]{2}[ ][0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]?[ "
    r"][0-9][A-Z]{2}|[0-9]{5}|[0-9]{3}-[0-9]{4}))?(?![0-9A-Za-z])"
)
_ENGLISH = re.compile(
    r"(?<![0-9A-Za-z.,:/#-])(?:(?:Flat|Apt|Apartment|Unit)[ ][0-9A-Z]{1,5},[ ])"
    r"?(?P<no>[0-9]{1,5}[A-Za-z]?(?:-[0-9]{1,5})?)[ ]"
    r"(?P<name>(?:(?:N|S|E|W|North|South|East|West|NE|NW|SE|SW)\.?[ ])"
    r"?(?:[A-Z][A-Za-z'’-]{1,20}|[0-9]{1,3}(?:st|nd|rd|th))"
    r"(?:[ ][A-Z][A-Za-z'’-]{1,20}){0,2})[ ](?P<type>" + _TYPE + r")(?![A-Za-z])\.?" + _UNIT + _CITY
)
_GERMAN = re.compile(
    r"(?<![0-9A-Za-zÀ-ÿ])[A-ZÄÖÜ][a-zäöüß]{2,20}(?:straße|strasse|str\.|weg|platz|"
    r"allee|gasse)[ ][0-9]{1,4}[a-z]?"
    r"(?:,[ ][0-9]{5}[ ][A-ZÄÖÜ][a-zäöüß]{2,20})?(?![0-9A-Za-z])"
)
_ROMAJI = re.compile(
    r"(?<![0-9A-Za-z.-])[0-9]{1,4}(?:-[0-9]{1,4}){1,3},?[ ][A-Z][A-Za-z-]{2,20}(?:[ "
    r"][A-Z]?[A-Za-z-]{2,20})?,[ ]"
    r"(?:[A-Z][A-Za-z-]{2,20}-(?:ku|shi|cho|machi|gun|ken|fu|to)(?:,[ "
    r"][A-Z][a-z]{2,20}){0,2}|[A-Z][a-z]{2,20},[ ](?:Tokyo|Osaka|Kyoto|Kanagawa|"
    r"Hokkaido|Fukuoka|Aichi|Hyogo|Saitama|Chiba))"
    r"(?:,?[ ][0-9]{3}-[0-9]{4})?(?![0-9A-Za-z])"
)
_PO_BOX = re.compile(
    r"(?<![0-9A-Za-z])P\.?[ ]?O\.?[ ]Box[ ][0-9]{1,6}(?![0-9A-Za-z])", re.IGNORECASE
)
_SUPERLATIVE = re.compile(r"(?:Best|Great|Only|Right|Wrong|New|First|Top|Better|Half)(?![A-Za-z])")


def find_addresses(document: Document) -> Iterator[Hit]:
    """Addresses down to the house, and postal codes with their mark."""
    text = document.text
    for match in _JAPAN.finditer(text):
        start, end = _trimmed(match)
        if re.search(r"[0-9一二三四五六七八九十]", match[0]) and not _is_ranking(match[0]):
            yield Hit("address.street", start, end, Likelihood.VERY_LIKELY)
    for match in _POSTAL.finditer(text):
        yield Hit("address.postal_code", *match.span(), Likelihood.LIKELY)
    for match in _ENGLISH.finditer(text):
        if not _is_prose(match, text):
            yield Hit("address.street", *match.span(), Likelihood.LIKELY)
    for pattern in (_ROMAJI, _GERMAN, _PO_BOX):
        for match in pattern.finditer(text):
            yield Hit("address.street", *match.span(), Likelihood.LIKELY)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.end() - (len(match[0]) - len(match[0].rstrip(" -の")))


def _is_ranking(address: str) -> bool:
    """`都市1位の`, `市区町村2番目`: a number that is not a house."""
    return re.search(r"[0-9]+番$", address) is not None and "丁目" not in address


def _is_prose(match: re.Match[str], text: str) -> bool:
    """`2 Best Place to work` is one, `10 Downing Street` is not."""
    if match["type"] not in _LOOSE_TYPES:
        return bool(_SUPERLATIVE.match(match["name"]))
    follows = text[match.end() : match.end() + 2]
    ends = not follows.strip() or follows[0] in ",.;)\n" or match[0][-1].isdigit()
    ends = ends or re.search(r"[0-9][A-Z]{2}$", match[0]) is not None
    return bool(_SUPERLATIVE.match(match["name"])) or not ends


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
    r"(?P<place>(?:the[ ])?[A-Z0-9][A-Za-z0-9À-ɏ'’-]{1,20}(?:[ ][A-Z][A-Za-zÀ-ɏ'’-]{1,20}){0,3}"
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
