"""The post `--once` carries: bundled or given, as the API wants it, and with findings taken out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from syndicate.dev.demo import samples
from syndicate.dev.demo.samples import Plan
from syndicate.errors import Invalid, NotFound
from syndicate.i18n import _
from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Finding
from syndicate.privacy.scan import scan_text
from syndicate.privacy.scripts import is_hiragana, is_katakana
from syndicate.rendering.limits import MAX_SUMMARY_CHARS, MAX_TITLE_CHARS
from syndicate.rendering.text import truncate
from syndicate.services.story_file import StoryFile, read_story_file

FENCE = "+++"


def chosen(path: Path | None) -> tuple[Plan, StoryFile]:
    """The people who act, and the post: the bundled one, or the one in `path`."""
    bundled = samples.plans("once")
    if path is None:
        return bundled[0], read_story_file(samples.folder() / bundled[0].file)
    file = _given(path)
    plan = next((plan for plan in bundled if language(plan) == file.language), bundled[0])
    return plan.model_copy(update={"slug": None, "summary": ""}), file


def language(plan: Plan) -> str:
    """The language of a bundled post."""
    return "ja" if plan.file.endswith(".ja.md") else "en"


def _given(path: Path) -> StoryFile:
    """A story file, or plain Markdown told by the sample author of its language."""
    if not path.is_file():
        raise NotFound(_("There is no file %(name)s.", name=path))
    try:
        head = path.read_text("utf-8")[: MAX_TITLE_CHARS * 4]
    except UnicodeDecodeError as error:
        raise Invalid(
            _("%(name)s is not UTF-8 text. Save it as UTF-8 and try again.", name=path.name)
        ) from error
    if head.lstrip().startswith(FENCE):
        return read_story_file(path)
    return _plain(path)


def _plain(path: Path) -> StoryFile:
    text = path.read_text("utf-8").strip()
    if not text:
        raise Invalid(_("%(name)s is empty. Write the post, then try again.", name=path.name))
    first, _newline, rest = text.partition("\n")
    spoken = _language_of(text)
    plan = next(plan for plan in samples.plans("once") if language(plan) == spoken)
    return StoryFile(
        title=truncate(first.lstrip("# ").strip(), MAX_TITLE_CHARS),
        author=plan.consent[0].email,
        language=spoken,
        reason=_("Handed to the demo as a file.").in_(spoken),
        text=rest.strip() or text,
    )


def nomination(file: StoryFile, images: list[dict[str, Any]]) -> dict[str, Any]:
    """The body of `POST /nominations`."""
    return {
        "source_url": file.source_url,
        "source_text": file.text,
        "title": file.title,
        "author": file.author,
        "people": [person.model_dump() for person in file.people],
        "reason": file.reason,
        "language": file.language,
        "tags": file.tags,
        "images": images,
        "place": file.place,
        "posted_at": file.posted_at.isoformat() if file.posted_at else None,
    }


def draft(plan: Plan, file: StoryFile, story: dict[str, Any], body: str) -> dict[str, Any]:
    """The body of `PUT /stories/{id}/draft`."""
    opening = next(part for part in body.split("\n\n") if part.strip())
    return {
        "version": story["version"],
        "title": file.title,
        "summary": plan.summary or truncate(" ".join(opening.split()), MAX_SUMMARY_CHARS),
        "body": body,
        "slug": story["slug"] or plan.slug,
        "tags": file.tags,
    }


def redacted(body: str, found: list[dict[str, Any]]) -> str:
    """`body` with what the findings point at replaced by what they suggest."""
    hidden = {item["kind"] for item in found if item["quote"] not in body}
    for finding in sorted(scan_text(body, context=ScanContext()).findings, key=_from_the_end):
        if finding.kind in hidden:
            replacement = finding.suggestion.replacement
            body = body[: finding.start] + replacement + body[finding.end :]
    for item in found:
        if item["kind"] not in hidden:
            body = body.replace(item["quote"], item["suggestion"]["replacement"])
    return body


def _from_the_end(finding: Finding) -> int:
    return -finding.start


def _language_of(text: str) -> Literal["en", "ja"]:
    return "ja" if any(is_hiragana(char) or is_katakana(char) for char in text) else "en"
