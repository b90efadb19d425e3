"""What an admin may set for a culture blog channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["en", "ja"]


class BlogConfig(BaseModel):
    """The channel's own settings. Everything has a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    languages: tuple[Language, ...] = Field(
        ("en", "ja"), min_length=1, description="Languages the blog has a front page in."
    )
    feed_delay_minutes: int = Field(
        10,
        ge=0,
        le=10_080,
        description="How long a new story waits before it enters the feeds: a feed cannot be"
        " called back.",
    )
    notice_days: int = Field(
        14, ge=1, le=365, description="How long Atom and JSON Feed say that a story was withdrawn."
    )
    contact: str = Field(
        "",
        max_length=200,
        pattern=r"^(|https?://\S+|[^@\s]+@[^@\s]+)$",
        description="E-mail or web address for people who want a story taken down.",
    )
    tag_authority: str = Field(
        "",
        max_length=200,
        pattern=r"^[a-z0-9.-]*$",
        description="Domain in the feeds' permanent ids; set it before the blog moves elsewhere.",
    )

    @property
    def feed_delay(self) -> timedelta:
        """How long a new story waits before it enters the feeds."""
        return timedelta(minutes=self.feed_delay_minutes)

    @property
    def notice(self) -> timedelta:
        """How long the feeds say that a story was withdrawn."""
        return timedelta(days=self.notice_days)
