"""`syndicate scan` and `syndicate sanitize`: the two pure engines, for one text or a corpus."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from syndicate.errors import Invalid, Malformed, SyndicateError, TooLarge
from syndicate.i18n import _
from syndicate.rendering.limits import MAX_STORY_CHARS
from syndicate.settings import DEVELOPMENT_KEY, load_settings

MAX_BYTES = 8_000_000
SOURCE = click.argument("file", type=click.File("rb"), default="-")
LINES = click.option("--jsonl", is_flag=True, help="One JSON object a line, in and out, in order.")


@click.command()
@LINES
@click.option(
    "--directory",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Staff directory, CSV with a header row.",
)
@click.option(
    "--terms",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Company terms, `kind<TAB>term` a line.",
)
@SOURCE
def scan(jsonl: bool, directory: Path | None, terms: Path | None, file: BinaryIO) -> None:  # noqa: FBT001 - click passes flags so
    """Look for personal and confidential data. Prints JSON; spans are in code points."""
    from syndicate.privacy.directory import Directory  # the scan's libraries load where it runs
    from syndicate.privacy.scan import ScanContext, scan_html, scan_text
    from syndicate.privacy.terms import Terms

    settings = load_settings()
    context = ScanContext(
        directory=Directory.from_csv(_read(directory)) if directory else Directory(),
        terms=Terms.from_text(_read(terms)) if terms else Terms(),
        key=(settings.signing_keys or [DEVELOPMENT_KEY])[-1].encode(),
    )

    def findings(record: dict[str, Any]) -> dict[str, Any]:
        if "html" in record:
            result = scan_html(record["html"], context=context)
        else:
            result = scan_text(record["text"], context=context)
        return {"findings": [finding.as_json(settings.locale) for finding in result.findings]}

    if jsonl:
        _each_line(file, ("text", "html"), findings)
    else:
        field = "html" if Path(_name(file)).suffix in (".html", ".htm") else "text"
        found = findings({field: _text(file)})
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@click.command()
@LINES
@SOURCE
def sanitize(jsonl: bool, file: BinaryIO) -> None:  # noqa: FBT001 - click passes flags so
    """Print the HTML with everything taken out that may not go out."""
    from syndicate.rendering.sanitize import sanitize as clean  # bleach and nh3 load where needed

    def cleaned(record: dict[str, Any]) -> dict[str, Any]:
        return {"html": clean(record["html"] if "html" in record else record["text"])}

    if jsonl:
        _each_line(file, ("html", "text"), cleaned)
    else:
        click.echo(clean(_text(file)))


def _each_line(
    file: BinaryIO, fields: tuple[str, str], work: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    for number, record in _records(file, fields):
        try:
            answer = work(record)
        except SyndicateError as error:
            answer = {"error": str(error)}
        click.echo(_as_line({"id": record.get("id", number), **answer}))


def _as_line(answer: dict[str, Any]) -> str:
    """JSON as it is read; half a character, which no terminal takes, by its number."""
    line = json.dumps(answer, ensure_ascii=False)
    return line if _is_whole(line) else json.dumps(answer)


def _is_whole(line: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in line)


def _records(file: BinaryIO, fields: tuple[str, str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Malformed(_("Line %(number)s is not JSON.", number=number)) from error
        if not isinstance(record, dict) or not any(
            isinstance(record.get(field), str) for field in fields
        ):
            raise Malformed(
                _(
                    "Line %(number)s needs a text in “%(first)s” or “%(second)s”.",
                    number=number,
                    first=fields[0],
                    second=fields[1],
                )
            )
        yield number, record


def _text(file: BinaryIO) -> str:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(
            _("A text can have at most %(limit)s characters here.", limit=MAX_STORY_CHARS)
        )
    return _decoded(data, _name(file))


def _name(file: BinaryIO) -> str:
    return str(getattr(file, "name", "–"))


def _read(path: Path) -> str:
    return _decoded(path.read_bytes(), path.name)


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            _("%(name)s is not UTF-8 text. Save it as UTF-8 and try again.", name=Path(name).name)
        ) from error


COMMANDS = (scan, sanitize)
