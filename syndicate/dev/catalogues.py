"""The message catalogues: what can be read is collected, translated, checked and compiled.

`python -m syndicate.dev.catalogues update` after a text changed, `merge FILE…` to take over
translations from other catalogues, `compile` for the files the program reads.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from syndicate import __version__
from syndicate.i18n import DEFAULT_LOCALE, LOCALES
from syndicate.resources import locale_root

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = locale_root() / "messages.pot"
FOLDERS = ("syndicate", "publishers", "workflows", "templates")
# The day a command was last run is no change of a catalogue.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[^(%\s]")


def extract() -> Catalog:
    """Every text marked for translation in the source tree, as it stands now."""
    catalog = _new_catalog()
    methods, options = _mappings()
    for filename, line, message, comments, context in extract_from_dir(
        ROOT, methods, options, comment_tags=("Translators:",), directory_filter=_holds_texts
    ):
        catalog.add(message, locations=[(filename, line)], auto_comments=comments, context=context)
    return catalog


def path_of(locale: str) -> Path:
    """The catalogue people translate."""
    return locale_root() / locale / "LC_MESSAGES" / "messages.po"


def read(path: Path, locale: str | None = None) -> Catalog:
    """A catalogue from a `.po` or `.pot` file; an empty one when there is no such file."""
    if not path.exists():
        return _new_catalog(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update() -> None:
    """Bring the template and every language to what the source says now."""
    template = extract()
    _write(TEMPLATE, template)
    for locale in _translated():
        catalog = read(path_of(locale), locale)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        _write(path_of(locale), catalog)


def merge(files: Sequence[Path], locale: str = "ja") -> list[str]:
    """Fill gaps in `locale` from other catalogues; gives the msgids that stay untranslated."""
    update()
    catalog = read(path_of(locale), locale)
    for file in files:
        for message in read(file, locale):
            ours = catalog.get(message.id, message.context) if message.id else None
            if ours is not None and message.string and not ours.string:
                ours.string = message.string
    _write(path_of(locale), catalog)
    return [_shown(message) for message in catalog if message.id and not _is_translated(message)]


def compile_all() -> None:
    """Write the `.mo` files the program reads."""
    for locale in _translated():
        compiled = io.BytesIO()
        write_mo(compiled, read(path_of(locale), locale))
        path_of(locale).with_suffix(".mo").write_bytes(compiled.getvalue())


def problems() -> list[str]:
    """What is stale, untranslated, fuzzy or would break a sentence; empty when all is well."""
    template = extract()
    found = []
    if _ids(read(TEMPLATE)) != _ids(template):
        found.append("messages.pot is stale: run python -m syndicate.dev.catalogues update")
    for locale in _translated():
        found += _problems_in(read(path_of(locale), locale), template, locale)
    return found


def _problems_in(catalog: Catalog, template: Catalog, locale: str) -> list[str]:
    found = []
    for wanted in template:
        message = catalog.get(wanted.id, wanted.context) if wanted.id else None
        if message is None:
            if wanted.id:
                found.append(f"{locale}: missing: {_shown(wanted)}")
        elif not _is_translated(message):
            found.append(f"{locale}: not translated: {_shown(message)}")
        elif message.fuzzy:
            found.append(f"{locale}: fuzzy: {_shown(message)}")
        elif _placeholders(message.id) != _placeholders(message.string):
            found.append(f"{locale}: other placeholders than the English: {_shown(message)}")
    return found


def _translated() -> list[str]:
    return [locale for locale in LOCALES if locale != DEFAULT_LOCALE]


def _new_catalog(locale: str | None = None) -> Catalog:
    return Catalog(
        locale=locale,
        project="syndicate",
        version=__version__,
        header_comment="# Texts of syndicate. Written by `python -m syndicate.dev.catalogues`.",
        last_translator="the syndicate authors",
        language_team=locale or "none",
        msgid_bugs_address="none",
        creation_date=_NO_DATE,
        revision_date=_NO_DATE,
        fuzzy=False,
    )


def _holds_texts(folder: str | os.PathLike[str]) -> bool:
    inside = Path(folder).resolve().relative_to(ROOT).parts
    return inside[0] in FOLDERS and inside[-1] != "__pycache__"


def _mappings() -> tuple[list[tuple[str, str]], dict[str, dict[str, Any]]]:
    """`[[tool.babel.mappings]]`, the same table `pybabel extract -F pyproject.toml` reads."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        tables = tomllib.load(file)["tool"]["babel"]["mappings"]
    methods, options = [], {}
    for table in tables:
        method, patterns = table.pop("method"), table.pop("pattern")
        for pattern in patterns:
            methods.append((pattern, method))
            options[pattern] = table
    return methods, options


def _ids(catalog: Catalog) -> set[tuple[Any, str | None]]:
    return {(_key(message), message.context) for message in catalog if message.id}


def _key(message: Message) -> Any:
    return tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def _is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(strings)


def _placeholders(text: Any) -> set[str]:
    texts = text if isinstance(text, list | tuple) else [text]
    return {found for one in texts for found in _PLACEHOLDER.findall(one)}


def _shown(message: Message) -> str:
    return repr(_key(message))


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalog, width=100, sort_output=True, include_lineno=False, omit_header=False
        )


def main(arguments: Sequence[str]) -> int:
    """`update`, `merge FILE…` or `compile`; 2 for anything else."""
    match arguments:
        case ["update"]:
            update()
        case ["merge", *files]:
            print("\n".join(merge([Path(file) for file in files])))
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
