"""pydantic's findings as sentences for people."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from syndicate.i18n import Text, _


class FieldError(ValueError):
    """Raised in a validator: `text` is what the person reads."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


_SENTENCES: dict[str, Text] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field."),
    "string_too_short": _("Please write at least %(min_length)s characters."),
    "string_too_long": _("Please write at most %(max_length)s characters."),
    "too_long": _("At most %(max_length)s are possible."),
    "too_short": _("At least %(min_length)s are needed."),
    "string_type": _("This must be text."),
    "bool_parsing": _("Please answer yes or no."),
    "int_parsing": _("This must be a whole number."),
    "date_from_datetime_parsing": _("Please give a date as YYYY-MM-DD."),
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
