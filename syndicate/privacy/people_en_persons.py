"""People made of words in Latin letters."""

from __future__ import annotations

from syndicate.privacy.document import Document, Person, Word
from syndicate.privacy.findings import Likelihood

EMPLOYEE, EXTERNAL = "person_employee", "person_external"
_MANY = 50
"""A name shared by more staff than this points at nobody."""


def employee(document: Document, words: list[Word], variant: str, positions: set[int]) -> Person:
    """A member of staff, one of those at `positions`, found as `variant` says."""
    sure = {"full_name": Likelihood.VERY_LIKELY, "ambiguous": Likelihood.UNLIKELY,
            "alone": Likelihood.POSSIBLE}  # fmt: skip
    whole = "".join(word.key for word in words) if len(words) > 1 else ""
    return Person(
        words[0].start,
        words[-1].end,
        EMPLOYEE,
        variant,
        sure.get(variant, Likelihood.LIKELY),
        document.context.directory.index.subject(positions),
        frozenset(positions) if len(positions) < _MANY else frozenset(),
        tuple(word.key for word in words if len(word.key) > 1),
        whole,
    )


def external(words: list[Word], variant: str, sure: Likelihood) -> Person:
    """Somebody the directory does not know."""
    names = tuple(word.key for word in words if len(word.key) > 1)
    whole = "".join(word.key for word in words) if len(words) > 1 else ""
    return Person(words[0].start, words[-1].end, EXTERNAL, variant, sure, words=names, whole=whole)
