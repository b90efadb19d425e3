"""The staff directory: who works here, under every name a text may use."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from functools import cached_property

from syndicate.errors import Invalid
from syndicate.i18n import Text, _
from syndicate.privacy.name_index import NameIndex
from syndicate.privacy.terms import MAX_PROBLEMS, digest


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of staff. At least one of the four names is filled."""

    family: str = ""
    given: str = ""
    kana: str = ""
    """Reading, family name first: `たなか たろう`; katakana and half width are fine."""
    romaji: str = ""
    """In either order: `Taro Tanaka`, `TANAKA Taro`."""
    email: str = ""
    handle: str = ""
    employee_id: str = ""
    department: str = ""
    office: str = ""

    @property
    def key(self) -> str:
        """What findings call this person: e-mail, else number, handle or name."""
        return self.email or self.employee_id or self.handle or self.full_name

    @property
    def full_name(self) -> str:
        """The name as the directory shows it."""
        parts = f"{self.family} {self.given}".split()
        return " ".join(parts) or self.romaji or self.kana

    @property
    def has_name(self) -> bool:
        """Whether any of the four names is filled."""
        return bool(self.family or self.given or self.kana or self.romaji)


COLUMNS = tuple(field.name for field in fields(Entry))
_NAMES = ("family", "given", "kana", "romaji")


class Directory:
    """All members of staff, and an index of their names that is built at the first scan."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)

    @classmethod
    def from_csv(cls, text: str) -> Directory:
        """Read the CSV of the design; raises `Invalid` with a sentence for each wrong line."""
        problems: list[tuple[str, Text]] = []
        entries: list[Entry] = []
        header: list[str] = []
        for number, row in _numbered(text.removeprefix("\ufeff")):
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = _header([cell.strip().lower() for cell in row])
                continue
            entry, problem = _entry(header, row, number)
            entries.append(entry)
            if problem:
                problems.append((f"line {number}", problem))
        if not header:
            raise Invalid.field("line 1", _missing_header())
        if problems:
            raise Invalid.fields(problems[:MAX_PROBLEMS])
        return cls(entries)

    @cached_property
    def index(self) -> NameIndex:
        """Every spelling of every name, ready to be looked for."""
        return NameIndex(self.entries)

    @cached_property
    def version(self) -> str:
        """Hash of all entries: a scan records which directory it was made with."""
        return digest("\t".join(astuple(entry)) for entry in self.entries)


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows, each with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for row in reader:
            yield number, row
            number = reader.line_num + 1
    except csv.Error as error:
        said = _("Line %(number)s is not CSV: check its quotation marks.", number=number)
        place = f"line {number}"
        raise Invalid.field(place, said) from error


def _header(columns: list[str]) -> list[str]:
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown or not set(columns) & set(_NAMES) or len(set(columns)) < len(columns):
        raise Invalid.field("line 1", _missing_header())
    return columns


def _missing_header() -> Text:
    return _("Line 1: the first line must be the header %(columns)s.", columns=",".join(COLUMNS))


def _entry(header: list[str], row: list[str], number: int) -> tuple[Entry, Text | None]:
    cells = [cell.strip() for cell in row]
    entry = Entry(**dict(zip(header, cells, strict=False)))
    if len(row) > len(header):
        wanted = len(header)
        return entry, _(
            "Line %(number)s has %(count)s columns; the header has %(wanted)s.",
            number=number,
            count=len(row),
            wanted=wanted,
        )
    if not entry.has_name:
        return entry, _("Line %(number)s: a name is missing.", number=number)
    if entry.email and "@" not in entry.email[1:-1]:
        return entry, _(
            "Line %(number)s: %(email)s is not an e-mail address.",
            number=number,
            email=entry.email[:80],
        )
    return entry, None
