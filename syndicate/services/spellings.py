"""One person's names, address and handles in every spelling, found and replaced in any text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from syndicate.models import NameColumns
from syndicate.models.names import is_east_asian
from syndicate.privacy.fold import fold, name_key, ranges

ERASED = "[–]"
"""What stands where something was erased; the same in every language."""
_BETWEEN = r"[\s\-_.,・·、+]{0,3}"
_HONORIFIC = r"(?=\s?(?:さん|さま|様|氏|君|くん|ちゃん|先生|部長|課長))"
_SHORTEST_LATIN, _SHORTEST_EAST_ASIAN = 3, 2


@dataclass(frozen=True)
class Spellings:
    """Patterns over folded text: what can only be this person, and parts of their name."""

    sure: re.Pattern[str] | None
    """Address, handle, employee number, and the whole name in either order."""
    marks: re.Pattern[str] | None
    """The same without the name, which somebody else may bear too."""
    parts: re.Pattern[str] | None
    """The sure ones, and the family or the given name alone."""

    def names(self, text: str) -> bool:
        """Whether this person is named for sure in `text`."""
        return bool(_spans(self.sure, text))

    def counts(self, value: Any, *, shared: bool = False) -> int:
        """How often a value of any column names them; by name too unless somebody `shared` it."""
        pattern = self.marks if shared else self.sure
        return sum(len(_spans(pattern, text)) for text in texts_in(value))

    def without(self, value: Any, *, shared: bool = False, parts: bool = False) -> Any:
        """The value with `ERASED` in every such place; the very same object where there is none."""
        pattern = self.parts if parts else self.marks if shared else self.sure
        return _mapped(value, lambda text: _replaced(pattern, text))


def spellings_of(names: Iterable[NameColumns], marks: Iterable[str]) -> Spellings:
    """Every spelling of a person who stands in these rows and goes by these `marks`."""
    rows = list(names)
    sure = {pattern for row in rows for pattern in _whole_names(row)}
    alone = {pattern for row in rows for pattern in _parts(row)}
    literal = {_bounded(re.escape(_key(mark))) for mark in marks if len(mark.strip()) > 1}
    return Spellings(
        sure=_any_of(literal, sure),
        marks=_any_of(literal),
        parts=_any_of(literal, sure, alone),
    )


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a column's value: the text itself, those in JSON, those in bytes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield from _texts_in_bytes(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def _texts_in_bytes(value: bytes) -> Iterator[str]:
    text = value.decode("utf-8", "replace")
    yield text
    if "\\u" in text and (parsed := _json_of(text)) is not None:
        yield from texts_in(parsed)


def _mapped(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, bytes):
        return _mapped_bytes(value, change)
    if isinstance(value, dict):
        changed = {change(str(key)): _mapped(item, change) for key, item in value.items()}
        return value if changed == value else changed
    if isinstance(value, list):
        items = [_mapped(item, change) for item in value]
        return value if items == value else items
    return value


def _mapped_bytes(value: bytes, change: Any) -> bytes:
    text = value.decode("utf-8", "replace")
    parsed = _json_of(text)
    if isinstance(parsed, (dict, list)):
        changed = _mapped(parsed, change)
        if changed is parsed:
            return value
        return json.dumps(
            changed, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
    changed_text = change(text)
    return value if changed_text == text else changed_text.encode()


def _json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _key(text: str) -> str:
    return name_key(fold(text.strip()).text)


def _spans(pattern: re.Pattern[str] | None, text: str) -> list[tuple[int, int]]:
    if pattern is None or not text:
        return []
    folded = fold(text)
    return ranges(folded.span(*found.span()) for found in pattern.finditer(name_key(folded.text)))


def _replaced(pattern: re.Pattern[str] | None, text: str) -> str:
    for start, end in reversed(_spans(pattern, text)):
        text = text[:start] + ERASED + text[end:]
    return text


def _whole_names(row: NameColumns) -> Iterator[str]:
    given_family = [part for part in (row.given, row.family) if part.strip()]
    for parts in (given_family, row.reading.split(), row.romaji.split()):
        keys = [re.escape(_key(part)) for part in parts]
        if len(keys) > 1:
            yield _bounded(_BETWEEN.join(keys))
            yield _bounded(_BETWEEN.join(reversed(keys)))
        elif keys and _is_long(parts[0]):
            yield _bounded(keys[0])


def _parts(row: NameColumns) -> Iterator[str]:
    for part in (row.given, row.family, *row.reading.split(), *row.romaji.split()):
        if not part.strip():
            continue
        pattern = _bounded(re.escape(_key(part)))
        yield pattern if _is_long(part) or not is_east_asian(part) else pattern + _HONORIFIC


def _is_long(part: str) -> bool:
    least = _SHORTEST_EAST_ASIAN if is_east_asian(part) else _SHORTEST_LATIN
    return len(part.strip()) >= least


def _bounded(pattern: str) -> str:
    """Not within a longer Latin word or number; East Asian names have no such borders."""
    before = r"(?<![0-9a-z])" if pattern[0].isascii() else ""
    after = r"(?![0-9a-z])" if pattern[-1].isascii() else ""
    return f"{before}{pattern}{after}"


def _any_of(*groups: set[str]) -> re.Pattern[str] | None:
    """Addresses before names and names before their parts, so that nothing is cut in half."""
    ordered = [
        pattern
        for group in groups
        for pattern in sorted(group, key=lambda pattern: (-len(pattern), pattern))
    ]
    return re.compile("|".join(ordered)) if ordered else None
