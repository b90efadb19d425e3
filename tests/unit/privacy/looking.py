"""Short ways to ask what a scan finds."""

from __future__ import annotations

from syndicate.privacy.findings import Finding
from syndicate.privacy.scan import ScanContext, Status, scan_text


def findings(text: str, context: ScanContext | None = None) -> tuple[Finding, ...]:
    """The findings in `text`, after a scan in which nothing failed."""
    result = scan_text(text, context=context or ScanContext(key=b"k"))
    assert result.status is Status.OK, result.failed
    return result.findings


def quotes(text: str, kind: str, context: ScanContext | None = None) -> list[str]:
    """What is found of `kind`, as it stands in `text`."""
    return [text[f.start : f.end] for f in findings(text, context) if f.kind == kind]


def rules(text: str, context: ScanContext | None = None) -> list[str]:
    """The rules that fire, in order of place."""
    return [finding.rule for finding in findings(text, context)]
