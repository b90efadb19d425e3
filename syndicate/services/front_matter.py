"""Markdown files with TOML fields between two `+++` lines, read with every fault named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from syndicate.errors import Invalid, NotFound, TooLarge
from syndicate.i18n import _
from syndicate.rendering.limits import MAX_STORY_CHARS

MAX_FILE_BYTES = 1_000_000
"""More than the longest story and its fields can take in UTF-8."""
_FENCE = "+++"
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_TOML_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)\Z")


def read_front_matter(path: Path) -> tuple[dict[str, Any], str]:
    """The fields and the Markdown text of `path`.

    Raises `NotFound`, `TooLarge` or `Invalid` with a sentence that says what to do.
    """
    header, body = _split(path, _decode(path, _read(path)))
    return _parse(path, header), _checked_text(path, body)


def _read(path: Path) -> bytes:
    """At most `MAX_FILE_BYTES`, and nothing but a regular file: a pipe could block for ever."""
    try:
        if not path.exists():
            raise NotFound(_("There is no file %(file)s. Check the name.", file=str(path)))
        if not path.is_file():
            raise Invalid(_("%(file)s is not a file. Name a Markdown file.", file=str(path)))
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise Invalid(
            _("%(file)s cannot be read. Check its name and permissions.", file=str(path))
        ) from error
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge(
            _(
                "%(file)s is larger than %(limit)s kB. Shorten the text, and name images "
                "in the fields instead of pasting them.",
                file=str(path),
                limit=MAX_FILE_BYTES // 1000,
            )
        )
    return content


def _decode(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, content.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:
        raise _not_utf8(path, text.count("\n", 0, text.index("\0")) + 1)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_utf8(path: Path, line: int) -> Invalid:
    return Invalid(
        _(
            "%(file)s, line %(line)s is not UTF-8 text. Save the file as UTF-8 and try again.",
            file=str(path),
            line=line,
        )
    )


def _split(path: Path, text: str) -> tuple[str, str]:
    """What stands between the two fences, and what stands below."""
    lines = text.split("\n")
    fences = (number for number, line in enumerate(lines) if line.rstrip() == _FENCE)
    if next(fences, None) != 0:
        raise Invalid(
            _(
                "%(file)s does not start with a line +++. Put the fields (title, author …) "
                "at the top between two lines +++.",
                file=str(path),
            )
        )
    end = next(fences, None)
    if end is None:
        raise Invalid(
            _(
                "%(file)s has no second line +++. Close the fields with a line +++ "
                "and write the text below it.",
                file=str(path),
            )
        )
    return "\n".join([*lines[1:end], ""]), "\n".join(lines[end + 1 :])


def _parse(path: Path, header: str) -> dict[str, Any]:
    try:
        return tomllib.loads(header)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        closing_fence = header.count("\n") + 2
        raise Invalid(
            _(
                "%(file)s, line %(line)s is not valid TOML (%(problem)s). "
                "Correct it and try again.",
                file=str(path),
                line=int(place["line"]) + 1 if place and place["line"] else closing_fence,
                problem=_TOML_PLACE.sub("", str(error)),
            )
        ) from error
    # tomllib lets int() refuse thousands of digits, and thousands of brackets end its stack.
    except (ValueError, RecursionError) as error:
        raise Invalid(
            _(
                "The fields of %(file)s hold a number or a list beyond all measure. "
                "Remove it and try again.",
                file=str(path),
            )
        ) from error


def _checked_text(path: Path, body: str) -> str:
    text = _BLANK_LINES.sub("", body).rstrip()
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise Invalid(
            _("%(file)s has no text. Write the story below the second +++.", file=str(path))
        )
    if len(text) > MAX_STORY_CHARS:
        raise TooLarge(
            _(
                "The text of %(file)s has %(length)s characters; a story has at most "
                "%(limit)s. Shorten it.",
                file=str(path),
                length=len(text),
                limit=MAX_STORY_CHARS,
            )
        )
    return text
