"""Postal addresses in Latin letters: English-speaking countries, Europe, Japan in romaji."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood

_STRICT_TYPE = (
    r"Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Terrace|Parkway|"
    r"Pkwy|Highway|Hwy|Crescent|Cres|Mews|Alley|Quay|Embankment|Esplanade|Promenade"
)
_LOOSE_TYPE = (
    r"Way|Place|Pl|Close|Square|Sq|Circle|Cir|Grove|Gardens|Hill|Rise|Walk|Row|View|Green|Wharf|"
    r"Yard|Croft|Gate|Parade|Broadway|Mall|Plaza|Circus|Park|Trail|Loop|Vale|Heights|Cottages"
)
_LOOSE_TYPES = frozenset([*_LOOSE_TYPE.split("|"), "Drive", "Court", "Highway"]) - {
    "Pl",
    "Sq",
    "Cir",
}
_QUARTER = r"(?:[ ](?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)(?![A-Za-z]))?"
_UNIT = r"(?:,?[ ](?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|#)\.?[ ]?[0-9A-Z][0-9A-Z-]{0,5})?"
_POSTCODE = (
    r"(?:[A-Z]{2}[ ][0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]?[ ][0-9][A-Z]{2}|[0-9]{5,6}|"
    r"[0-9]{3}-[0-9]{4}|[A-Z][0-9][A-Z][ ][0-9][A-Z][0-9])"
)
_CITY = (
    r"(?:,[ \n][A-Z][A-Za-z'-]{1,20}(?:[ -][A-Z][A-Za-z'-]{1,20}){0,2}){0,2}"
    rf"(?:,?[ \n]{_POSTCODE})?(?![0-9A-Za-z])"
)
_WORD = r"(?:St\.?[ ])?(?:[A-Z][A-Za-z'’-]{1,20}|[0-9]{1,3}(?:st|nd|rd|th))"
_ENGLISH = re.compile(
    r"(?<![0-9A-Za-z.,:/#-])(?:(?:Flat|Apt|Apartment|Unit)[ ][0-9A-Z]{1,5},[ ])"
    r"?(?P<no>[0-9]{1,5}[A-Za-z]?(?:[-/][0-9]{1,5})?|One|Two|Three|Four|Five|Ten)[ ]"
    r"(?P<name>(?:(?:N|S|E|W|North|South|East|West|NE|NW|SE|SW)\.?[ ])"
    rf"?{_WORD}(?:[ ][A-Z][A-Za-z'’-]{{1,20}}){{0,2}})[ ](?P<type>{_STRICT_TYPE}|{_LOOSE_TYPE})"
    rf"(?![A-Za-z])\.?{_QUARTER}{_UNIT}{_CITY}"
)
_SMALL_LETTERS = re.compile(
    r"(?:(?<=at )|(?<=to )|(?<=is )|(?<=address: )|(?<=\n)|(?<![\s\S]))[0-9]{1,4}[a-z]?[ ]"
    r"(?:[a-z]{3,14}[ ]){1,2}(?:street|road|avenue|lane)(?![a-z])"
)
_CAP = "[A-ZÀ-Þ][A-Za-zÀ-ɏ'’-]{1,20}"
_HOUSE = r"[0-9]{1,4}[ ]?[a-z]?(?:-[0-9]{1,4}[a-z]?)?"
_TOWN = rf"(?:(?:[A-Z]{{1,2}}-)?(?!(?:19|20)[0-9]{{2}}[ ])[0-9]{{4,5}}(?:[ ][A-Z]{{2}})?[ ]{_CAP})"
_GERMAN = re.compile(
    r"(?<![0-9A-Za-zÀ-ɏ])(?:(?:[A-ZÄÖÜ][a-zäöüß]{1,20}[ -]){0,3}[A-ZÄÖÜ][a-zäöüß]{1,20}"
    r"(?:straße|strasse|str\.|weg|platz|allee|gasse|ufer|damm|gracht|straat|laan|plein|kade)"
    r"|(?:[A-ZÄÖÜ][a-zäöüß]{1,20}-){1,3}(?:Straße|Strasse|Str\.|Allee|Weg|Platz|Ufer|Damm|Ring)"
    r"|(?:Am|An der|An den|Zum|Zur|Auf der|Auf dem|Unter den|In der|Im)[ ][A-ZÄÖÜ][a-zäöüß]{2,20})"
    rf"[ ]{_HOUSE}(?:,?[ \n]{_TOWN})?(?![0-9A-Za-z%])"
)
_WITH_TOWN = re.compile(
    rf"(?<![0-9A-Za-zÀ-ɏ]){_CAP}(?:[ ][A-Za-zÀ-ɏ.'’-]{{1,20}}){{0,4}}[ ]{_HOUSE},[ \n]{_TOWN}"
)
_ROMANCE = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{1,4}(?:[ ]?(?:bis|ter))?,?[ ](?i:rue|quai|chemin|impasse|allée|"
    rf"avenue|boulevard|place|cours)[ ](?:(?:de|du|des|la|le|les)[ ]|[dl]['’]){{0,3}}{_CAP}"
    rf"(?:[ -]{_CAP}){{0,3}}|(?:Calle|Avenida|Av\.|Paseo|Via|Viale|Piazza|Corso|Rua|Largo|Praça)[ ]"
    rf"(?:(?:de|del|della|dei|da|do|la|los|las)[ ]){{0,2}}{_CAP}(?:[ ]{_CAP}){{0,2}},?[ ]"
    r"[0-9]{1,4})"
    rf"(?:,[ \n]{_TOWN})?(?![0-9A-Za-z])"
)
_ROMAJI = re.compile(
    r"(?<![0-9A-Za-z.-])[0-9]{1,4}(?:-[0-9]{1,4}){1,3},?[ ][A-Z][A-Za-z-]{2,20}(?:[ "
    r"][A-Z]?[A-Za-z-]{2,20})?,[ ]"
    r"(?:[A-Z][A-Za-z-]{2,20}-(?:ku|shi|cho|machi|gun|ken|fu|to)(?:,[ "
    r"][A-Z][a-z]{2,20}){0,2}|[A-Z][a-z]{2,20},[ ](?:Tokyo|Osaka|Kyoto|Kanagawa|"
    r"Hokkaido|Fukuoka|Aichi|Hyogo|Saitama|Chiba)"
    r"|[A-Z][a-z]{2,20}[ ](?:City|Ward|Shi|Ku)(?:,[ ][A-Z][a-z]{2,20})?)"
    r"(?:,?[ ][0-9]{3}-[0-9]{4})?(?![0-9A-Za-z])"
)
_PO_BOX = re.compile(r"(?<![0-9A-Za-z])(?i:P\.?[ ]?O\.?[ ]Box)[ ][0-9]{1,6}(?![0-9A-Za-z])" + _CITY)
_BRITISH_CODE = re.compile(
    r"(?i:post ?code|postal code|zip(?: code)?)[ :]{1,2}(?:is |was )?"
    r"(?P<code>[A-Z]{1,2}[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{2}|[0-9]{5}(?:-[0-9]{4})?)(?![0-9A-Za-z])"
)
_SUPERLATIVE = re.compile(r"(?:Best|Great|Only|Right|Wrong|New|First|Top|Better|Half)(?![A-Za-z])")
_HAS_HOUSE = re.compile(r"[0-9]")


def find_addresses(document: Document) -> Iterator[Hit]:
    """Addresses with a street and a number, post boxes, and postal codes that are called so."""
    text = document.text
    if not _HAS_HOUSE.search(text):
        return
    for match in _ENGLISH.finditer(text):
        if not _is_prose(match, text):
            yield Hit("address.street", *match.span(), Likelihood.LIKELY)
    for pattern in (_SMALL_LETTERS, _ROMAJI, _GERMAN, _WITH_TOWN, _ROMANCE, _PO_BOX):
        for match in pattern.finditer(text):
            yield Hit("address.street", *match.span(), Likelihood.LIKELY)
    for match in _BRITISH_CODE.finditer(text):
        yield Hit("address.postal_code", *match.span("code"), Likelihood.LIKELY)


def _is_prose(match: re.Match[str], text: str) -> bool:
    """`2 Best Place to work` is one, `10 Downing Street` is not."""
    if match["no"].isalpha() and not match[0][-1].isdigit():
        return True
    if match["type"] not in _LOOSE_TYPES:
        return bool(_SUPERLATIVE.fullmatch(match["name"]))
    follows = text[match.end() : match.end() + 2]
    ends = not follows.strip() or follows[0] in ",.;)\n" or match[0][-1].isdigit()
    ends = ends or re.search(r"[0-9][A-Z]{2}$", match[0]) is not None
    return bool(_SUPERLATIVE.match(match["name"])) or not ends
