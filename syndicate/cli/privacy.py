"""`syndicate scan` and `syndicate sanitize`: the two pure engines, for one text or a corpus."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from syndicate.errors import Invalid, Malformed, SyndicateError, TooLarge
from syndicate.i18n import _
from syndicate.rendering.limits import MAX_IMAGE_BYTES, MAX_STORY_CHARS
from syndicate.settings import DEVELOPMENT_KEY, load_settings

if TYPE_CHECKING:
    from syndicate.privacy.scan import ScanContext

MAX_BYTES = 8_000_000
IMAGES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif", ".avif", ".svg")
_IMAGE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF")
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
    """Look for personal and confidential data in a text, HTML or a picture.

    Prints JSON; spans are in code points, boxes in parts of the picture.
    """
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
        data = file.read(MAX_IMAGE_BYTES + 1)
        name = Path(_name(file))
        if name.suffix.lower() in IMAGES or data.startswith(_IMAGE_STARTS):
            found = {"findings": _seen(data, context, settings.locale)}
        else:
            field = "html" if name.suffix in (".html", ".htm") else "text"
            found = findings({field: _short_text(data, name.name)})
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _seen(data: bytes, context: ScanContext, locale: str) -> list[dict[str, Any]]:
    """Findings in a picture as it would be published, made anew from its pixels."""
    from syndicate.privacy.images.judge import scan_image  # loads where there is a picture
    from syndicate.privacy.images.look import look_at
    from syndicate.rendering.media import reencode

    image = reencode(data)
    result = scan_image(look_at(image.data), image.sha256, context=context)
    return [finding.as_json(locale) for finding in result.findings]


@click.command()
@LINES
@SOURCE
def sanitize(jsonl: bool, file: BinaryIO) -> None:  # noqa: FBT001 - click passes flags so
    """Print the HTML with everything taken out that may not go out."""
    from syndicate.rendering.sanitize import sanitize as clean  # bleach and nh3 load where needed

    first_pass = load_settings().use_bleach

    def cleaned(record: dict[str, Any]) -> dict[str, Any]:
        html = record["html"] if "html" in record else record["text"]
        return {"html": clean(html, first_pass=first_pass)}

    if jsonl:
        _each_line(file, ("html", "text"), cleaned)
    else:
        click.echo(clean(_text(file), first_pass=first_pass))


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
    return _short_text(file.read(MAX_BYTES + 1), _name(file))


def _short_text(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise TooLarge(
            _("A text can have at most %(limit)s characters here.", limit=MAX_STORY_CHARS)
        )
    return _decoded(data, name)


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
