"""One scan at work: documents are made, learned from, and read by every recogniser."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from syndicate.privacy.allowed import Allowed
from syndicate.privacy.context import ScanContext
from syndicate.privacy.document import Document, Memory
from syndicate.privacy.fold import Builder, Mapped
from syndicate.privacy.overlaps import Placed, resolve
from syndicate.privacy.recognisers.registry import Recogniser, is_learner, is_raw_reader
from syndicate.privacy.rules import rule_table, severity_of

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
        self._learners = [one for one in recognisers if is_learner(one)]
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
        for recogniser in self._learners:
            try:
                for document in documents:
                    recogniser.learn(document)
            except Exception as error:  # noqa: BLE001 - reported as a blocking finding
                self._fail(recogniser.name, number, error)

    def _find(self, number: int, documents: Iterable[Document]) -> list[Placed]:
        placed: list[Placed] = []
        for document in documents:
            allowed = Allowed(document)
            for recogniser in self._recognisers:
                try:
                    placed += self._read(recogniser, document, allowed)
                except Exception as error:  # noqa: BLE001 - reported as a blocking finding
                    self._fail(recogniser.name, number, error)
        return placed

    def _fail(self, name: str, number: int, error: Exception) -> None:
        self.failed[name].add(number)
        self.errors.setdefault(name, type(error).__name__)

    def _read(
        self, recogniser: Recogniser, document: Document, allowed: Allowed
    ) -> Iterator[Placed]:
        found = [(hit, document.mapped) for hit in recogniser.find(document)]
        if is_raw_reader(recogniser):
            found += [(hit, document.raw) for hit in recogniser.find_raw(document.raw.text)]
        for hit, source in found:
            rule = self.rules[hit.rule]
            start, end = source.span(hit.start, hit.end)
            if start < end and not allowed.covers(hit, rule.kind):
                severity = severity_of(rule, self._context.severities)
                yield Placed(hit, source.text, start, end, rule.kind, severity, document)


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
