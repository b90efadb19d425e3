"""What an admin sets for one LinkedIn channel."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from syndicate.errors import Misconfigured
from syndicate.i18n import _

ORGANIZATION_URN = r"^urn:li:organization:\d+$"
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
PageUrn = Annotated[str, StringConstraints(pattern=ORGANIZATION_URN)]


class Form(StrEnum):
    """How a story stands in the feed."""

    ARTICLE = "article"
    """A card with title and picture that leads to the culture blog."""
    IMAGES = "images"
    """The story's pictures, with the address in the text."""


class ChannelConfig(BaseModel):
    """One company page and how stories are put there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organization: PageUrn | None = Field(
        None,
        title=str(_("Company page")),
        description=str(
            _("`urn:li:organization:…` of the page; chosen when the account is connected.")
        ),
    )
    form: Form = Field(
        Form.ARTICLE,
        title=str(_("Form")),
        description=str(_("A card that links to the blog, or pictures.")),
    )
    escape_urls: bool = Field(
        default=True,
        title=str(_("Escape addresses in the text")),
        description=str(
            _("Off leaves # * _ ~ in addresses as they are, should LinkedIn break them.")
        ),
    )
    mentions: dict[Name, PageUrn] = Field(
        default_factory=dict,
        title=str(_("Mentioned pages")),
        description=str(
            _("Page names and their URNs; each name found in a text becomes a mention.")
        ),
    )


def read_config(values: Mapping[str, Any]) -> ChannelConfig:
    """The channel's settings; raises `Misconfigured` naming the field."""
    try:
        return ChannelConfig.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        raise Misconfigured(
            _(
                "The LinkedIn channel's setting %(name)s: %(problem)s",
                name=".".join(str(part) for part in first["loc"]),
                problem=first["msg"],
            )
        ) from error
