"""The table of kinds in the documentation is complete and true, and its example works."""

from __future__ import annotations

import re
from typing import Any

import pytest

from syndicate.dev.kinds import covered, kinds_page
from syndicate.privacy.findings import Kind
from syndicate.privacy.fold import Mapped
from syndicate.privacy.rules import RULES, Rule
from syndicate.privacy.run import Piece, Run
from syndicate.privacy.scan import ScanContext
from syndicate.resources import docs_root


def test_every_kind_has_words_of_its_own_and_there_are_no_others() -> None:
    words = covered()

    assert list(words) == [kind.value for kind in Kind]
    assert all(text["found"].strip() and text["left"].strip() for text in words.values())


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_row_with_the_weights_of_its_rules(kind: Kind) -> None:
    (row,) = [line for line in kinds_page().splitlines() if line.startswith(f"| `{kind.value}` |")]

    shown = row.split(" | ")[1].split(", ")
    assert set(shown) == {rule.severity.value for rule in RULES.values() if rule.kind is kind}
    assert shown == sorted(shown, key=["block", "warn", "info"].index)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_rule_stands_with_its_severity(rule: Rule) -> None:
    assert f"| `{rule.id}` | {rule.severity.value} |" in kinds_page()


def test_what_no_company_may_change_is_told() -> None:
    page = kinds_page()

    (always,) = [line for line in page.splitlines() if line.startswith("- never turned down")]
    assert "`my_number`" in always
    assert "`special_category`" in always
    assert "`minor`" in always
    assert "`email`" not in always


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
