"""What was seen in an image, as findings with a box."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

from syndicate.i18n import Text
from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Finding, Kind, Likelihood, Operator, Suggestion
from syndicate.privacy.images.codes import CONTACT, NETWORK
from syndicate.privacy.images.reading import Box, Face, Line, Reading, all_text
from syndicate.privacy.mask import keyed_hash
from syndicate.privacy.rules import RULES, severity_of
from syndicate.privacy.scan import ScanResult, Status, scan_surfaces
from syndicate.privacy.terms import digest

MUCH_TEXT = 25
"""Words from which on a picture is taken for a screen, a whiteboard or a document."""
_BADGE = re.compile(
    r"社員証|社員番号|入館証|入構証|通行証|社外秘|部外秘|極秘|関係者外秘"
    r"|(?<![A-Z])(?:VISITOR|STAFF ID|EMPLOYEE ID|ID CARD|ACCESS CARD|CONFIDENTIAL"
    r"|INTERNAL ONLY|INTERNAL USE|STRICTLY PRIVATE)(?![A-Z])",
    re.IGNORECASE,
)
_WHOLE = Box(0.0, 0.0, 1.0, 1.0)
_SURE = 0.5
"""What the detector's usual threshold is: above it a face is likely, far above certain."""
_CERTAIN = 0.8


def scan_image(
    reading: Reading, image: str, *, context: ScanContext, surface: str = "image"
) -> ScanResult:
    """The findings in one image. `image` is its hash: the same place in it keeps its fingerprint.

    Text in it is read by the engine for texts; spans are into that text, boxes into the image.
    """
    judge = _Judge(image, context, surface)
    text = all_text(reading.said)
    read = scan_surfaces([(surface, text)], context=context)
    findings = [
        *judge.faces(reading),
        *judge.hints(reading, all_text(reading.lines)),
        *(judge.in_text(finding, reading.said) for finding in read.findings),
        *judge.codes(reading),
    ]
    seen = not reading.failed and not reading.undecoded and reading.unread != "failed"
    return ScanResult(
        tuple(findings),
        read.status if seen else Status.PARTIAL,
        read.engine_version,
        read.ruleset_version,
        read.directory_version,
        read.failed,
    )


class _Judge:
    def __init__(self, image: str, context: ScanContext, surface: str) -> None:
        self._image, self._context, self._surface = image, context, surface

    def faces(self, reading: Reading) -> Iterator[Finding]:
        if reading.failed:
            yield self._finding("check_failed.image", None, reading.failed)
        for face in reading.faces:
            yield self._finding("face.found", face.box, _place(face.box), sure=_likelihood(face))

    def hints(self, reading: Reading, text: str) -> Iterator[Finding]:
        if reading.unread == "failed" and not reading.failed:
            yield self._finding("check_failed.image_text", None)
        if reading.unread == "missing":
            yield self._finding("image_text.unread", None)
        for line in reading.lines:
            if found := _BADGE.search(line.text):
                box = _box_of(line, found.start(), found.end())
                yield self._finding("image_text.badge", box, found[0], quote=found[0])
        if sum(len(line.words) for line in reading.lines) >= MUCH_TEXT:
            yield self._finding("image_text.much", _around(reading.lines), digest([text]))

    def codes(self, reading: Reading) -> Iterator[Finding]:
        """What nobody can read by eye is always told, a way to a person or a network first."""
        if reading.undecoded and not reading.failed:
            yield self._finding("check_failed.image_code", None)
        for code in reading.codes:
            rule = "image_text.code"
            if CONTACT.match(code.text):
                rule = "image_text.contact"
            elif NETWORK.match(code.text):
                rule = "image_text.network"
            yield self._finding(rule, code.box, code.text, _place(code.box))

    def in_text(self, finding: Finding, lines: Sequence[Line]) -> Finding:
        """A finding of the text engine where it stands in the picture."""
        if finding.kind is Kind.CHECK_FAILED:
            return finding
        box = _box_in(lines, finding.start, finding.end)
        return replace(
            finding,
            kind=Kind.IMAGE_TEXT,
            rule=f"image_text.{finding.kind.value}",
            message=Text(RULES["image_text.found"].message.msgid, {"why": finding.message}),
            suggestion=Suggestion(Operator.BLUR, ""),
            fingerprint=keyed_hash(self._context.key, self._image, finding.fingerprint),
            box=box,
        )

    def _finding(
        self,
        rule_id: str,
        box: Box | None,
        *told: str,
        sure: Likelihood = Likelihood.LIKELY,
        quote: str = "",
    ) -> Finding:
        rule = RULES[rule_id]
        key = self._context.key
        return Finding(
            kind=rule.kind,
            start=0,
            end=0,
            severity=severity_of(rule, self._context.severities),
            confidence=sure,
            message=rule.message,
            suggestion=Suggestion(Operator.BLUR if box else Operator.REMOVE, ""),
            quote_masked=quote,
            quote_hash=keyed_hash(key, rule_id, self._image, *told),
            fingerprint=keyed_hash(key, rule_id, self._image, *told),
            rule=rule_id,
            surface=self._surface,
            box=box or _WHOLE,
        )


def _place(box: Box) -> str:
    """Rough enough that a second look at the same picture gives the same."""
    return ",".join(f"{edge:.2f}" for edge in box.as_list())


def _likelihood(face: Face) -> Likelihood:
    if face.score >= _CERTAIN:
        return Likelihood.VERY_LIKELY
    return Likelihood.LIKELY if face.score >= _SURE else Likelihood.POSSIBLE


def _box_in(lines: Sequence[Line], start: int, end: int) -> Box:
    """Around the words of a span of all lines together."""
    boxes, at = [], 0
    for line in lines:
        if start < at + len(line.text) and end > at:
            boxes.append(_box_of(line, start - at, end - at))
        at += len(line.text) + 1
    return _joined(boxes)


def _box_of(line: Line, start: int, end: int) -> Box:
    return _joined([word.box for word in line.words if word.start < end and word.end > start])


def _around(lines: Iterable[Line]) -> Box:
    return _joined([word.box for line in lines for word in line.words])


def _joined(boxes: Sequence[Box]) -> Box:
    return reduce(Box.joined, boxes) if boxes else _WHOLE
