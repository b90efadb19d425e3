"""A list of leavers as a CSV file: read whole, refused whole, with every fault by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from syndicate.errors import Invalid, TooLarge
from syndicate.i18n import Text, _
from syndicate.services.people import clean_email
from syndicate.validation import FieldError

MAX_BYTES = 1_000_000
MAX_LINES = 2_000
COLUMN = "email"


def read(data: bytes) -> list[str]:
    """The addresses, each once, in their order. Raises `Invalid` with a sentence for each fault."""
    if len(data) > MAX_BYTES:
        raise TooLarge(
            _("The list is larger than %(limit)s MB. Split it.", limit=MAX_BYTES // 1_000_000)
        )
    rows = _rows(_text(data))
    position = _position(next(rows, (1, []))[1])
    return checked(
        (number, row[position] if position < len(row) else "")
        for number, row in rows
        if any(cell.strip() for cell in row)
    )


def checked(lines: Iterable[tuple[int, str]], *, field: str = "file") -> list[str]:
    """Numbered lines as addresses, each once. Raises `Invalid` with a sentence for each fault."""
    addresses: list[str] = []
    problems: list[tuple[str, Text]] = []
    for number, value in lines:
        try:
            addresses.append(clean_email(value))
        except FieldError as error:
            problems.append(
                (field, _("Line %(number)s: %(problem)s", number=number, problem=error.text))
            )
    if len(addresses) > MAX_LINES:
        problems.append((field, _("At most %(limit)s people at a time.", limit=MAX_LINES)))
    if not addresses and not problems:
        problems.append((field, _("The list names nobody.")))
    if problems:
        raise Invalid.fields(problems)
    return list(dict.fromkeys(addresses))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Invalid.field(
            "file", _("Line %(number)s is not UTF-8. Save the list as UTF-8.", number=line)
        ) from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its last line, as an editor shows it."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise Invalid.field(
            "file",
            _(
                "Line %(number)s cannot be read as CSV. Look for a quotation mark too many.",
                number=reader.line_num,
            ),
        ) from error


def _position(header: list[str]) -> int:
    names = [cell.strip().lower() for cell in header]
    if COLUMN not in names:
        raise Invalid.field(
            "file", _("Line 1 must be a header with a column “%(column)s”.", column=COLUMN)
        )
    return names.index(COLUMN)
