"""The sentence a finding stands in, so that its card can be read without the whole text."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Code points shown before and after the words at the most.
REACH = 120
_ENDS = re.compile(r"[\n。！？]|[.!?](?=\s)")  # Japanese sentences end so


@dataclass(frozen=True)
class Context:
    """The words of a finding between what stands before and after them."""

    before: str
    words: str
    after: str


def context_of(text: str, start: int, end: int) -> Context | None:
    """The sentence around `text[start:end]`, shortened with “…”; None where nothing is around."""
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    begins = [found.end() for found in _ENDS.finditer(before)]
    if begins:
        before = before[begins[-1] :]
    elif start > REACH:
        before = "…" + before
    ends = _ENDS.search(after)
    if ends:
        after = after[: ends.end()]
    elif end + REACH < len(text):
        after += "…"
    before, after = before.lstrip(), after.rstrip()
    return Context(before, text[start:end], after) if before or after else None
