"""Quotes as they may be kept: dangerous ones only masked, all of them hashed with a key."""

from __future__ import annotations

import hashlib
import hmac

from syndicate.privacy.findings import Kind
from syndicate.privacy.fold import fold_char

MASKED = frozenset([Kind.SECRET, Kind.CARD, Kind.MY_NUMBER, Kind.BANK, Kind.GOVERNMENT_ID])
"""Kinds whose quotes are never kept in clear."""
_LONGEST_QUOTE = 120
_HIDDEN = "••••"


def masked(kind: Kind, quote: str) -> str:
    """`quote` as a finding may show it: whole, shortened, or masked for the dangerous kinds."""
    if kind is Kind.SECRET:
        return f"{quote[:4]}{_HIDDEN}" if len(quote) >= 16 else _HIDDEN
    if kind in {Kind.CARD, Kind.BANK}:
        digits = [char for char in quote if char.isalnum()]
        return f"{_HIDDEN} {''.join(digits[-4:])}" if len(digits) > 8 else _HIDDEN
    if kind in MASKED:
        return _HIDDEN
    if kind is Kind.INVISIBLE:
        quote = "".join(
            char if fold_char(char) else f"U+{ord(char):04X} " for char in quote
        ).strip()
    return quote if len(quote) <= _LONGEST_QUOTE else f"{quote[: _LONGEST_QUOTE - 1]}…"


def keyed_hash(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 over `parts`, hexadecimal; parts cannot run into each other."""
    message = b"".join(
        len(data).to_bytes(8, "big") + data
        for data in (part.encode("utf-8", "surrogatepass") for part in parts)
    )
    return hmac.new(key, message, hashlib.sha256).hexdigest()
