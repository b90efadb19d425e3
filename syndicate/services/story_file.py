"""A story in a file, as `syndicate nominate FILE…` takes it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from syndicate.errors import Invalid, NotFound
from syndicate.i18n import Text, _
from syndicate.rendering.limits import (
    MAX_ALT_CHARS,
    MAX_IMAGES,
    MAX_TAG_CHARS,
    MAX_TAGS,
    MAX_TITLE_CHARS,
    MAX_URL_CHARS,
)
from syndicate.services.front_matter import read_front_matter


def _folded(value: Any) -> Any:
    """Full-width letters and ＠ as ASCII: what an input method leaves in an address."""
    return unicodedata.normalize("NFKC", value).strip().lower() if isinstance(value, str) else value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        msg = "outside the years 1 to 9999"
        raise ValueError(msg) from error


Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line without control characters."""
Lines = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")
]
NameLine = Annotated[Line, Field(max_length=160)]
_ADDRESS = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f.]+$"
Email = Annotated[str, BeforeValidator(_folded), Field(max_length=254, pattern=_ADDRESS)]
WebAddress = Annotated[
    str, Field(max_length=MAX_URL_CHARS, pattern=r"^https?://[^\s\x00-\x1f\x7f]+$")
]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FilePerson(_Strict):
    """Somebody the story names, quotes or shows, by e-mail address or by name."""

    email: Email | None = None
    family: NameLine = ""
    given: NameLine = ""
    reading: NameLine = ""
    romaji: NameLine = ""
    how: Literal["named", "quoted", "pictured"]

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not (self.email or self.family or self.given):
            msg = "neither e-mail nor name"
            raise ValueError(msg)
        return self


class FileImage(_Strict):
    """An image beside the file. `read_story_file` gives the full path of a file that exists."""

    file: Annotated[Line, Field(min_length=1, max_length=255)]
    alt: Annotated[Line, Field(min_length=1, max_length=MAX_ALT_CHARS)]
    people: list[Line] = []
    """Mail addresses or names of who is to be seen in it."""


Title = Annotated[Line, Field(min_length=1, max_length=MAX_TITLE_CHARS)]
Tag = Annotated[Line, Field(min_length=1, max_length=MAX_TAG_CHARS)]
Tags = Annotated[list[Tag], Field(max_length=MAX_TAGS)]
Images = Annotated[list[FileImage], Field(max_length=MAX_IMAGES)]


class StoryFile(_Strict):
    """One internal post with what a nomination needs."""

    title: Title
    author: Email
    language: Literal["en", "ja"]
    reason: Annotated[Lines, Field(max_length=1000)] = ""
    """Why it is worth telling outside; needed to nominate, not to render."""
    source_url: WebAddress | None = None
    place: Annotated[Line, Field(max_length=120)] = ""
    posted_at: Moment | None = None
    """In UTC."""
    tags: Tags = []
    people: list[FilePerson] = []
    """Everybody but the author."""
    images: Images = []
    text: str
    """Markdown, without blank lines around it."""


def read_story_file(path: Path, *, for_nomination: bool = True) -> StoryFile:
    """The story in `path`; `for_nomination` also asks for the reason.

    Raises `Invalid`, `TooLarge` or `NotFound` with a sentence that says what to do.
    """
    story = _validated(path)
    if for_nomination and not story.reason:
        raise Invalid.field("reason", _missing(path, "reason"))
    _refuse_twice(path, story)
    return story.model_copy(update={"images": located_images(path, story.images)})


def _validated(path: Path) -> StoryFile:
    fields, text = read_front_matter(path)
    if "text" in fields:
        raise Invalid.field("text", _unknown(path, "text"))
    try:
        return StoryFile.model_validate({**fields, "text": text})
    except ValidationError as error:
        raise Invalid.fields([_problem(path, item) for item in error.errors()]) from error


def located_images(path: Path, images: list[FileImage]) -> list[FileImage]:
    """The same images with full paths, each an existing file in or below the folder of `path`."""
    return [image.model_copy(update={"file": str(_located(path, image.file))}) for image in images]


def _located(path: Path, name: str) -> Path:
    folder = path.parent.resolve()
    try:
        found = (folder / name).resolve()
        exists = found.is_file()
    except (OSError, RuntimeError):  # a name too long for the disk, a link to itself
        exists = False
    else:
        if not found.is_relative_to(folder):
            raise Invalid.field(
                "images",
                _(
                    "%(file)s: the image %(image)s lies outside the folder of the file. "
                    "Copy it beside the file and name it without ../ or a leading /.",
                    file=str(path),
                    image=name,
                ),
            )
    if not exists:
        raise NotFound(
            _(
                "%(file)s: there is no image %(image)s beside it. Check the name.",
                file=str(path),
                image=name,
            )
        )
    return found


def _refuse_twice(path: Path, story: StoryFile) -> None:
    """Each person is asked once, so each stands once; the author is always asked."""
    seen = {story.author}
    for person in story.people:
        if person.email and person.email in seen:
            raise Invalid.field(
                "people",
                _(
                    "%(file)s names %(email)s twice. Keep one line in people for each "
                    "person, and none for the author.",
                    file=str(path),
                    email=person.email,
                ),
            )
        seen.add(person.email or "")


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


def _problem(path: Path, item: Mapping[str, Any]) -> tuple[str, Text]:
    """The field and the sentence for one of pydantic's errors."""
    field = "".join(
        f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in item["loc"]
    ).lstrip(".")
    if item["type"] == "missing":
        return field, _missing(path, field)
    if item["type"] == "extra_forbidden":
        return field, _unknown(path, field)
    return field, _(
        "%(file)s: %(field)s must be %(expected)s.",
        file=str(path),
        field=field,
        expected=_EXPECTED[str(item["loc"][0])],
    )


def _missing(path: Path, field: str) -> Text:
    return _(
        "%(file)s: the field %(field)s is missing. Add it between the two lines +++.",
        file=str(path),
        field=field,
    )


def _unknown(path: Path, field: str) -> Text:
    return _(
        "%(file)s: there is no field %(field)s. Correct its spelling or remove it.",
        file=str(path),
        field=field,
    )
