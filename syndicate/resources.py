"""Where the files that are not Python live, in a checkout and in an installed wheel."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def templates_root() -> Path:
    """`syndicate/templates` in an installed wheel, `templates` beside the package in a checkout."""
    shipped = _HERE / "templates"
    return shipped if shipped.is_dir() else _HERE.parent / "templates"


def locale_root() -> Path:
    """The folder of the message catalogues."""
    return _HERE / "locale"


def migrations_root() -> Path:
    """The folder alembic reads."""
    return _HERE / "migrations"


def docs_root() -> Path:
    """The documentation, shipped in the wheel and shown under `/help`."""
    return _HERE / "docs"
