"""Identifiers: opaque to people, sorted by the time they were made."""

import re
import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 26
ID_PATTERN = rf"^[{_ALPHABET}]{{{ID_LENGTH}}}$"


def new_id() -> str:
    """26 characters: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    digits = []
    for _ in range(ID_LENGTH):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def is_id(value: str) -> bool:
    """Whether `value` has the form of an id; nothing else needs to be looked for."""
    return re.fullmatch(ID_PATTERN[1:-1], value) is not None


def new_token() -> str:
    """A secret for a link, a session or an API caller: 256 random bits, URL safe."""
    return secrets.token_urlsafe(32)
