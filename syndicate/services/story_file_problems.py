"""What a person is told about a story file that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from syndicate.errors import Invalid, NotFound
from syndicate.i18n import Text, _
from syndicate.rendering.limits import MAX_IMAGES, MAX_TAG_CHARS, MAX_TAGS, MAX_TITLE_CHARS

_EXPECTED: Mapping[str, Text] = {
    "title": _("one line of 1 to %(limit)s characters", limit=MAX_TITLE_CHARS),
    "author": _("an e-mail address"),
    "language": _('"en" or "ja"'),
    "reason": _("a text of up to 1,000 characters"),
    "source_url": _("a web address that starts with https:// or http://"),
    "place": _("one line of up to 120 characters"),
    "posted_at": _("a time with its offset, such as 2026-11-02T09:30:00+09:00"),
    "tags": _(
        "a list of up to %(count)s words of up to %(limit)s characters",
        count=MAX_TAGS,
        limit=MAX_TAG_CHARS,
    ),
    "people": _(
        'a list of people, each with email or a name, and how = "named", "quoted" or "pictured"'
    ),
    "images": _(
        'a list of up to %(count)s images, each { file = "name.jpg", alt = "what it shows" }',
        count=MAX_IMAGES,
    ),
}


def problem(path: Path, item: Mapping[str, Any]) -> tuple[str, Text]:
    """The field and the sentence for one of pydantic's errors."""
    field = "".join(
        f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in item["loc"]
    ).lstrip(".")
    if item["type"] == "missing":
        return field, missing(path, field)
    if item["type"] == "extra_forbidden":
        return field, unknown(path, field)
    return field, _(
        "%(file)s: %(field)s must be %(expected)s.",
        file=str(path),
        field=field,
        expected=_EXPECTED[str(item["loc"][0])],
    )


def missing(path: Path, field: str) -> Text:
    """The sentence for a field that must be there."""
    return _(
        "%(file)s: the field %(field)s is missing. Add it between the two lines +++.",
        file=str(path),
        field=field,
    )


def unknown(path: Path, field: str) -> Text:
    """The sentence for a field nobody knows."""
    return _(
        "%(file)s: there is no field %(field)s. Correct its spelling or remove it.",
        file=str(path),
        field=field,
    )


def image_outside(path: Path, name: str) -> Invalid:
    """The refusal of an image that the file has no business with."""
    return Invalid.field(
        "images",
        _(
            "%(file)s: the image %(image)s lies outside the folder of the file. "
            "Copy it beside the file and name it without ../ or a leading /.",
            file=str(path),
            image=name,
        ),
    )


def image_missing(path: Path, name: str) -> NotFound:
    """The refusal of an image that is not there."""
    return NotFound(
        _(
            "%(file)s: there is no image %(image)s beside it. Check the name.",
            file=str(path),
            image=name,
        )
    )
