"""Forms made from the models steps ask for, and what people sent read back into them."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from werkzeug.datastructures import MultiDict

from syndicate.i18n import Text, _
from syndicate.web.csrf import FIELD as CSRF
from syndicate.web.words import NAME_FORMS, ON_LEAVING

CONTROLS = frozenset({CSRF, "revision", "release", "next", "sure"})
"""Fields of the page itself, which no step asks for."""
ROWS = 60
"""More rows than any list of people or images may have."""

LABELS: dict[str, Text] = {
    "accepts": _("Open findings you answer for"),
    "acknowledge": _("I know of it; go out all the same"),
    "at": _("Date and time"),
    "channels": _("Where may it be published?"),
    "checked": _("Checklist"),
    "comment": _("Comment"),
    "into": _("The story it joins"),
    "name_form": _("How may you be named?"),
    "on_leaving": _("If you leave the company"),
    "photo": _("I may be seen in the pictures of this story"),
    "reason": _("Reason"),
    "until": _("Only until"),
    "zone": _("Time zone"),
}
WORDS: dict[str, Text] = {
    key.value: text for table in (NAME_FORMS, ON_LEAVING) for key, text in table.items()
}
HINTS: dict[str, Text] = {
    "accepts": _("Tick each: nobody has resolved them, and you publish knowing that."),
    "until": _("Leave it empty if there is no end."),
}
Option = tuple[str, Any]


@dataclass(frozen=True)
class Field:
    """One control of a generated form."""

    name: str
    widget: str
    """text, area, tick, date, datetime, choices, many or select."""
    label: Any
    hint: Any
    required: bool
    value: Any
    options: Sequence[Option] = ()
    most: int | None = None


def fields_of(
    model: type[BaseModel], options: Mapping[str, Sequence[Option]], values: Mapping[str, Any]
) -> list[Field]:
    """The controls `model` needs. `options` and `values` fill in what only the page knows."""
    return [_field(name, info, options, values) for name, info in model.model_fields.items()]


def _field(
    name: str, info: FieldInfo, options: Mapping[str, Sequence[Option]], values: Mapping[str, Any]
) -> Field:
    kind, required = _plain(info.annotation), info.is_required()
    given = options.get(name)
    return Field(
        name=name,
        widget=_widget(name, kind, chosen_from=given is not None),
        label=LABELS.get(name) or info.title or name,
        hint=HINTS.get(name, info.description or ""),
        required=required,
        value=values.get(
            name,
            ""
            if required
            else _shown(info.get_default(call_default_factory=True, validated_data={})),
        ),
        options=given if given is not None else _options(kind),
        most=next((m.max_length for m in info.metadata if hasattr(m, "max_length")), None),
    )


def _shown(default: Any) -> Any:
    return "" if default is None else default


def _widget(name: str, kind: Any, *, chosen_from: bool) -> str:
    if get_origin(kind) is list:
        return "many"
    if kind is bool:
        return "tick"
    if kind is date:
        return "date"
    if name == "at":
        return "datetime"
    if chosen_from:
        return "select"
    if _options(kind):
        return "choices"
    return "area" if name in ("comment", "reason") else "text"


def _options(kind: Any) -> Sequence[Option]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return [(member.value, WORDS.get(member.value, member.value)) for member in kind]
    if get_origin(kind) is Literal:
        return [(value, WORDS.get(value, value)) for value in get_args(kind)]
    return ()


def _plain(annotation: Any) -> Any:
    """`X` for `X | None`."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next(kind for kind in get_args(annotation) if kind is not type(None))
    return annotation


def read(model: type[BaseModel], form: MultiDict[str, str]) -> dict[str, Any]:
    """What was sent, as `model` takes it. Unknown fields stay, so that the model refuses them."""
    values: dict[str, Any] = {
        name: form.get(name) for name in form if name not in CONTROLS | set(model.model_fields)
    }
    for name, info in model.model_fields.items():
        value = _sent(name, _plain(info.annotation), form)
        if value is not None:
            values[name] = value
    return values


def _sent(name: str, kind: Any, form: MultiDict[str, str]) -> Any:
    if get_origin(kind) is list:
        return form.getlist(name)
    if kind is bool:
        return name in form
    value = form.get(name)
    return None if value == "" and kind is not str else value


def rows(
    form: MultiDict[str, str], group: str, names: Iterable[str], keep: Callable[[Any], bool] = any
) -> list[dict[str, str]]:
    """The filled rows of a repeated group: `people-0-email`, `people-0-how`, `people-1-email` …"""
    wanted = list(names)
    numbers = {
        int(found[1])
        for key in form
        if (found := re.fullmatch(rf"{re.escape(group)}-(\d{{1,2}})-[a-z_]+", key))
    }
    every = (
        {name: form.get(f"{group}-{number}-{name}", "").strip() for name in wanted}
        for number in sorted(numbers)[:ROWS]
    )
    return [row for row in every if keep(row.values())]


def words(text: str) -> list[str]:
    """A list typed in one field: separated by commas of either width, or by lines."""
    return [part.strip() for part in re.split(r"[,、，\n]", text) if part.strip()]
