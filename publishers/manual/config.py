"""What an admin sets for a place people post to by hand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from syndicate.errors import Misconfigured
from syndicate.i18n import _
from syndicate.rendering.links import safe_href
from syndicate.validation import FieldError


class Form(StrEnum):
    """How much of a story is posted."""

    ARTICLE = "article"
    """Title and whole text."""
    SHORT = "short"
    """A few words that lead to the blog."""


class ManualConfig(BaseModel):
    """One place, and how stories are written for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = Field(
        "",
        title=str(_("Where to post")),
        description=str(_("The page somebody opens to post there, https://…")),
    )
    instructions: str = Field(
        "",
        max_length=1_000,
        title=str(_("What to mind")),
        description=str(_("Shown beside the text: which account, which category.")),
    )
    form: Form = Field(
        Form.ARTICLE,
        title=str(_("Form")),
        description=str(_("Title and whole text, or a few words that lead to the blog.")),
    )
    hashtags: bool = Field(
        default=True,
        title=str(_("Hashtags")),
        description=str(_("Whether the story's tags end the text.")),
    )
    max_chars: int | None = Field(
        None,
        ge=50,
        le=100_000,
        title=str(_("Longest text")),
        description=str(_("In characters, as far as the place has a limit.")),
    )

    @field_validator("address")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        address = safe_href(value) if value else ""
        if address is None or (address and not address.startswith("http")):
            raise FieldError(_("Please give the whole address, with https://."))
        return address


def read_config(values: Mapping[str, Any]) -> ManualConfig:
    """The channel's settings; raises `Misconfigured` naming the field."""
    try:
        return ManualConfig.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        raise Misconfigured(
            _(
                "The setting %(name)s of a channel served by hand: %(problem)s",
                name=".".join(str(part) for part in first["loc"]),
                problem=first["msg"],
            )
        ) from error
