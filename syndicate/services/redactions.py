"""Taking findings out of a story under review, with proof that nothing of them is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from syndicate.errors import Blocked, Invalid, Unresolved
from syndicate.i18n import _
from syndicate.models import FindingRow, Release, Revision
from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Finding, Kind, Operator, Suggestion
from syndicate.privacy.redact import is_gone, traces
from syndicate.privacy.suggest import alternatives, placeholder
from syndicate.process import Form, Situation
from syndicate.rendering.text import normalise
from syndicate.services import image_redactions, markings, releases, rescans, scans
from syndicate.services.revisions import ImageInput, write

MAX_WORDS_CHARS = 300
_LINK = re.compile(r"\[([^\[\]]*)\]\(\s*<?([^()\s<>]*)>?(?:\s+\"[^\"]*\")?\s*\)|<([^<>\s]+)>")


class RedactForm(Form):
    """Which findings to take out, and what stands there instead."""

    findings: list[str] = Field(min_length=1, max_length=200)
    operator: Literal["remove", "generalise", "initials", "role", "own_words", "blur"]
    words: str = Field("", max_length=MAX_WORDS_CHARS)
    """For `own_words` only. Who writes them edits the story, and cannot clear it any more."""


@dataclass(frozen=True)
class Found:
    """A finding of the release with its very words, found anew: they are stored nowhere."""

    finding: Finding
    quote: str

    def is_gone_from(self, text: str, context: ScanContext) -> bool:
        """Whether `text` holds no trace of it, in any spelling."""
        return is_gone(text, self.quote, self.finding.kind, context, self.finding.subject)


@dataclass(frozen=True)
class Content:
    """The parts of a revision a redaction may change."""

    title: str
    summary: str
    body: str
    tags: tuple[str, ...]
    channel_texts: Mapping[str, str]
    images: tuple[ImageInput, ...]

    @classmethod
    def of(cls, revision: Revision) -> Content:
        """As the revision has them."""
        return cls(
            revision.title,
            revision.summary,
            revision.body,
            tuple(revision.tags),
            revision.channel_texts,
            tuple(
                ImageInput(asset_id=image.asset.sha256, alt=image.alt, people=image.people_ids)
                for image in revision.images
            ),
        )

    def with_texts(self, change: Callable[[str], str]) -> Content:
        """The same with every text changed; a tag of which nothing is left goes."""
        tags = (change(tag).strip() for tag in self.tags)
        return Content(
            change(self.title),
            change(self.summary),
            change(self.body),
            tuple(tag for tag in tags if tag),
            {name: change(text) for name, text in self.channel_texts.items()},
            tuple(image.model_copy(update={"alt": change(image.alt)}) for image in self.images),
        )


def redact(situation: Situation) -> None:
    """Take the findings of `situation.form` out, freeze and scan what is left, and prove it.

    Raises `Invalid` where the form lacks something and `Blocked` where a trace would stay.
    """
    form, release, story = situation.form, situation.release, situation.story
    if not isinstance(form, RedactForm) or release is None:
        return
    rows = chosen(situation.session, release, form.findings)
    before = situation.session.get_one(Revision, story.latest_revision_id)
    found: list[Found] = []
    if rows[0].image_sha256 is None:
        again = Again(situation, release)
        found = [again.of(row) for row in rows]
        content = _without(again, Content.of(before), found, form)
    else:
        images, body = image_redactions.without(situation, before, rows, form.operator)
        content = replace(Content.of(before), images=images, body=body)
    revision = _written(situation, before, content, form)
    if revision is before:
        raise Unresolved.field(
            "findings",
            _(
                "This does not stand in the story's own text: it comes from the author's name, "
                "the address or the channel. Send the story back and say what should change."
            ),
        )
    fresh = releases.freeze(situation)
    rescans.scan(situation, fresh)
    markings.carry_over(situation, fresh)
    _prove(situation, fresh, found)
    image_redactions.carry_over(situation.session, release, fresh)


def chosen(session: Session, release: Release, ids: Iterable[str]) -> list[FindingRow]:
    """The findings of the release with these ids, all in text or all in pictures."""
    rows = [row for one in ids if (row := session.get(FindingRow, one)) is not None]
    if not rows or any(row.release_id != release.id for row in rows):
        raise Blocked(_("This finding belongs to an older version. Look at the newest one."))
    if len({row.image_sha256 is None for row in rows}) > 1:
        raise Invalid.field("findings", _("Please take out text and pictures one after another."))
    return rows


class Again:
    """The findings of a release found anew, each payload scanned once."""

    def __init__(self, situation: Situation, release: Release) -> None:
        self.context = scans.scan_context(situation)
        self.japanese = situation.story.language == "ja"
        self._surfaces = {
            payload.id: {surface.name: surface.text for surface in surfaces}
            for payload, surfaces in scans.surfaces_of(situation, release)
        }
        self._scanned: dict[str, dict[str, Finding]] = {}

    def of(self, row: FindingRow) -> Found:
        """The finding of `row`; what a reviewer marked is taken as it stands."""
        texts = self._surfaces[row.payload_id]
        if row.payload_id not in self._scanned:
            from syndicate.privacy.scan import scan_surfaces  # the scan loads where one runs

            result = scan_surfaces(texts.items(), context=self.context)
            self._scanned[row.payload_id] = {one.fingerprint: one for one in result.findings}
        quote = texts[row.surface][row.start : row.end]
        found = self._scanned[row.payload_id].get(row.fingerprint)
        return Found(found or scans.marked(row, quote), quote)

    def alternatives(self, one: Found) -> Sequence[Suggestion]:
        """What the engine offers, its own suggestion last: that one counts."""
        ways = alternatives(one.finding, one.quote, self.context, japanese=self.japanese)
        return ways[::-1]

    def general(self, one: Found) -> str:
        """The general words for it; empty where there are none."""
        finding = one.finding
        return finding.suggestion.replacement or placeholder(
            finding.kind, finding.rule, "A", japanese=self.japanese
        )


def ways_out(again: Again, row: FindingRow) -> list[tuple[Operator, str]]:
    """How this finding may be taken out, each with what would stand there instead."""
    if row.image_sha256 is not None:
        whole = row.box in (None, [0.0, 0.0, 1.0, 1.0])
        blur = [] if whole else [(Operator.BLUR, "")]
        return [*blur, (Operator.REMOVE, "")]
    if row.kind == Kind.CHECK_FAILED:
        return []
    one = again.of(row)
    offered = {way.operator: way.replacement for way in again.alternatives(one)}
    general = again.general(one)
    ways = [(Operator.GENERALISE, general)] if general else []
    ways += [
        (operator, offered[operator])
        for operator in (Operator.ROLE, Operator.INITIALS)
        if offered.get(operator) and offered[operator] != general
    ]
    return [*ways, (Operator.REMOVE, ""), (Operator.OWN_WORDS, "")]


def _replacement(again: Again, one: Found, form: RedactForm) -> str:
    operator = Operator(form.operator)
    if operator is Operator.REMOVE:
        return ""
    if operator is Operator.OWN_WORDS:
        if not form.words:
            raise Invalid.field("words", _("Write what should stand there instead."))
        return normalise(form.words)
    if operator is Operator.GENERALISE:
        words = again.general(one)
    else:
        offered = again.alternatives(one)
        words = next((way.replacement for way in offered if way.operator is operator), "")
    if not words:
        raise Invalid.field("operator", _("This cannot be done here. Please choose another way."))
    return words


def _without(again: Again, content: Content, found: Sequence[Found], form: RedactForm) -> Content:
    """Every spelling of what was found replaced, wherever it stands: half a redaction is none."""
    context = again.context
    for one in {(one.finding.kind, one.quote): one for one in found}.values():
        words = _replacement(again, one, form)

        def change(text: str, one: Found = one, words: str = words) -> str:
            return _replaced(_unlinked(text, one, context), one, words, context)

        content = content.with_texts(change)
    needed = (content.title, content.summary, content.body, *(i.alt for i in content.images))
    if not all(part.strip() for part in needed):
        raise Invalid.field(
            "operator",
            _("Nothing would be left of the title, the text or a description. Use other words."),
        )
    return content


def _unlinked(text: str, one: Found, context: ScanContext) -> str:
    """Links that lead to what was found become the words they stand on."""

    def label(link: re.Match[str]) -> str:
        address = link[2] or link[3] or ""
        if one.is_gone_from(address, context):
            return link[0]
        return link[1] if link[1] is not None else link[3]

    return _LINK.sub(label, text)


def _replaced(text: str, one: Found, words: str, context: ScanContext) -> str:
    finding = one.finding
    spans = traces(text, one.quote, finding.kind, context, finding.subject)
    for start, end in reversed(_apart(spans)):
        before, after = text[:start], text[end:]
        if not words:
            before, after = _closed(before, after)
        text = before + words + after
    return text


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch or overlap as one: 山田太郎 is one name, not two."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _closed(before: str, after: str) -> tuple[str, str]:
    """One space at most where something was, and none before a full stop."""
    if before.endswith(" ") and (not after or after[0] in " ,.;:!?)\n"):
        before = before[:-1]
    return before, after


def _written(
    situation: Situation, before: Revision, content: Content, form: RedactForm
) -> Revision:
    story, user = situation.story, situation.actor.user
    people = [person for person in story.people if person.id in before.people_ids]
    writes = Operator(form.operator) is Operator.OWN_WORDS
    revision = write(
        situation.session,
        story,
        title=content.title,
        summary=content.summary,
        body=content.body,
        tags=content.tags,
        channel_texts=dict(content.channel_texts),
        people=people,
        images=content.images,
        created_by_id=user.id if user and writes else None,
        now=situation.now,
    )
    if revision is not before and user and not writes:
        revision.redacted_by_id = user.id
    situation.session.flush()  # the release is made of the latest revision's id
    return revision


def _prove(situation: Situation, release: Release, found: Sequence[Found]) -> None:
    """Refuse when what was taken out can still be read in any text of any payload."""
    context = scans.scan_context(situation)
    left = [
        surface.name
        for _payload, surfaces in scans.surfaces_of(situation, release)
        for surface in surfaces
        if any(not one.is_gone_from(surface.text, context) for one in found)
    ]
    if left:
        raise Blocked(
            _(
                "It would still stand here: %(places)s. Send the story back and say what "
                "should change.",
                places=", ".join(dict.fromkeys(left)),
            )
        )


def noted(situation: Situation) -> dict[str, object]:
    """What the event keeps: which findings, and how they were taken out."""
    form = situation.form
    if not isinstance(form, RedactForm):
        return {}
    return {"findings": list(form.findings), "operator": form.operator}
