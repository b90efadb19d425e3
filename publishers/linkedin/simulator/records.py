"""What the simulator remembers: people, pages, tokens, images and posts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pydantic import BaseModel, Field

POSTING_ROLES = frozenset(
    {"ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"}
)


class Member(BaseModel):
    """A person with a LinkedIn account."""

    id: str
    given: str
    family: str
    country: str = "US"
    language: str = "en"

    @property
    def urn(self) -> str:
        """The person's URN."""
        return f"urn:li:person:{self.id}"


class Organization(BaseModel):
    """A company page."""

    id: int
    name: str
    vanity: str
    followers: int

    @property
    def urn(self) -> str:
        """The page's URN."""
        return f"urn:li:organization:{self.id}"


class Code(BaseModel):
    """An authorisation code: thirty minutes, one use, one redirect address."""

    value: str
    client_id: str
    member: str
    redirect_uri: str
    scopes: list[str]
    organizations: list[str]
    expires_at: float
    used: bool = False


class Grant(BaseModel):
    """An access token and what it allows."""

    access_token: str
    client_id: str
    member: str
    scopes: list[str]
    organizations: list[str]
    """Pages the person chose to connect; roles for others do not show."""
    expires_at: float
    refresh_token: str | None = None
    refresh_expires_at: float = 0
    revoked: bool = False
    refused_calls: int = 0
    """How many more calls are refused as if the token were revoked."""


class Image(BaseModel):
    """An image, from the moment a place for it was asked for."""

    urn: str
    owner: str
    upload_key: str
    upload_expires_at: float
    media_type: str = ""
    uploaded_at: float | None = None
    damaged: bool = False


class Post(BaseModel):
    """A post, deleted or not. Commentary is little text exactly as it was sent."""

    urn: str
    author: str
    commentary: str
    content: dict[str, Any] = Field(default_factory=dict)
    visibility: str = "PUBLIC"
    distribution: dict[str, Any] = Field(default_factory=dict)
    lifecycle: str = "PUBLISHED"
    reshare_disabled: bool = False
    created_at: float
    modified_at: float
    edited: bool = False
    deleted_at: float | None = None
    activity: dict[str, Counter[str]] = Field(default_factory=dict)
    """Counts by ISO day."""

    @property
    def is_ugc(self) -> bool:
        """Whether its name begins `urn:li:ugcPost:`."""
        return self.urn.startswith("urn:li:ugcPost:")


class Snapshot(BaseModel):
    """What survives a restart of the simulator."""

    posts: list[Post] = Field(default_factory=list)
    images: list[Image] = Field(default_factory=list)
    grants: list[Grant] = Field(default_factory=list)
    last_number: int = 7_400_000_000_000_000_000
