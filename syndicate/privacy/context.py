"""What a scan is told: who works here, what is confidential, what was agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from syndicate.privacy.directory import Directory
from syndicate.privacy.findings import Severity
from syndicate.privacy.terms import Terms


@dataclass(frozen=True)
class ScanContext:
    """Everything the scan knows besides the text."""

    directory: Directory = field(default_factory=Directory)
    terms: Terms = field(default_factory=Terms)
    language: str | None = None
    """Language of suggestions, `en` or `ja`; None reads it off each text. Both are scanned."""
    key: bytes = b""
    """Secret of the installation, for fingerprints and hashes of quotes."""
    consented: frozenset[str] = frozenset()
    """People with a consent that covers this release: directory keys, e-mails or full names."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Overrides of the severity table, by rule id or kind name."""
    small_team: int = 5
    """A description that fits fewer people than this in the directory blocks."""
