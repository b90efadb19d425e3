"""The LinkedIn pages' templates: the preview, and what the simulator shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from syndicate.publishing import pages
from syndicate.resources import templates_root

KIND = "linkedin"


def static_root() -> Path:
    """The stylesheets of these pages."""
    return templates_root() / KIND / "static"


def page(name: str, locale: str, **values: Any) -> str:
    """The template `name` in `locale`."""
    return pages.page(KIND, name, locale, **values)
