"""The scan as a whole: surfaces, fingerprints, overlaps, limits, failures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from syndicate.privacy import run, scan
from syndicate.privacy.directory import Directory
from syndicate.privacy.findings import Kind, Likelihood, Severity
from syndicate.privacy.recognisers.registry import recognisers
from syndicate.privacy.rules import KIND_SEVERITY, RULES, severity_of
from syndicate.privacy.scan import ScanContext, Status, scan_html, scan_surfaces, scan_text

from .looking import findings, quotes, rules
from .samples import KEY


def test_spans_are_code_points_of_the_text_as_given() -> None:
    text = "😀𠮷野家の👨‍👩‍👧 tel：０９０－１２３４－５６７８ 😀"

    (found,) = findings(text)

    assert text[found.start : found.end] == "０９０－１２３４－５６７８"


def test_a_finding_says_why_in_both_languages_and_what_to_do() -> None:
    (found,) = findings("Mail jane@example.com now")

    shown = found.as_json("en")

    assert shown["message"] == "An e-mail address of a person."
    assert shown["suggestion"] == {"operator": "generalise", "replacement": "(e-mail address)"}
    assert found.confidence is Likelihood.VERY_LIKELY
    assert found.confidence.score == 1.0
    assert set(found.as_json("ja")) == set(shown)


def test_suggestions_are_in_the_language_of_the_text_or_the_one_asked_for() -> None:
    japanese = findings("連絡はjane@example.comまで")[0]
    asked = findings("Mail jane@example.com", ScanContext(key=KEY, language="ja"))[0]

    assert japanese.suggestion.replacement == asked.suggestion.replacement == "（メールアドレス）"


def test_a_fingerprint_survives_edits_elsewhere_but_not_nearby() -> None:
    before = findings("Hello there. Please write to jane@example.com any day.")[0]
    after = findings("A new opening. Hello there. Please write to ＪＡＮＥ@example.com any day.")[0]
    nearby = findings("Hello there. Do not mail jane@example.com any day.")[0]

    assert before.fingerprint == after.fingerprint
    assert before.quote_hash == nearby.quote_hash
    assert before.fingerprint != nearby.fingerprint


def test_fingerprints_depend_on_surface_and_key_and_tell_repeats_apart() -> None:
    context = ScanContext(key=KEY)
    text = "a@example.com\n\n\na@example.com"
    repeats = [f.fingerprint for f in scan_text(text * 3, context=context).findings]
    (title,) = scan_text("a@example.com", context=context, surface="title").findings
    (body,) = scan_text("a@example.com", context=context).findings
    (other,) = scan_text("a@example.com", context=replace(context, key=b"other")).findings

    assert len(set(repeats)) == len(repeats)
    assert len({title.fingerprint, body.fingerprint, other.fingerprint}) == 3


def test_each_surface_has_its_own_offsets_and_links_are_read_as_links() -> None:
    result = scan_surfaces(
        [("title", "x jane@example.com"), ("link", "//wiki.corp.local/あ"), ("alt", "")],
        context=ScanContext(key=KEY),
    )

    assert [(f.surface, f.start, f.kind) for f in result.findings] == [
        ("title", 2, "email"),
        ("link", 0, "internal_url"),
    ]


def test_a_name_hidden_in_percent_signs_is_found() -> None:
    text = "https://example.com/?to=jane%40example.org"

    assert quotes(text, "email") == ["jane%40example.org"]


def test_severities_can_be_changed_by_rule_or_kind_but_failures_block() -> None:
    context = ScanContext(
        key=KEY,
        severities={"email": Severity.INFO, "email.role": Severity.BLOCK,
                    "check_failed": Severity.INFO},
    )  # fmt: skip
    long = scan_text("x" * (scan.MAX_CHARS + 1), context=context)

    assert findings("a@example.com", context)[0].severity is Severity.INFO
    assert findings("info@example.com", context)[0].severity is Severity.BLOCK
    assert long.findings[0].severity is Severity.BLOCK


def test_versions_say_what_a_scan_was_made_with(context: ScanContext) -> None:
    one = scan_text("", context=context)
    other = scan_text("", context=replace(context, severities={"email": Severity.WARN}))

    assert one.engine_version == scan.ENGINE_VERSION
    assert one.directory_version == context.directory.version
    assert one.ruleset_version != other.ruleset_version
    assert (one.findings, one.status, one.blocks) == ((), Status.OK, False)


def test_what_a_larger_finding_says_is_not_said_again(context: ScanContext) -> None:
    assert rules("taro.tanaka@hokuto.example", context) == ["email.address"]
    assert rules("http://10.1.2.3/HR-12", context) == ["internal_url.host"]
    assert rules("https://wiki.corp.local/?t=ghp_1234567890abcdefghijklmnopqrstuvwx12") == [
        "internal_url.host",
        "secret.key",
    ]


def test_of_two_readings_of_one_number_the_surer_is_shown() -> None:
    rows = "family,employee_id\n森,09012345678\n"
    context = ScanContext(directory=Directory.from_csv(rows), key=KEY)

    assert rules("連絡先09012345678", context) == ["employee_id.directory"]
    assert rules("連絡先09012345678") == ["phone.number"]


def test_a_text_that_is_too_long_is_refused_by_a_blocking_finding() -> None:
    text = "あ" * (scan.MAX_CHARS + 1)

    for result in (
        scan_text(text, context=ScanContext()),
        scan_html(text, context=ScanContext()),
    ):
        (found,) = result.findings
        assert result.status is Status.FAILED
        assert (found.rule, found.start, found.end) == ("check_failed.too_long", 0, len(text))
        assert result.blocks


def test_more_findings_than_can_be_shown_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MAX_FINDINGS", 3)

    result = scan_text("a@example.com " * 5, context=ScanContext(key=KEY))

    assert [f.rule for f in result.findings] == ["email.address"] * 3 + ["check_failed.too_many"]
    assert "3" in str(result.findings[-1].message)


PLUGIN = """
from syndicate.i18n import Text
from syndicate.privacy.document import Hit
from syndicate.privacy.findings import Severity
from syndicate.privacy.rules import Rule

