"""The templates a publisher brings, for previews and for the pages of its simulator."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from syndicate.i18n import Text
from syndicate.i18n import _ as text
from syndicate.resources import templates_root


@lru_cache
def environment(kind: str, locale: str) -> Environment:
    """The templates under `templates/KIND/`, whose `_()` speaks `locale`."""
    made = Environment(
        loader=FileSystemLoader(templates_root() / kind),
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


def page(kind: str, name: str, locale: str, **values: Any) -> str:
    """The template `name` of a kind of channel, in `locale`."""
    return environment(kind, locale).get_template(name).render(**values)
