"""The company's own words: what is confidential, what is internal, what may be said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from syndicate.errors import Invalid
from syndicate.i18n import Text, _

KINDS = ("codename", "customer_company", "ticket_prefix", "internal_domain", "allowed")
MAX_PROBLEMS = 20
"""How many wrong lines one refusal lists."""


@dataclass(frozen=True)
class Terms:
    """Words by what they are. Order and case are kept; duplicates do no harm."""

    codename: tuple[str, ...] = ()
    customer_company: tuple[str, ...] = ()
    ticket_prefix: tuple[str, ...] = ()
    internal_domain: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    """Words that are no finding: products, offices, public numbers, published figures."""

    @classmethod
    def from_text(cls, text: str) -> Terms:
        """Read `kind<TAB>term` lines; empty lines and lines starting with # are skipped.

        Raises `Invalid` with a sentence for each wrong line.
        """
        found: dict[str, list[str]] = {kind: [] for kind in KINDS}
        problems: list[tuple[str, Text]] = []
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            kind, tab, term = (
                part.strip() if part != "\t" else part for part in line.partition("\t")
            )
            problem = _problem(number, kind, tab, term)
            if problem:
                problems.append((f"line {number}", problem))
            else:
                found[kind].append(term)
        if problems:
            raise Invalid.fields(problems[:MAX_PROBLEMS])
        return cls(**{kind: tuple(terms) for kind, terms in found.items()})

    @cached_property
    def version(self) -> str:
        """Hash of all terms: a scan records which list it was made with."""
        return digest(f"{kind}\t{term}" for kind in KINDS for term in getattr(self, kind))


def digest(lines: Iterable[str]) -> str:
    """Sixteen hex digits that change when any line does."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _problem(number: int, kind: str, tab: str, term: str) -> Text | None:
    if not tab:
        return _("Line %(number)s: write a kind, a tab and the term.", number=number)
    if kind not in KINDS:
        return _(
            "Line %(number)s: %(kind)s is not a kind. Use one of: %(kinds)s.",
            number=number,
            kind=kind[:40],
            kinds=", ".join(KINDS),
        )
    if not term:
        return _("Line %(number)s: the term is missing.", number=number)
    return None
