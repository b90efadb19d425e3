"""pydantic's findings as sentences for people."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from syndicate.i18n import Text, _


class FieldError(ValueError):
    """Raised in a validator: `text` is what the person reads."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


# Not white space, a control or a character that only shapes its neighbours.
VISIBLE = (
    r"[^\s\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\uffff]"
)
"""Something a reader can see, as a regular expression that JSON Schema understands too."""
WRITTEN = rf"^[^\u0000]*{VISIBLE}[^\u0000]*$"
"""A text with something to see in it, and nothing that no database takes."""


def _written(value: str) -> str:
    if not re.search(VISIBLE, value):
        raise FieldError(_("Please write something here."))
    return value


def _whole(value: Any) -> Any:
    """1.0 is a whole number in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Count = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(_whole)]
"""What counts versions and generations; no more than a database keeps."""

MUST_SHOW = AfterValidator(_written)
"""Beside `WRITTEN` in the schema: white space alone is no text."""

_SENTENCES: dict[str, Text] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field."),
    "string_too_short": _("Please write at least %(min_length)s characters."),
    "string_too_long": _("Please write at most %(max_length)s characters."),
    "too_long": _("At most %(max_length)s are possible."),
    "too_short": _("At least %(min_length)s are needed."),
    "string_type": _("This must be text."),
    "bool_parsing": _("Please answer yes or no."),
    "bool_type": _("Please answer yes or no."),
    "int_parsing": _("This must be a whole number."),
    "int_type": _("This must be a whole number."),
    "int_from_float": _("This must be a whole number."),
    "date_from_datetime_parsing": _("Please give a date as YYYY-MM-DD."),
    "date_parsing": _("Please give a date as YYYY-MM-DD."),
    "date_type": _("Please give a date as YYYY-MM-DD."),
    "datetime_parsing": _("Please give the time as YYYY-MM-DDTHH:MM:SS+HH:MM."),
    "datetime_type": _("Please give the time as YYYY-MM-DDTHH:MM:SS+HH:MM."),
    "list_type": _("This must be a list."),
    "dict_type": _("This must be an object."),
    "model_type": _("This must be an object."),
    "greater_than_equal": _("This must be at least %(ge)s."),
    "less_than_equal": _("This must be at most %(le)s."),
    "string_pattern_mismatch": _("This does not have the form it must have."),
    "enum": _("Please choose one of: %(expected)s."),
    "literal_error": _("Please choose one of: %(expected)s."),
    "json_invalid": _("This is not valid JSON."),
}


def problems_of(error: ValidationError) -> list[tuple[str, Text]]:
    """`(field, sentence)` for every problem; nested fields are joined with dots."""
    return [
        (".".join(str(part) for part in problem["loc"]) or "body", _sentence(problem))
        for problem in error.errors(include_url=False, include_input=False)
    ]


def _sentence(problem: Any) -> Text:
    original = problem.get("ctx", {}).get("error")
    text = getattr(original, "text", None)
    if isinstance(text, Text):
        return text
    known = _SENTENCES.get(problem["type"])
    if known is None:
        return _("This cannot be used: %(problem)s.", problem=problem["msg"])
    return Text(known.msgid, dict(problem.get("ctx", {})))
