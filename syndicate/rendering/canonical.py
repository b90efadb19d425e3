"""One way to write a value as bytes, so that the same content always has the same hash."""

from __future__ import annotations

import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """`value` as UTF-8 JSON: keys sorted, no spaces, nothing escaped without need.

    Raises `ValueError` for NaN, infinities and lone surrogates, and `TypeError` for anything
    that is not JSON, keys included.
    """
    _demand_text_keys(value)
    text = json.dumps(
        value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return text.encode("utf-8")


def _demand_text_keys(value: Any) -> None:
    """`json` would turn the key 1 into "1", and two different values into the same bytes."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError("JSON keys are strings")
            _demand_text_keys(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _demand_text_keys(inner)
