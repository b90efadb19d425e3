"""One scan at work: documents are made, learned from, and read by every recogniser."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from syndicate.privacy.context import ScanContext
from syndicate.privacy.document import Document, Hit, Memory
from syndicate.privacy.findings import Kind
from syndicate.privacy.fold import Builder, Mapped
from syndicate.privacy.links import host_of, is_under
from syndicate.privacy.occurrences import occurrences
from syndicate.privacy.overlaps import Placed, resolve
from syndicate.privacy.recognisers.registry import Learner, RawReader, Recogniser
from syndicate.privacy.rules import rule_table, severity_of

_NEVER_ALLOWED = frozenset([Kind.SECRET, Kind.CARD, Kind.MY_NUMBER, Kind.CHECK_FAILED])
"""Kinds that no list of allowed words can silence."""
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a source that is read by itself: an attribute, the visible text."""

    surface: str
    text: Mapped
    is_url: bool = False


class Run:
    """Reads sources with the given recognisers; a failure in one never stops the others."""

    def __init__(self, context: ScanContext, recognisers: Sequence[Recogniser]) -> None:
        self._context = context
        self._recognisers = recognisers
        self.rules = rule_table(rule for one in recognisers for rule in one.rules)
        self.failed: dict[str, set[int]] = defaultdict(set)
        """Recognisers that failed, with the numbers of the sources they failed on."""
        self.errors: dict[str, str] = {}
        """The class of the error each of them raised first."""

    def read(self, sources: Sequence[Sequence[Piece]]) -> list[list[Placed]]:
        """What was found in each source, overlaps resolved, in order of place."""
        memory = Memory()
        documents = [
            [one for piece in pieces for one in self._documents(piece, memory)]
            for pieces in sources
        ]
        for number, group in enumerate(documents):
            self._learn(number, group)
        return [resolve(self._find(number, group)) for number, group in enumerate(documents)]

    def _documents(self, piece: Piece, memory: Memory) -> Iterator[Document]:
        """The piece, and each of its links with percent signs decoded."""
        document = Document(piece.text, piece.surface, self._context, memory, is_url=piece.is_url)
        yield document
        if "%" not in document.text:
            return
        for url in document.urls:
            if _PERCENT.search(url.text):
                decoded = _decode(url.text, url.start).over(document.mapped)
                yield Document(decoded, piece.surface, self._context, memory, is_url=True)

    def _learn(self, number: int, documents: Iterable[Document]) -> None:
        for recogniser in self._recognisers:
            if not isinstance(recogniser, Learner):
                continue
            try:
                for document in documents:
                    recogniser.learn(document)
            except Exception as error:  # noqa: BLE001 - reported as a blocking finding
                self._fail(recogniser, number, error)

    def _find(self, number: int, documents: Iterable[Document]) -> list[Placed]:
        placed: list[Placed] = []
        for document in documents:
            for recogniser in self._recognisers:
                try:
                    placed += self._read(recogniser, document)
                except Exception as error:  # noqa: BLE001 - reported as a blocking finding
                    self._fail(recogniser, number, error)
        return placed

    def _fail(self, recogniser: Recogniser, number: int, error: Exception) -> None:
        self.failed[recogniser.name].add(number)
        self.errors.setdefault(recogniser.name, type(error).__name__)

    def _read(self, recogniser: Recogniser, document: Document) -> Iterator[Placed]:
        hits = [
            (hit, document.mapped.span(hit.start, hit.end)) for hit in recogniser.find(document)
        ]
        if isinstance(recogniser, RawReader):
            raw = document.raw
            hits += [(hit, raw.span(hit.start, hit.end)) for hit in recogniser.find_raw(raw.text)]
        allowed = _allowed(document) if hits else []
        for hit, (start, end) in hits:
            rule = self.rules[hit.rule]
            if start < end and not _is_allowed(document, hit, rule.kind, allowed):
                severity = severity_of(rule, self._context.severities)
                yield Placed(hit, start, end, rule.kind, severity, document)


def _decode(text: str, offset: int) -> Mapped:
    """`text` with percent signs decoded; offsets are those of `text` plus `offset`."""
    builder = Builder()
    at = 0
    for match in _PERCENT.finditer(text):
        builder.copy(text[at : match.start()], offset + at)
        plain = bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")
        builder.stand_in(plain, offset + match.start(), offset + match.end())
        at = match.end()
    builder.copy(text[at:], offset + at)
    return builder.done()


def _allowed(document: Document) -> list[tuple[int, int]]:
    terms = document.context.terms.allowed
    return [(start, end) for start, end, _term in occurrences(document, terms)]


def _is_allowed(
    document: Document, hit: Hit, kind: Kind, allowed: Sequence[tuple[int, int]]
) -> bool:
    """Whether the company said that this is fine to say."""
    if kind in _NEVER_ALLOWED or not document.context.terms.allowed:
        return False
    if any(start <= hit.start and hit.end <= end for start, end in allowed):
        return True
    quote = document.text[hit.start : hit.end]
    if kind is Kind.INTERNAL_URL:
        host = host_of(quote)
        return any(is_under(host, term) for term in document.context.terms.allowed if host)
    digits = re.sub(r"[^0-9]", "", quote)
    return kind is Kind.PHONE and digits in {
        re.sub(r"[^0-9]", "", term) for term in document.context.terms.allowed
    } - {""}
