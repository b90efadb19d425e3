"""Number plates of vehicles: Japanese ones by shape, others by a word beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood

_JAPAN = re.compile(
    r"(?:(?<![一-龯々])[一-龯々]{1,4}|なにわ|つくば|とちぎ|いわき|ひたちなか|伊勢志摩)[ ]?"
    r"[0-9]{2,3}[A-Z]?[ ]?[あ-ん][ ]?"
    r"(?:[0-9]{2}-[0-9]{2}|[・.·]{0,3}[0-9]{1,2}-[0-9]{2}|[・.·]{1,3}[0-9]{1,3})(?![0-9-])"
)
_KANA_AFTER = re.compile(r"[0-9]{2}[A-Z]?[ ]?[あ-ん][ ]?[0-9・.]")
"""A cheap look before the dear one."""
_CALLED = re.compile(
    r"(?<![A-Za-z])(?i:number plate|licen[cs]e plate|plate number|registration plate|registration|"
    r"plates?|reg\.?|kennzeichen)(?i:[ ](?:is|was|number|no\.?))?[ :]{1,2}"
    r"(?P<plate>[A-Z]{2}[0-9]{2}[ ]?[A-Z]{3}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ ]?[0-9]{1,4}|"
    r"[0-9][A-Z]{3}[0-9]{3}|[A-Z]{3}[ -]?[0-9]{3,4}|[A-Z]{2}-[0-9]{3}-[A-Z]{2})(?![0-9A-Za-z-])"
)


def find(document: Document) -> Iterator[Hit]:
    """Plates as `品川 300 あ 12-34`, and what a text calls a plate."""
    for match in _JAPAN.finditer(document.text) if _KANA_AFTER.search(document.text) else ():
        yield Hit("government_id.plate", *match.span(), Likelihood.LIKELY)
    for match in _CALLED.finditer(document.text):
        yield Hit("government_id.plate", *match.span("plate"), Likelihood.LIKELY)
