"""The LinkedIn pages' templates: the preview, and what the simulator shows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from syndicate.i18n import Text
from syndicate.i18n import _ as text
from syndicate.resources import templates_root


def static_root() -> Path:
    """The stylesheets of these pages."""
    return templates_root() / "linkedin" / "static"


@lru_cache
def environment(locale: str) -> Environment:
    """Templates whose `_()` speaks `locale`."""
    made = Environment(
        loader=FileSystemLoader(templates_root() / "linkedin"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def translated(msgid: str | Text, **params: Any) -> str:
        sentence = msgid if isinstance(msgid, Text) else text(msgid, **params)
        return sentence.in_(locale)

    made.globals.update({"_": translated, "locale": locale})
    return made


def page(name: str, locale: str, **values: Any) -> str:
    """The template `name` in `locale`."""
    return environment(locale).get_template(name).render(**values)
