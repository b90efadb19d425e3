"""What was seen becomes findings: with a box, a reason, and the same fingerprint each time."""

from __future__ import annotations

import pytest

from syndicate.privacy.directory import Directory
from syndicate.privacy.findings import Finding, Kind, Likelihood, Operator, Severity
from syndicate.privacy.images.judge import scan_image
from syndicate.privacy.images.reading import Box, Face, Line, Reading, Word
from syndicate.privacy.scan import ScanContext, ScanResult, Status

CONTEXT = ScanContext(directory=Directory(), key=b"key")
FACE = Face(Box(0.1, 0.1, 0.2, 0.2), 0.9)


def line(text: str, top: float = 0.1) -> Line:
    words, at = [], 0
    for number, word in enumerate(text.split(" ")):
        words.append(Word(at, at + len(word), Box(number / 10, top, 0.1, 0.05)))
        at += len(word) + 1
    return Line(text, tuple(words))


def judged(reading: Reading, image: str = "a" * 64) -> ScanResult:
    return scan_image(reading, image, context=CONTEXT)


def only(reading: Reading) -> Finding:
    [finding] = judged(reading).findings
    return finding


@pytest.mark.parametrize(
    ("score", "sure"),
    [(0.9, Likelihood.VERY_LIKELY), (0.6, Likelihood.LIKELY), (0.3, Likelihood.POSSIBLE)],
)
def test_a_face_blocks_and_says_how_sure_it_is(score: float, sure: Likelihood) -> None:
    finding = only(Reading((Face(FACE.box, score),)))

    assert (finding.kind, finding.severity, finding.confidence) == (Kind.FACE, "block", sure)
    assert finding.suggestion.operator is Operator.BLUR
    assert finding.as_json()["box"] == [0.1, 0.1, 0.2, 0.2]


def test_a_face_is_the_same_one_at_the_next_look_and_in_no_other_picture() -> None:
    first = only(Reading((FACE,)))

    assert only(Reading((FACE,))).fingerprint == first.fingerprint
    nudged = Face(Box(0.1004, 0.1, 0.2, 0.2), 0.88)
    assert only(Reading((nudged,))).fingerprint == first.fingerprint
    [elsewhere] = judged(Reading((FACE,)), "b" * 64).findings
    assert elsewhere.fingerprint != first.fingerprint


def test_words_in_a_picture_are_judged_like_words_in_a_text() -> None:
    finding = only(Reading(lines=(line("Hello there"), line("Call 03-3501-1234 today", 0.5))))

    assert (finding.kind, finding.rule) == (Kind.IMAGE_TEXT, "image_text.phone")
    assert finding.box == Box(0.1, 0.5, 0.1, 0.05)
    assert str(finding.message).startswith("Read in the picture: ")


@pytest.mark.parametrize("words", ["社員証", "VISITOR pass", "Strictly private"])
def test_a_badge_is_hinted_at(words: str) -> None:
    found = [f for f in judged(Reading(lines=(line(words),))).findings if f.severity == "warn"]

    assert [finding.rule for finding in found] == ["image_text.badge"]


def test_much_text_is_hinted_at() -> None:
    read = Reading(lines=tuple(line("one two three four five", n / 10) for n in range(5)))

    assert [f.rule for f in judged(read).findings] == ["image_text.much"]


def test_without_tesseract_a_person_is_asked_to_read() -> None:
    finding = only(Reading(unread="missing"))

    assert (finding.rule, finding.severity) == ("image_text.unread", Severity.WARN)
    assert judged(Reading(unread="missing")).status is Status.OK


@pytest.mark.parametrize(
    ("reading", "rule"),
    [
        (Reading(failed="MemoryError", unread="failed"), "check_failed.image"),
        (Reading(unread="failed"), "check_failed.image_text"),
    ],
)
def test_a_picture_nobody_could_look_at_is_not_clean(reading: Reading, rule: str) -> None:
    result = judged(reading)

    assert [f.rule for f in result.findings] == [rule]
    assert result.blocks
    assert result.status is Status.PARTIAL


def test_text_that_cannot_be_checked_stays_so() -> None:
    endless = "x" * 2_000_001

    assert [f.rule for f in judged(Reading(lines=(Line(endless, ()),))).findings] == [
        "check_failed.too_long"
    ]
