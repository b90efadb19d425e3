"""The table of kinds in the documentation is complete and true, and its example works."""

from __future__ import annotations

import re
from typing import Any

import pytest

from syndicate.privacy.findings import Kind
from syndicate.privacy.fold import Mapped
from syndicate.privacy.rules import RULES
from syndicate.privacy.run import Piece, Run
from syndicate.privacy.scan import ScanContext
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


def test_the_recogniser_of_the_guide_finds_what_it_says() -> None:
    guide = (docs_root() / "howto" / "add-a-recogniser.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    module: dict[str, Any] = {}
    exec(code, module)
    text = "社員証の番号はＨＢ－1234－56です。HB-1234-567は違います。"
    run = Run(ScanContext(), [module["BADGES"]])

    (placed,) = run.read([[Piece("body", Mapped(text))]])

    assert [(p.hit.rule, text[p.start : p.end]) for p in placed] == [
        ("employee_id.badge", "ＨＢ－1234－56")
    ]
    assert run.errors == {}
