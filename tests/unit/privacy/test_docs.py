"""The table of kinds in the documentation is complete and true."""

from __future__ import annotations

import pytest

from syndicate.privacy.findings import Kind
from syndicate.privacy.rules import RULES
from syndicate.resources import docs_root

PAGE = docs_root() / "reference" / "privacy-kinds.md"


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_row(kind: Kind) -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]

    assert any(row.startswith(f"| `{kind.value}` |") for row in rows)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_rule_stands_with_its_severity(rule: object) -> None:
    text = PAGE.read_text("utf-8")
    known = RULES[getattr(rule, "id")]  # noqa: B009 - the parameter is shown by its id

    assert f"| `{known.id}` | {known.severity.value} |" in text
