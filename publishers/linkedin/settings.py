"""Where LinkedIn is, which version of its API is spoken, and the app registered there."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from syndicate.errors import Misconfigured
from syndicate.i18n import _

OLD_AFTER_MONTHS = 10
SUNSET_AFTER_MONTHS = 12
"""A version is answered for at least a year, https://learn.microsoft.com/linkedin/marketing/versioning"""


class LinkedInSettings(BaseSettings):
    """What an operator may set for LinkedIn. Names carry the prefix `SYNDICATE_LINKEDIN_`."""

    model_config = SettingsConfigDict(env_prefix="SYNDICATE_LINKEDIN_", extra="ignore", frozen=True)

    api_url: str = Field("https://api.linkedin.com", description="Address of LinkedIn's API.")
    auth_url: str = Field(
        "https://www.linkedin.com",
        description="Address of LinkedIn's sign-in, and of the posts people read.",
    )
    version: str = Field(
        "202610",
        pattern=r"^20\d{2}(0[1-9]|1[0-2])(\.\d{2})?$",
        description="The `LinkedIn-Version` header, YYYYMM; answered for about a year.",
    )
    client_id: str = Field("", description="Client id of the app registered at LinkedIn.")
    client_secret: SecretStr = Field(SecretStr(""), description="Client secret of that app.")
    scopes: Annotated[tuple[str, ...], NoDecode] = Field(
        (
            "openid",
            "profile",
            "w_organization_social",
            "r_organization_social",
            "rw_organization_admin",
        ),
        description="Scopes asked for, separated by spaces or commas; the same for every connect.",
    )
    connect_timeout: float = Field(3.05, gt=0, description="Seconds to wait for a connection.")
    read_timeout: float = Field(15.0, gt=0, description="Seconds to wait for an answer.")

    @field_validator("api_url", "auth_url")
    @classmethod
    def _safe_origin(cls, value: str) -> str:
        if not (value.startswith("https://") or is_plain_loopback(value)):
            msg = "must start with https:// (http:// is for this machine only)"
            raise ValueError(msg)
        return value.rstrip("/")

    @field_validator("scopes", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @property
    def timeout(self) -> tuple[float, float]:
        """Seconds to connect and to read."""
        return (self.connect_timeout, self.read_timeout)

    @property
    def longest_call(self) -> float:
        """Seconds after which a call has ended, whatever LinkedIn does."""
        return self.connect_timeout + self.read_timeout

    def version_age(self, now: datetime) -> int:
        """How many months old the API version is at `now`; negative for one not yet out."""
        year, month = int(self.version[:4]), int(self.version[4:6])
        return (now.year - year) * 12 + now.month - month

    @property
    def version_ends(self) -> datetime:
        """Until when the API version is answered for certain."""
        year, month = int(self.version[:4]), int(self.version[4:6])
        months = year * 12 + month - 1 + SUNSET_AFTER_MONTHS
        return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)

    def is_version_old(self, now: datetime) -> bool:
        """Whether somebody should move to a newer API version soon."""
        return self.version_age(now) >= OLD_AFTER_MONTHS


def is_plain_loopback(url: str) -> bool:
    """Whether `url` is plain HTTP to this very machine."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def load_settings() -> LinkedInSettings:
    """The settings from the environment; raises `Misconfigured` naming the variable."""
    try:
        return LinkedInSettings()
    except ValidationError as error:
        first = error.errors()[0]
        raise Misconfigured(
            _(
                "SYNDICATE_LINKEDIN_%(name)s: %(problem)s",
                name=str(first["loc"][0]).upper(),
                problem=first["msg"].removeprefix("Value error, "),
            )
        ) from error
