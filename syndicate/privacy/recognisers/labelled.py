"""Numbers that mean something only by the word beside them: bank accounts, documents, staff."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from syndicate.privacy import check_digits
from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood

_L = r"(?:(?<![0-9A-Za-z])|(?<=[Nn]o)|(?<=ID))(?<![0-9][-.])"
_R = r"(?![0-9A-Za-z円%])(?!-[0-9])"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A number, the label group it needs, and a check beyond its shape."""

    rule: str
    label: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] = lambda _number: True


def _number(pattern: str) -> re.Pattern[str]:
    return re.compile(_L + rf"(?:{pattern})" + _R)


def _routing(number: str) -> bool:
    return len(number) != 9 or not number.isdigit() or check_digits.routing_number(number)


_NATIONAL = (
    r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}|[0-9]{2}[ ]?[0-9]{3}[ ]?[0-9]{3}[ ]?[0-9]{3}|"
    r"[0-9]{9,11}|[0-9]{3}[ -][0-9]{2,3}[ -][0-9]{3,4}|[0-9]{2}-[0-9]{7}|[0-9]{6}-?[1-8][0-9]{6}|"
    r"[0-9]{17}[0-9X]|[12](?:[ ]?[0-9]{2}){3}(?:[ ]?[0-9]{3}){2}(?:[ ]?[0-9]{2})?|"
    r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|"
    r"[A-Z]{5}[0-9]{4}[A-Z]|[A-Z][0-9]{7}[A-Z]|[A-Z][0-9]{8,9}|[A-Z][0-9]{6}\([0-9A]\)|"
    r"[0-9]{2}[ ]?[0-9]{6}[ ]?[A-Z][ ]?[0-9]{3}|[0-9]{8}-?[A-Z]|"
    r"[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z][0-9]{3}[A-Z]|[A-Z]{1,2}[0-9A-Z]{7}[0-9]"
)
"""Identity and tax numbers of other countries, from India to Italy."""

_LABELLED = (
    Labelled(
        "government_id.passport",
        "passport",
        _number(
            r"[A-Z]{2}[ ]?[0-9]{7}|[A-Z][ ]?[0-9]{7,8}[A-Z]?|[0-9]{9}|"
            r"[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}|(?=[0-9]{0,8}[A-Z])(?=(?:[A-Z]{0,4}[0-9]){5})"
            r"[A-Z0-9]{8,9}"
        ),
    ),
    Labelled(
        "government_id.licence",
        "licence",
        _number(
            r"[0-9]{12}|[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}|[A-Z]{1,2}[0-9]{5,12}|"
            r"[A-Z][0-9]{3}-[0-9]{4}-[0-9]{4}|[A-Z9]{5}[ ]?[0-9]{6}[ ]?[A-Z0-9]{5}|"
            r"[A-Z][0-9]{3}[A-Z0-9]{7}"
        ),
    ),
    Labelled("government_id.pension", "pension", _number(r"[0-9]{4}[ -]?[0-9]{6}")),
    Labelled(
        "government_id.insurance",
        "insurance",
        _number(
            r"[0-9]{6,11}|[0-9]{4}-[0-9]{6}-[0-9]|[0-9]{3}[ ][0-9]{3}[ ][0-9]{4}|"
            r"[0-9]{2,8}[・ -][0-9]{1,8}|[A-Z]{1,3}[0-9]{8,10}|[A-Z][0-9]{4}[ ][0-9]{4,5}|"
            r"[0-9][A-Z][A-Z0-9][0-9]-?[A-Z][A-Z0-9][0-9]-?[A-Z]{2}[0-9]{2}"
        ),
    ),
    Labelled(
        "government_id.residence_card",
        "residence",
        _number(r"[A-Za-z]{2}[ ]?[0-9]{8}[ ]?[A-Za-z]{2}"),
    ),
    Labelled(
        "government_id.social_security",
        "social_security",
        _number(r"[0-9]{9}|[0-9]{3}[ -][0-9]{2}[ -][0-9]{4}|[A-Z]{2}(?:[ ]?[0-9]{2}){3}[ ]?[A-D]"),
    ),
    Labelled("government_id.national", "national_id", _number(_NATIONAL)),
    Labelled(
        "bank.account",
        "bank",
        _number(
            r"[0-9]{7,12}|[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{5}[ -][0-9]{6,8}|"
            r"[0-9]{2,4}-[0-9]{6,8}|[0-9]{3,4}-[0-9]{4,8}"
        ),
        _routing,
    ),
    Labelled(
        "employee_id.labelled",
        "employee_id",
        _number(r"(?:[A-Z]{1,4}[- ]?)?[0-9]{3,10}|[A-Z]{1,3}-[0-9]{2,4}-[0-9]{2,6}"),
    ),
)
_JP_ACCOUNT = re.compile(
    r"(?<![一-龯々ァ-ヶー0-9A-Za-z])"
    r"(?P<bank>[一-龯々ァ-ヶーA-Za-z]{1,16}(?:銀行|信用金庫|信金|信用組合|農協))[^。\n0-9]{0,30}?"
    r"(?:普通|当座|貯蓄)(?:預金)?(?:口座)?(?:番号)?(?:[ :#は]|No\.?){0,4}"
    r"(?P<number>[0-9]{6,8})(?![0-9円])"
)
_POST_ACCOUNT = re.compile(
    r"記号[ :]{0,2}(?P<number>[0-9]{5}[ ,、・]{0,3}番号[ :]{0,2}[0-9]{2,8})(?![0-9])"
)
_ACCOUNT_KIND = re.compile(
    r"(?:普通|当座|\((?:普|当)\))(?:預金)?(?:口座)?(?:番号)?(?:[ :は]|No\.?){0,3}"
    r"(?P<number>[0-9]{7})(?![0-9円])"
)
_ACCOUNT_NUMBER = re.compile(
    r"(?<![A-Za-z])(?i:account|acct|a/c)\.?[ ]?(?i:number|no\.?|num\.?|#)?[ :]{0,3}(?:is[ ])?"
    r"(?P<number>[0-9](?:[ -]?[0-9]){6,17})(?![0-9A-Za-z]|-[0-9])"
)
_BRANCH_CODE = re.compile(
    r"(?<![A-Za-z])(?i:sort code|bsb)[ :]{0,3}(?:is[ ])?(?P<number>[0-9]{3}-?[0-9]{3})"
    r"(?![0-9A-Za-z-])"
)
_BRITISH = re.compile(
    r"(?<![0-9-])(?P<number>[0-9]{2}-[0-9]{2}-[0-9]{2}[ ,/]{1,3}[0-9]{8})(?![0-9A-Za-z-])"
)
_INSURED = re.compile(
    r"記号[ :は]{0,3}(?P<sign>[0-9]{1,8})[ ,、・と]{0,3}番号[ :は]{0,3}"
    r"(?P<number>[0-9]{1,8})(?![0-9])"
)
_IBAN = re.compile(
    r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?:[0-9A-Z]{11,30}|(?:[ -][0-9A-Z]{4})"
    r"{2,7}(?:[ -][0-9A-Z]{1,3})?)(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ACCOUNTS = (
    _JP_ACCOUNT, _POST_ACCOUNT, _ACCOUNT_KIND, _ACCOUNT_NUMBER, _BRANCH_CODE, _BRITISH,
)  # fmt: skip
_SSN = re.compile(r"(?<![0-9A-Za-z-])([0-9]{3})-([0-9]{2})-([0-9]{4})(?![0-9A-Za-z]|-[0-9])")
_NINO = re.compile(
    r"(?<![0-9A-Za-z])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"(?P<gap>[ ]?)[0-9]{2}(?P=gap)[0-9]{2}(?P=gap)[0-9]{2}(?P=gap)[A-D](?![0-9A-Za-z])"
)
_RESIDENCE = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{8}[A-Z]{2}(?![0-9A-Za-z])")


