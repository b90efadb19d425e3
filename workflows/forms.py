"""What the steps ask for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, model_validator

from syndicate.process import Form
from syndicate.schedule import moment

MAX_COMMENT_CHARS = 2000


class CommentForm(Form):
    """A comment, if there is something to say."""

    comment: str = Field("", max_length=MAX_COMMENT_CHARS)


class ClearForm(CommentForm):
    """A comment, and what of the company's own checklist was looked after."""

    checked: list[str] = Field(default_factory=list, max_length=50)


class ReasonForm(Form):
    """A comment that must be given."""

    comment: str = Field(min_length=1, max_length=MAX_COMMENT_CHARS)


class MergeForm(Form):
    """Which story this one joins."""

    into: str = Field(min_length=26, max_length=26)


Acknowledge = Annotated[
    bool,
    Field(description="You know of the caution day or the quiet hours at that time."),
]


class GoForm(Form):
    """Goes out now, whatever speaks against the moment, if somebody says so."""

    acknowledge: Acknowledge = False


class TimeForm(Form):
    """A clock time in a named zone."""

    at: str
    """`2026-12-02T10:00`."""
    zone: str
    acknowledge: Acknowledge = False

    @property
    def moment(self) -> datetime:
        """The same in UTC."""
        return moment(self.at, self.zone)

    @model_validator(mode="after")
    def _possible(self) -> TimeForm:
        moment(self.at, self.zone)
        return self
