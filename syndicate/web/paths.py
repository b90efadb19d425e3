"""Where a form may send the browser next: nowhere but here."""

from __future__ import annotations

import re

_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def local_path(wanted: str | None, fallback: str = "/") -> str:
    """`wanted` if it is a path on this host, else `fallback`. Never an address elsewhere."""
    if wanted and len(wanted) <= 2000 and _LOCAL.fullmatch(wanted):
        return wanted
    return fallback
