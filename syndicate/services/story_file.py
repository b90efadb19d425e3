"""A story in a file, as `syndicate nominate FILE…` takes it."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

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

from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.rendering.limits import (
    MAX_ALT_CHARS,
    MAX_IMAGES,
    MAX_TAG_CHARS,
    MAX_TAGS,
    MAX_TITLE_CHARS,
    MAX_URL_CHARS,
)
from syndicate.services.front_matter import read_front_matter
from syndicate.services.people import MAX_PEOPLE
from syndicate.services.story_file_problems import (
    image_missing,
    image_outside,
    missing,
    problem,
    unknown,
)


def _folded(value: Any) -> Any:
    """Full-width letters and ＠ as ASCII: what an input method leaves in an address."""
    return unicodedata.normalize("NFKC", value).strip().lower() if isinstance(value, str) else value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        msg = "outside the years 1 to 9999"
        raise ValueError(msg) from error


def _with_host(url: str) -> str:
    if not urlsplit(url).hostname:  # urlsplit itself raises ValueError on a broken one
        msg = "no host"
        raise ValueError(msg)
    return url


Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line without control characters."""
Lines = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")
]
NamePart = Annotated[Line, Field(max_length=80)]
NameLine = Annotated[Line, Field(max_length=160)]
_ADDRESS = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f.]+$"
Email = Annotated[str, BeforeValidator(_folded), Field(max_length=254, pattern=_ADDRESS)]
WebAddress = Annotated[
    str,
    Field(max_length=MAX_URL_CHARS, pattern=r"^https?://[^\s\x00-\x1f\x7f]+$"),
    AfterValidator(_with_host),
]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FilePerson(_Strict):
    """Somebody the story names, quotes or shows, by e-mail address or by name."""

    email: Email | None = None
    family: NamePart = ""
    given: NamePart = ""
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
    people: Annotated[list[FilePerson], Field(max_length=MAX_PEOPLE)] = []
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
        raise Invalid.field("reason", missing(path, "reason"))
    _refuse_twice(path, story)
    return story.model_copy(update={"images": _located_images(path, story.images)})


def _validated(path: Path) -> StoryFile:
    fields, text = read_front_matter(path)
    if "text" in fields:
        raise Invalid.field("text", unknown(path, "text"))
    try:
        return StoryFile.model_validate({**fields, "text": text})
    except ValidationError as error:
        raise Invalid.fields([problem(path, item) for item in error.errors()]) from error


def _located_images(path: Path, images: list[FileImage]) -> list[FileImage]:
    """The same images with full paths, each an existing file in or below the folder of `path`."""
    return [image.model_copy(update={"file": str(_located(path, image.file))}) for image in images]


def _located(path: Path, name: str) -> Path:
    folder = path.parent.resolve()
    try:
        found = (folder / name).resolve()
        if found.is_relative_to(folder) and found.is_file():
            return found
        outside = not found.is_relative_to(folder)
    except (OSError, RuntimeError):  # a name too long for the disk, a link to itself
        outside = False
    raise image_outside(path, name) if outside else image_missing(path, name)


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
