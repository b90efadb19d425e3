"""Numbers with a check digit or a label: cards, My Number, banks, documents, staff numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy import check_digits
from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood

_NO_LEFT = r"(?<![0-9A-Za-z_])(?<![0-9A-Za-z][-./])(?<![0-9]{4}[ ])"
_NO_RIGHT = r"(?![0-9A-Za-z_])(?![-./][0-9A-Za-z])(?![ ][0-9]{4}(?![0-9]))"
_CARD = re.compile(
    r"(?<![0-9A-Za-z_])(?<![0-9A-Za-z][-./])(?<![0-9]{4}[ ])(?:"
    r"[2-6][0-9]{12,18}|[2-6][0-9]{3}([ .\n-]|[ ]{2})[0-9]{4}\1[0-9]{4}\1[0-9]{1,4}(?:\1[0-9]{3})?"
    r"|3[0-9]{3}([ .-])[0-9]{6}\2[0-9]{4,5})(?![0-9A-Za-z_])(?![-./][0-9A-Za-z])"
    r"(?![ ](?!20[2-4][0-9](?![0-9]))[0-9]{4}(?![0-9]))"
)
_TWELVE = re.compile(_NO_LEFT + r"(?:[0-9]{12}|[0-9]{4}([ .・-])[0-9]{4}\1[0-9]{4})" + _NO_RIGHT)
_THIRTEEN = re.compile(
    r"(?<![0-9A-Za-z])T?[1-9][0-9]{12}(?![0-9A-Za-z])|(?<![0-9A-Za-z])"
    r"T?[1-9]-[0-9]{4}-[0-9]{4}-[0-9]{4}(?![0-9A-Za-z])"
)
_OTHER_LABELS = frozenset(["phone", "bank", "corporate", "passport", "licence", "pension",
                           "insurance", "social_security", "national_id", "employee_id",
                           "order"])  # fmt: skip


def find_cards(document: Document) -> Iterator[Hit]:
    """Card numbers: range, length and check digit are right, and the text calls it nothing else."""
    for match in _CARD.finditer(document.text):
        digits = _digits(match[0])
        if not check_digits.is_card(digits):
            continue
        label = document.label(*match.span())
        grouped = len(digits) < len(match[0])
        if label in _OTHER_LABELS or (
            len(digits) != 16 and not grouped and label != "card" and not _is_amex(digits)
        ):
            continue
        sure = label == "card" or grouped
        yield Hit(
            "card.number", *match.span(), Likelihood.VERY_LIKELY if sure else Likelihood.LIKELY
        )


def _is_amex(digits: str) -> bool:
    return len(digits) == 15 and digits[:2] in {"34", "37"}


def find_my_numbers(document: Document) -> Iterator[Hit]:
    """My Numbers by check digit; what the text calls them decides the rest."""
    for match in _TWELVE.finditer(document.text):
        label = document.label(*match.span())
        right = check_digits.my_number(_digits(match[0]))
        if label == "my_number":
            rule = "my_number.labelled" if right else "my_number.mistyped"
            yield Hit(rule, *match.span(), Likelihood.VERY_LIKELY if right else Likelihood.UNLIKELY)
        elif right and label is None and not document.in_url(match.start()):
            yield Hit("my_number.unlabelled", *match.span(), Likelihood.UNLIKELY)


def find_corporate_numbers(document: Document) -> Iterator[Hit]:
    """Corporate numbers with a label or the T of a tax invoice: public, for information."""
    for match in _THIRTEEN.finditer(document.text):
        called = match[0].startswith("T") or document.label(*match.span()) == "corporate"
        if called and check_digits.corporate_number(_digits(match[0])):
            yield Hit("government_id.corporate_number", *match.span(), Likelihood.LIKELY)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
