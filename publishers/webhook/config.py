"""What an admin sets for one webhook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from syndicate.errors import Misconfigured
from syndicate.i18n import _
from syndicate.rendering.links import safe_href
from syndicate.validation import FieldError


class WebhookConfig(BaseModel):
    """One receiver, and what it promises. Its secrets are kept apart, sealed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(
        title=str(_("Address")),
        description=str(_("Where messages are posted, https://…; everybody may read it here.")),
    )
    idempotent: bool = Field(
        default=True,
        title=str(_("Carries out one key once")),
        description=str(
            _(
                "The receiver does nothing when an Idempotency-Key comes again, and answers as"
                " before. Where it does not promise this, a lost answer asks a person."
            )
        ),
    )
    media_url: str = Field(
        "",
        title=str(_("Address of images")),
        description=str(
            _(
                "Where the receiver finds images by name, such as the blog's"
                " https://…/media/. Empty: they travel inside the message."
            )
        ),
    )
    public: bool = Field(
        default=False,
        title=str(_("For everybody to read")),
        description=str(_("Whether the blog may link to what the receiver made of a story.")),
    )

    @field_validator("url", "media_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        if not value:
            return value
        address = safe_href(value)
        if address is None or urlsplit(address).scheme not in ("https", "http"):
            raise FieldError(_("Please give the whole address, with https://."))
        return address

    @field_validator("url")
    @classmethod
    def _given(cls, value: str) -> str:
        if not value:
            raise FieldError(_("This is needed."))
        return value

    @field_validator("media_url")
    @classmethod
    def _folder(cls, value: str) -> str:
        return value if not value or value.endswith("/") else f"{value}/"


def read_config(values: Mapping[str, Any]) -> WebhookConfig:
    """The channel's settings; raises `Misconfigured` naming the field."""
    try:
        return WebhookConfig.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        raise Misconfigured(
            _(
                "The webhook's setting %(name)s: %(problem)s",
                name=".".join(str(part) for part in first["loc"]),
                problem=first["msg"],
            )
        ) from error
