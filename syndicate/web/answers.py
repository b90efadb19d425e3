"""How views answer: a page, a redirect with a notice, or the same form with what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response as Answer

from syndicate.errors import SyndicateError
from syndicate.i18n import Text
from syndicate.web.request import abandon, locale


@dataclass(frozen=True)
class Filled:
    """A form as somebody sent it, and what was wrong with it; empty at the first look."""

    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[tuple[str, Text], ...] = ()
    prefix: str = ""
    """Put before the id of each control, where one page has several forms."""

    def problem(self, name: str) -> Text | None:
        """What is wrong with one field."""
        return next((text for field_, text in self.problems if field_ == name), None)


EMPTY = Filled()


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page of ours."""
    context.setdefault("filled", EMPTY)
    return make_response(render_template(f"web/{template}.html", **context), status)


def refused(error: SyndicateError, values: Mapping[str, Any], *, prefix: str = "") -> Filled:
    """What to show again after `error`; whatever the request had done is undone first."""
    abandon()
    problems = getattr(error, "problems", ()) or (("", error.text),)
    named = tuple((name.replace(".", "-"), text) for name, text in problems)
    return Filled(values, named, prefix)


def back_to(address: str, notice: Text | None = None, kind: str = "done") -> Answer:
    """See the next page, with a sentence about what was done."""
    if notice is not None:
        flash(notice.in_(locale()), kind)
    return redirect(address, 303)