class Badges:
    name = "badges"
    rules = (Rule("employee_id.badge", Severity.WARN, Text("A badge.")),)

    def find(self, document):
        at = document.text.find("BADGE")
        if at >= 0:
            yield Hit("employee_id.badge", at, at + 5)
        if "BOOM" in document.text:
            raise RuntimeError("boom with secret text")

badges = Badges()
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed wheel with one recogniser that works and one that cannot be loaded."""
    (tmp_path / "badge_plugin.py").write_text(PLUGIN)
    info = tmp_path / "badge_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: badge-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[syndicate.recognisers]\nbadges = badge_plugin:badges\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    recognisers.cache_clear()
    yield
    recognisers.cache_clear()
    sys.modules.pop("badge_plugin", None)


@pytest.mark.usefixtures("plugin")
def test_a_company_adds_a_recogniser_of_its_own() -> None:
    (found,) = findings("my BADGE")

    assert (found.rule, found.kind, found.severity) == (
        "employee_id.badge", Kind.EMPLOYEE_ID, Severity.WARN,
    )  # fmt: skip


@pytest.mark.usefixtures("plugin")
def test_a_recogniser_that_fails_blocks_and_the_others_still_run() -> None:
    text = "BOOM jane@example.com"

    result = scan_surfaces([("body", text), ("title", "x")], context=ScanContext(key=KEY))

    assert result.status is Status.PARTIAL
    assert result.failed == ("badges: RuntimeError",)
    failure, mail = result.findings
    assert (failure.rule, failure.start, failure.end) == ("check_failed.recogniser", 0, len(text))
    assert failure.severity is Severity.BLOCK
    assert "badges" in str(failure.message)
    assert "secret text" not in str(failure.as_json())
    assert mail.rule == "email.address"


@pytest.mark.usefixtures("plugin")
def test_a_recogniser_that_cannot_be_loaded_blocks_every_scan(tmp_path: Path) -> None:
    (tmp_path / "badge_plugin.py").write_text("raise ImportError('no')")
    recognisers.cache_clear()

    result = scan_text("fine", context=ScanContext(key=KEY))

    assert [f.rule for f in result.findings] == ["check_failed.recogniser"]
    assert result.failed == ("badges: ImportError",)


def test_an_error_while_names_are_learned_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_document: object) -> None:
        raise KeyError

    monkeypatch.setattr("syndicate.privacy.people.learn", fail)

    result = scan_text("fine", context=ScanContext(key=KEY))

    assert result.failed == ("people: KeyError",)


def test_an_error_of_the_engine_itself_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_placed: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(run, "resolve", fail)

    result = scan_text("fine", context=ScanContext(key=KEY))

    assert [f.rule for f in result.findings] == ["check_failed.recogniser"]
    assert result.failed == ("engine: ZeroDivisionError",)


def test_every_rule_belongs_to_a_kind_and_every_kind_has_a_severity() -> None:
    assert all(isinstance(rule.kind, Kind) for rule in RULES.values())
    assert set(KIND_SEVERITY) == set(Kind)
    assert KIND_SEVERITY[Kind.FACE] is Severity.BLOCK
    assert KIND_SEVERITY[Kind.HANDLE] is Severity.WARN


def test_a_failure_blocks_whatever_the_table_of_a_company_says() -> None:
    wishes = {"check_failed": Severity.INFO, "check_failed.too_long": Severity.INFO}

    assert severity_of(RULES["check_failed.too_long"], wishes) is Severity.BLOCK