def find_labelled(document: Document) -> Iterator[Hit]:
    """Numbers whose nearest label says what they are."""
    for spec in _LABELLED:
        if not document.cues.of(f"label.{spec.label}"):
            continue
        for match in spec.pattern.finditer(document.text):
            if _is_year(match[0]) or document.in_url(match.start()):
                continue
            if document.label(*match.span()) == spec.label and spec.check(match[0]):
                yield Hit(spec.rule, *match.span(), Likelihood.LIKELY)


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and number[:2] in {"19", "20"}


def find_banks(document: Document) -> Iterator[Hit]:
    """IBANs by check digits, Japanese accounts by the words around them."""
    for match in _IBAN.finditer(document.text):
        if check_digits.iban(re.sub("[ -]", "", match[0]).upper()):
            yield Hit("bank.iban", *match.span(), Likelihood.VERY_LIKELY)
    for pattern in _ACCOUNTS:
        for match in pattern.finditer(document.text):
            insured = pattern is _POST_ACCOUNT and document.label(*match.span()) == "insurance"
            if not insured:
                yield Hit("bank.account", *match.span("number"), Likelihood.VERY_LIKELY)


def find_documents(document: Document) -> Iterator[Hit]:
    """Identity numbers whose shape alone says enough."""
    for match in _SSN.finditer(document.text):
        label = document.label(*match.span())
        if check_digits.us_social_security(*match.groups()) and label in {None, "social_security"}:
            yield Hit("government_id.social_security", *match.span(), Likelihood.LIKELY)
    for match in _NINO.finditer(document.text):
        if match["gap"] or document.label(*match.span()) == "social_security":
            yield Hit("government_id.social_security", *match.span(), Likelihood.LIKELY)
    for match in _RESIDENCE.finditer(document.text):
        if document.label(*match.span()) in {None, "residence"}:
            yield Hit("government_id.residence_card", *match.span(), Likelihood.LIKELY)


def find_insured(document: Document) -> Iterator[Hit]:
    """`記号 1234 番号 567` of a health insurance card, however short."""
    for match in _INSURED.finditer(document.text):
        if document.label(*match.span("sign")) == "insurance":
            yield Hit("government_id.insurance", *match.span("sign"), Likelihood.LIKELY)
            yield Hit("government_id.insurance", *match.span("number"), Likelihood.LIKELY)


def find_employee_ids(document: Document) -> Iterator[Hit]:
    """Staff numbers of the directory, and numbers written like them."""
    index = document.context.directory.index
    shapes = index.id_shapes
    if not index.employee_ids:
        return
    for match in _TOKEN.finditer(document.text):
        position = index.employee_ids.get(match[0].upper())
        if position is None or _is_plain_number(document, match):
            continue
        yield Hit(
            "employee_id.directory", *match.span(), Likelihood.VERY_LIKELY, index.keys[position]
        )
    for match in shapes.finditer(document.text) if shapes else ():
        if not document.in_url(match.start()):
            yield Hit("employee_id.pattern", *match.span(), Likelihood.LIKELY)


_TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z](?:[0-9A-Za-z-]{0,18}[0-9A-Za-z])?(?![0-9A-Za-z])")


def _is_plain_number(document: Document, match: re.Match[str]) -> bool:
    """Short bare numbers mean something else unless the text calls them staff numbers."""
    if len(match[0]) >= 6 and not match[0].isalpha():
        return document.label(*match.span()) == "order"
    if match[0].isdigit() or match[0].isalpha():
        return document.label(*match.span()) != "employee_id"
    return False
