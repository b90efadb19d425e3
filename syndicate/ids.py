"""Identifiers: opaque to people, sorted by the time they were made."""

import re
import secrets
import threading
import time
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 26
ID_PATTERN = rf"^[{_ALPHABET}]{{{ID_LENGTH}}}$"
_STEP_BITS = 64
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """26 characters: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32.

    One process never makes a smaller one later, not even within a millisecond.
    """
    return _written(_next_number())


def first_id(moment: datetime) -> str:
    """The smallest id of that moment: what was made later has a greater one."""
    return _written(int(moment.timestamp() * 1000) << 80)


def _written(number: int) -> str:
    digits = []
    for _ in range(ID_LENGTH):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def _next_number() -> int:
    global _last  # noqa: PLW0603 - what was given out last is the one thing to remember
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    with _lock:
        if number <= _last:
            number = _last + 1 + secrets.randbits(_STEP_BITS)
        _last = number
    return number


def is_id(value: str) -> bool:
    """Whether `value` has the form of an id; nothing else needs to be looked for."""
    return re.fullmatch(ID_PATTERN[1:-1], value) is not None


def new_token() -> str:
    """A secret for a link, a session or an API caller: 256 random bits, URL safe."""
    return secrets.token_urlsafe(32)
