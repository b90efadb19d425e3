"""Telephone numbers: Japanese, American and of any country with its code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood

_SEP = r"(?:[ ]?[-./・][ ]?|[ ])"
_END = (
    r"(?![0-9A-Za-z]|[-.:/_][0-9])(?P<ext>(?:,?[ ]?\(?(?:内線|ext\.?|extension|x)[ "
    r":]?[ ]?[0-9]{1,6}\)?(?![0-9]))?)"
)
_BEGIN = (
    r"(?:(?<![0-9A-Za-z+_])|(?<=TEL)|(?<=Tel)|(?<=tel)|(?<=FAX)|(?<=Fax))"
    r"(?<![0-9][-./])(?<![0-9A-Za-z][-_#])"
)
_PATTERNS = {
    "intl": re.compile(
        _BEGIN + r"(?P<number>(?:\+|00(?=[1-9][0-9]{0,2}[ -]))[ ]?[1-9](?:[-. /]{0,2}\(?[0-9]\)?)"
        r"{7,14})" + _END
    ),
    "japan": re.compile(
        _BEGIN
        + r"(?P<number>\(?0[0-9]{1,4}\)?(?:"
        + _SEP
        + r"|(?<=\))|(?=\())\(?[0-9]{1,4}\)?(?:"
        + _SEP
        + r"|(?<=\)))[0-9]{3,4})"
        + _END
    ),
    "bare": re.compile(_BEGIN + r"(?P<number>0[0-9]{9,10})" + _END),
    "mobile": re.compile(
        _BEGIN + r"(?P<number>0[5-9]0(?:[0-9]{4}[- ][0-9]{4}|[- ][0-9]{8}))" + _END
    ),
    "us": re.compile(
        _BEGIN + r"(?P<number>(?:1[-. ])?(?:\([2-9][0-9]{2}\)[ -]?|[2-9][0-9]{2}[-. ])"
        r"[2-9][0-9]{2}[-. ][0-9]{4})" + _END
    ),
    "national": re.compile(
        _BEGIN + r"(?P<number>\(?0\)?[ ]?[1-9](?:[-. ()/]{0,3}[0-9]){8,10})" + _END
    ),
    "called": re.compile(
        _BEGIN + r"(?P<number>[2-9][0-9]{9}|[2-9][0-9]{2}[ ][0-9]{3}[ ][0-9]{4}|"
        r"[6-9][0-9]{4}[ -][0-9]{5}|[3689][0-9]{3}[ -][0-9]{4}|[2-9][0-9]{2}-[0-9]{4})" + _END
    ),
}
_DIGITS = re.compile(r"[0-9](?:[ ()./+-]{0,3}[0-9]){2}")
"""Every number has this; a cheap look before the dear ones."""
_CANDIDATE = re.compile(r"[+(]{0,2}[0-9](?:[ ()+./・-]{0,4}[0-9]){5,}")
"""Six digits and what may stand between them: only there a number is looked for."""
_EXTENSION_REACH = 24
_EXTENSION = re.compile(
    r"(?<![0-9A-Za-z])(?:内線(?:番号|電話)?|extension|ext)\.?[ "
    r":はの]{0,3}(?P<number>[0-9]-[0-9]{3,5}|[0-9]{3,6})(?![0-9A-Za-z]|[.,][0-9])",
    re.IGNORECASE,
)
_SHORT_EXTENSION = re.compile(r"(?<![0-9A-Za-z])x(?P<number>[0-9]{3,5})(?![0-9A-Za-z]|[.,][0-9])")
_PUBLIC = re.compile(r"(?:0120|0800|0570|0990|1?8(?:00|33|44|55|66|77|88)(?=[0-9]{7}$))")
_NOT_A_PHONE = frozenset(
    [
        "order",
        "card",
        "my_number",
        "bank",
        "corporate",
        "passport",
        "licence",
        "pension",
        "insurance",
        "social_security",
        "national_id",
        "residence",
        "employee_id",
    ]
)
_REGIONS = (
    "GB",
    "DE",
    "FR",
    "AU",
    "IN",
    "IT",
    "KR",
    "TW",
    "IE",
    "NL",
    "CH",
    "AT",
    "BE",
    "SE",
    "NZ",
)
_CALLED_REGIONS = ("US", "IN", "SG", "HK")
_LOCAL_LENGTH = 7
"""Digits of an American number without its area."""
_LABEL_GAP = 16
"""How far a number that could be any other may stand from the word that makes it a telephone."""


def find(document: Document) -> Iterator[Hit]:
    """Numbers with a `+`, in the shapes of Japan and America, and national ones near a cue."""
    if not _DIGITS.search(document.text):
        return
    called = bool(document.cues.of("label.phone")) or ":" in document.text
    patterns = [pair for pair in _PATTERNS.items() if called or pair[0] != "called"]
    for window in _CANDIDATE.finditer(document.text):
        left, right = max(0, window.start() - 1), window.end() + _EXTENSION_REACH
        for shape, pattern in patterns:
            for match in pattern.finditer(document.text, left, right):
                inside = match.start() < window.end()
                if inside and (hit := _check(document, match, shape)) is not None:
                    yield hit
    for match in _EXTENSION.finditer(document.text):
        yield Hit("phone.extension", *match.span("number"), Likelihood.POSSIBLE)
    for match in _SHORT_EXTENSION.finditer(document.text) if "x" in document.text else ():
        if document.says("label.phone", *match.span()):
            yield Hit("phone.extension", *match.span("number"), Likelihood.POSSIBLE)


def _check(document: Document, match: re.Match[str], shape: str) -> Hit | None:
    start, end = match.start("number"), match.end("ext")
    digits = re.sub(r"[^0-9]", "", match["number"])
    label = document.label(start, match.end("number"))
    if label == "my_number" and len(digits) != _MY_NUMBER_LENGTH:
        label = "phone"  # `My number is 07700 900123`
    if label == "bank" and shape in {"japan", "intl"} and _GROUPED_IN_THREE.search(match["number"]):
        label = None  # no account is written so
    if label in _NOT_A_PHONE or (document.in_url(start) and not _is_tel(document, start)):
        return None
    if shape == "called" and not _is_called(document, start):
        return None
    confidence = _confidence(
        shape, match["number"], digits, cued=label == "phone" or _is_abbreviated(document, start)
    )
    if confidence is None:
        return None
    if match["number"][0] == "(" and ")" not in match["number"]:
        start += 1  # the bracket is the sentence's, not the number's
    rule = "phone.public" if _PUBLIC.match(digits.removeprefix("81")) else "phone.number"
    return Hit(rule, start, end, confidence)


_GROUPED_IN_THREE = re.compile(r"[0-9][-()][0-9]{1,4}[-()]")
_MY_NUMBER_LENGTH = 12
_ABBREVIATED = re.compile(r"(?<![0-9A-Za-z])(?:[TtMmFfDd]|Ph|ph|Mob|mob)[.:][ ]?$")
_POSTAL = re.compile(r"〒|郵便|住所")


def _is_abbreviated(document: Document, start: int) -> bool:
    """Whether `T:` or `M:` stands before, as on a business card."""
    return _ABBREVIATED.search(document.text[max(0, start - 6) : start]) is not None


def _is_called(document: Document, start: int) -> bool:
    """Whether a word for telephones stands right before a number of no telling shape."""
    before = document.text[max(0, start - _LABEL_GAP) : start]
    close = document.cues.has("label.phone", start - _LABEL_GAP, start)
    return (close or _is_abbreviated(document, start)) and not _POSTAL.search(before)


def _is_tel(document: Document, start: int) -> bool:
    return document.text[max(0, start - 6) : start].lower().endswith(("tel:", "tel://", "sms:"))


def _confidence(shape: str, number: str, digits: str, *, cued: bool) -> Likelihood | None:
    if len(set(digits)) < 2 and not cued:
        return None
    if shape == "intl":
        return Likelihood.VERY_LIKELY if _valid(number, None) else None
    if shape == "us":
        return Likelihood.LIKELY if _valid(number, "US") or cued else Likelihood.POSSIBLE
    if shape == "japan":
        return _japanese(number, digits, cued=cued)
    if shape == "bare":
        mobile = len(digits) == 11 and digits[:3] in {"050", "060", "070", "080", "090"}
        known = _valid(digits, "JP") and (mobile or cued or digits[:4] in {"0120", "0570"})
        return Likelihood.LIKELY if known or (mobile and cued) else None
    if shape == "mobile":
        return Likelihood.LIKELY if _valid(digits, "JP") else None
    if shape == "called":
        local = len(digits) == _LOCAL_LENGTH
        known = local or any(_valid(digits, one) for one in _CALLED_REGIONS)
        return Likelihood.LIKELY if cued and known else None
    regions = _REGIONS if cued else _GROUPED[bool(_FRENCH.fullmatch(number))]
    number = re.sub(r"[()]", "", number)
    grouped = cued or " " in number
    return Likelihood.LIKELY if grouped and any(_valid(number, one) for one in regions) else None


_FRENCH = re.compile(r"0[1-9](?:[ .][0-9]{2}){4}")
_GROUPED = {True: ("FR",), False: ("GB",)}
"""Countries whose numbers are known by their groups, without a word beside them."""


def _japanese(number: str, digits: str, *, cued: bool) -> Likelihood | None:
    """Ten digits, or eleven for mobile and IP telephony, in the usual groups."""
    mobile = digits[0] == "0" and digits[2] == "0" and digits[1] in "56789"
    length = 11 if mobile or digits.startswith("0800") else 10
    if len(digits) != length:
        return None
    if _valid(digits, "JP"):
        return Likelihood.VERY_LIKELY if cued else Likelihood.LIKELY
    likely = re.search(r"[-)(]", number) is not None
    return Likelihood.LIKELY if cued else Likelihood.POSSIBLE if likely and mobile else None


_FOR_STORIES = re.compile(
    r"0(?:7700[ ]?900|1632[ ]?960|20[ ]?7946[ ]?0|1[0-9]{2}[ ]?496[ ]?0|28[ ]?9649[ ]?6)"
)
"""Ranges Ofcom keeps for films: no less a number to whoever reads it."""


def _valid(number: str, region: str | None) -> bool:
    """Whether a number can exist in `region`, or with its `+` or `00` anywhere."""
    if region == "GB" and _FOR_STORIES.match(number):
        return True
    # Imported here so that only a process that scans carries the metadata.
    import phonenumbers

    if region is None:
        number = re.sub(r"^00", "+", number)
    try:
        parsed = phonenumbers.parse(
            number.replace("00", "+", 1) if region is None and number.startswith("00") else number,
            region,
        )
    except phonenumbers.NumberParseException:
        return False
    if region is None:
        return phonenumbers.is_possible_number(parsed)
    return phonenumbers.is_valid_number(parsed)
