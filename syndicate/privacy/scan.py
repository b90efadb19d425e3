"""The privacy scan: texts or HTML in, findings out, in both languages at once.

Whatever cannot be checked becomes a blocking finding: an error is never a clean scan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syndicate.privacy import markup
from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Finding, Severity
from syndicate.privacy.fold import Mapped
from syndicate.privacy.recognisers.registry import recognisers
from syndicate.privacy.report import Reporter
from syndicate.privacy.run import Piece, Run
from syndicate.privacy.terms import digest

__all__ = ["ENGINE_VERSION", "ScanContext", "ScanResult", "Status", "scan_html", "scan_surfaces",
           "scan_text"]  # fmt: skip

ENGINE_VERSION = "5"
"""Raised with every change of what is found: a scan by another version is made again."""
MAX_CHARS = 2_000_000
"""Longest input, all surfaces together, in code points."""
MAX_FINDINGS = 5_000
"""Most findings one scan reports."""


class Status(StrEnum):
    """Whether everything was checked."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The findings in order of surface and place, and what they were made with."""

    findings: tuple[Finding, ...]
    status: Status
    engine_version: str
    ruleset_version: str
    directory_version: str
    failed: tuple[str, ...] = ()
    """`name: error` of the recognisers that could not run."""

    @property
    def blocks(self) -> bool:
        """Whether any finding must be resolved before release."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)


def scan_text(text: str, *, context: ScanContext, surface: str = "body") -> ScanResult:
    """The findings in one plain text."""
    return scan_surfaces([(surface, text)], context=context)


def scan_surfaces(surfaces: Iterable[tuple[str, str]], *, context: ScanContext) -> ScanResult:
    """The findings in several plain texts of one story; spans are into the text of each.

    A surface named `link` (or starting so) is read as a link. A name found in one surface is known
    in all of them.
    """
    sources = [
        (text, [Piece(name, Mapped(text), is_url=name.startswith("link"))])
        for name, text in surfaces
    ]
    return _scan(sources, context)


def scan_html(html: str, *, context: ScanContext, surface: str = "body") -> ScanResult:
    """The findings in HTML: shown and hidden text, comments and attributes.

    Spans are into `html` as given. Surfaces are `surface` for what is shown, `link`, `alt`,
    `attribute` and `hidden`.
    """
    if len(html) > MAX_CHARS:
        return _scan([(html, [Piece(surface, Mapped(html))])], context)
    pieces = [Piece(part.surface, part.text, part.is_url) for part in markup.read(html, surface)]
    return _scan([(html, pieces)], context)


def _scan(sources: Sequence[tuple[str, Sequence[Piece]]], context: ScanContext) -> ScanResult:
    reporter = Reporter(context)
    findings: list[Finding] = []
    if sum(len(text) for text, _pieces in sources) > MAX_CHARS:
        for text, pieces in sources:
            surface = pieces[0].surface if pieces else ""
            findings.append(
                reporter.failure("check_failed.too_long", surface, text, limit=MAX_CHARS)
            )
        return _result(context, findings, Status.FAILED)
    run = Run(context, recognisers())
    try:
        placed = run.read([pieces for _text, pieces in sources])
    except Exception as error:  # noqa: BLE001 - an error of the engine blocks like any other
        run.errors["engine"] = type(error).__name__
        run.failed["engine"] = set(range(len(sources)))
        placed = [[] for _source in sources]
    for number, (text, pieces) in enumerate(sources):
        surface = pieces[0].surface if pieces else ""
        findings += [
            reporter.failure("check_failed.recogniser", surface, text, name=name)
            for name in sorted(name for name, where in run.failed.items() if number in where)
        ]
        room = max(0, MAX_FINDINGS - len(findings))
        findings += [
            reporter.finding(one, run.rules[one.hit.rule]) for one in placed[number][:room]
        ]
        if len(placed[number]) > room:
            findings.append(
                reporter.failure("check_failed.too_many", surface, text, limit=MAX_FINDINGS)
            )
    failed = [f"{name}: {error}" for name, error in sorted(run.errors.items())]
    return _result(context, findings, Status.PARTIAL if failed else Status.OK, failed)


def _result(
    context: ScanContext, findings: Sequence[Finding], status: Status, failed: Iterable[str] = ()
) -> ScanResult:
    overrides = (f"{name}={severity}" for name, severity in sorted(context.severities.items()))
    return ScanResult(
        tuple(findings),
        status,
        ENGINE_VERSION,
        digest([ENGINE_VERSION, context.terms.version, str(context.small_team), *overrides]),
        context.directory.version,
        tuple(failed),
    )
