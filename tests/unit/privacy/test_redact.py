"""Taking findings out, and proof that they are gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import Invalid, Stale
from syndicate.privacy.findings import Kind, Operator
from syndicate.privacy.redact import is_gone, redact, redact_all, traces
from syndicate.privacy.scan import ScanContext, scan_html, scan_text
from syndicate.privacy.suggest import Labels, alternatives

from .looking import findings
from .samples import POSTS, Sample, read_samples


def test_a_name_becomes_a_role_and_nothing_else_changes(context: ScanContext) -> None:
    text = "昨日、田中さんが来た。"
    (found,) = findings(text, context)

    result = redact(text, found, Operator.ROLE, found.suggestion.replacement)

    assert result == "昨日、社員Aさんが来た。"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Write to jane@example.com today.", "Write to today."),
        ("Write to jane@example.com.", "Write to."),
        ("jane@example.com wrote", "wrote"),
        ("It was jane@example.com", "It was"),
        ("宛先：jane@example.com。", "宛先：。"),
    ],
)
def test_removing_leaves_no_doubled_space(text: str, left: str) -> None:
    (found,) = findings(text)

    assert redact(text, found, Operator.REMOVE).strip() == left


def test_a_replacement_in_html_is_escaped(context: ScanContext) -> None:
    html = "<p>Alice <b>Johnson</b></p>"
    (found,) = scan_html(html, context=context).findings

    assert redact(html, found, Operator.OWN_WORDS, "<us>", is_html=True) == (
        "<p>&lt;us&gt;</b></p>"
    )


def test_a_text_that_changed_is_not_touched() -> None:
    (found,) = findings("Write to jane@example.com today.")

    with pytest.raises(Stale):
        redact("Write to someone else right now, today.", found, Operator.REMOVE)
    with pytest.raises(Stale):
        redact("short", found, Operator.REMOVE)


def test_own_words_must_be_given() -> None:
    (found,) = findings("jane@example.com")

    with pytest.raises(Invalid):
        redact("jane@example.com", found, Operator.OWN_WORDS, "  ")


def test_several_findings_are_taken_out_together_the_longest_first() -> None:
    text = "https://wiki.corp.local/?t=ghp_1234567890abcdefghijklmnopqrstuvwx12 and a@example.com"
    changes = [(f, Operator.GENERALISE, f.suggestion.replacement or "x") for f in findings(text)]

    assert redact_all(text, changes) == "x and (e-mail address)"


@pytest.mark.parametrize(
    ("text", "quote", "kind"),
    [
        ("call ０９０ １２３４ ５６７８", "090-1234-5678", Kind.PHONE),
        ("JANE@example.com", "jane@example.com", Kind.EMAIL),
        ("4111-1111 11111111", "4111 1111 1111 1111", Kind.CARD),
        ("タナカ さん", "たなか", Kind.PERSON_EXTERNAL),
        ("Mr. Tanaka", "たなか", Kind.PERSON_EXTERNAL),
        ("渡邉さん", "渡辺", Kind.PERSON_EXTERNAL),
        ("ph\u200boenix", "Phoenix", Kind.CODENAME),
        ("中村の森さん", "森", Kind.PERSON_EXTERNAL),
    ],
)
def test_a_trace_is_seen_in_any_spelling(text: str, quote: str, kind: Kind) -> None:
    assert traces(text, quote, kind, ScanContext())
    assert not is_gone(text, quote, kind, ScanContext())


@pytest.mark.parametrize(
    ("text", "quote", "kind"),
    [
        ("社員Aさん", "田中", Kind.PERSON_EMPLOYEE),
        ("Tanakami river", "たなか", Kind.PERSON_EXTERNAL),
        ("青森と森林", "森", Kind.PERSON_EXTERNAL),
        ("つもりです", "もり", Kind.PERSON_EXTERNAL),
        ("anything", "...", Kind.PHONE),
    ],
)
def test_other_words_are_no_trace(text: str, quote: str, kind: Kind) -> None:
    assert is_gone(text, quote, kind, ScanContext())


def test_every_spelling_of_a_known_person_is_a_trace(context: ScanContext) -> None:
    subject = "taro.tanaka@hokuto.example"

    for text in ("たろうさん", "T. Tanaka", "タロウ", "田 中"):
        assert not is_gone(text, "田中太郎", Kind.PERSON_EMPLOYEE, context, subject)


def test_a_reviewer_is_offered_every_way_out(context: ScanContext) -> None:
    (found,) = findings("田中太郎さん", context)

    offered = alternatives(found, "田中太郎", context, japanese=True)

    assert [(one.operator.value, one.replacement) for one in offered] == [
        ("role", "社員A"),
        ("remove", ""),
        ("initials", "T.T."),
        ("role", "営業部の社員"),
        ("own_words", "田中太郎"),
    ]
    english = alternatives(found, "田中太郎", context, japanese=False)
    assert "a colleague in 営業部" in {one.replacement for one in english}


def test_a_secret_is_never_offered_as_own_words() -> None:
    (found,) = findings("AKIAIOSFODNN7EXAMPLE")

    offered = alternatives(found, "AKIAIOSFODNN7EXAMPLE", ScanContext(), japanese=False)

    assert [one.operator.value for one in offered] == ["remove"]


def test_a_place_is_offered_in_general_words_and_an_outsider_by_initials() -> None:
    (mail,) = findings("jane@example.com")
    (person,) = findings("Dr. Helen Whitfield spoke")

    assert "generalise" in {
        one.operator.value for one in alternatives(mail, "x", ScanContext(), japanese=True)
    }
    assert "H.W." in {
        one.replacement
        for one in alternatives(person, "Helen Whitfield", ScanContext(), japanese=False)
    }


def test_labels_go_on_after_z() -> None:
    labels = Labels()

    given_out = [labels.of(Kind.PERSON_EMPLOYEE, str(number)) for number in range(28)]

    assert given_out[0] == "A"
    assert given_out[25:] == ["Z", "AA", "AB"]


@pytest.mark.parametrize(
    "sample", read_samples(POSTS), ids=lambda sample: f"{sample.language}-{sample.name}"
)
def test_a_redacted_post_holds_no_blocking_finding_of_the_same_value(
    sample: Sample, context: ScanContext
) -> None:
    found = scan_text(sample.text, context=context).findings
    changes = [
        (f, f.suggestion.operator, f.suggestion.replacement)
        if f.suggestion.replacement
        else (f, Operator.REMOVE, "")
        for f in found
    ]

    cleaned = redact_all(sample.text, changes)

    taken = {f.quote_hash for f in found}
    left = [f for f in scan_text(cleaned, context=context).findings if f.quote_hash in taken]
    assert left == []


@given(st.text(max_size=30), st.text(max_size=30))
def test_redacting_keeps_what_stands_around(before: str, after: str) -> None:
    text = f"{before} jane@example.com {after}"
    mail = [f for f in scan_text(text, context=ScanContext()).findings if f.kind == "email"]

    for finding in mail[:1]:
        result = redact(text, finding, Operator.OWN_WORDS, "someone")
        assert result == text[: finding.start] + "someone" + text[finding.end :]
