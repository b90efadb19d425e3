"""Typed settings from the environment, each with its default and a sentence for the docs."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from syndicate import clock, places, quiet
from syndicate.errors import Misconfigured
from syndicate.i18n import LOCALES, _
from syndicate.workdays import is_country

_MAIL_URL = re.compile(r"(?:smtp|smtps|smtp\+starttls)://(?:[^@/\s]*@)?[^@/:\s]+(?::\d{1,5})?/?")
DEVELOPMENT_KEY = "development-only-key-do-not-use-in-production"


class Mode(StrEnum):
    """How strict the start-up checks are."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Everything an operator may set. Environment names carry the prefix `SYNDICATE_`."""

    model_config = SettingsConfigDict(env_prefix="SYNDICATE_", extra="ignore", frozen=True)

    mode: Mode = Field(
        Mode.DEVELOPMENT, description="`production` refuses to start with an unsafe value."
    )
    database_url: str = Field(
        "sqlite:///var/syndicate.db",
        description="SQLite file or `postgresql://…`; SQLite needs a local disk.",
    )
    redis_url: str | None = Field(
        None, description="Redis for rq workers; unset means the embedded worker delivers."
    )
    secret_keys: Annotated[list[SecretStr], NoDecode] = Field(
        [SecretStr(DEVELOPMENT_KEY)],
        description="Keys that sign links and cookies, comma separated, newest first.",
    )
    token_keys: Annotated[list[SecretStr], NoDecode] = Field(
        [SecretStr(DEVELOPMENT_KEY)],
        description="Keys that encrypt channel tokens, comma separated, newest first.",
    )
    base_url: str = Field(
        "http://127.0.0.1:8000", description="Address of the internal app, as people type it."
    )
    site_url: str = Field(
        "http://127.0.0.1:8001", description="Address of the public culture blog."
    )
    site_store: str = Field(
        "var/site",
        description="Where the culture blog is written to: a folder, or `s3://bucket/prefix`.",
    )
    site_name: str = Field("Inside Out", description="Name of the public culture blog.")
    company_name: str = Field("Example Company", description="The company that speaks.")
    media_store: str = Field(
        "var/media",
        description="Where uploaded images are kept: a folder, or `s3://bucket/prefix`, which"
        " nobody else may read.",
    )
    s3_endpoint: str | None = Field(
        None, description="Address of the object store; unset means Amazon S3."
    )
    s3_region: str | None = Field(
        None, description="Region of the buckets; unset means what `AWS_REGION` says."
    )
    s3_access_key_id: str | None = Field(
        None,
        description="Key for the object store; unset means the usual `AWS_…` variables, or the"
        " role of the machine.",
    )
    s3_secret_access_key: SecretStr | None = Field(None, description="The secret of that key.")
    s3_plain_http: bool = Field(
        default=False,
        description="Let the object store be spoken to without https beyond this machine, in a"
        " network you trust.",
    )
    mail_url: str | None = Field(
        None,
        description="`smtp://user:password@host:port`, or `smtp+starttls://`, or `smtps://`; "
        "unset means no mail is sent.",
    )
    mail_from: str = Field(
        "syndicate@localhost", description="The sender of every mail syndicate sends."
    )
    time_zone: str = Field("UTC", description="IANA zone in which times are shown and chosen.")
    locale: str = Field("en", description="Language for people who have not chosen one.")
    process: str = Field("story", description="The process new stories follow.")
    templates_dir: Path | None = Field(
        None, description="A folder of templates that stands in front of the shipped ones."
    )
    max_story_chars: int = Field(
        64_000, ge=1_000, le=64_000, description="Longest story text, in characters."
    )
    use_bleach: bool = Field(
        default=True,
        description="Sanitise by bleach and nh3. Off leaves nh3 alone, for the day a hole is found"
        " in bleach, which gets no more fixes.",
    )
    max_upload_bytes: int = Field(
        15_000_000, ge=1_000_000, description="Largest uploaded image, in bytes."
    )
    question_days: int = Field(
        14, ge=1, le=90, description="Days until an unanswered question counts as a no."
    )
    reminder_days: int = Field(
        3, ge=1, le=30, description="Days before that end on which the one reminder is sent."
    )
    country: str = Field(
        "", description="Two letters, such as JP, whose public holidays are no working days."
    )
    gate_days: int = Field(2, ge=1, le=30, description="Working days until a gate is due.")
    quiet_hours: Annotated[list[str], NoDecode] = Field(
        [],
        description="Periods in which nothing is published unless a person says so, comma"
        " separated: `22:00-07:00`, `sat`, `2026-12-29/2027-01-03`.",
    )
    privacy_checklist: Annotated[list[str], NoDecode] = Field(
        [],
        description="Lines a privacy reviewer ticks before clearing a release, separated by"
        " vertical bars.",
    )
    overnight_hold: bool = Field(
        default=False,
        description="A new story goes out on the working day after it was cleared, at the"
        " earliest, and after one more look.",
    )
    allow_loopback: bool = Field(
        default=False,
        description="Let webhooks and pasted links lead to this machine, without https; refused"
        " in production.",
    )
    metrics_token: SecretStr | None = Field(
        None, description="Bearer token for /metrics; unset means this machine only."
    )
    late_after_minutes: int = Field(
        60, ge=1, description="A delivery later than this asks a person before it is sent."
    )

    @field_validator("secret_keys", "token_keys", "quiet_hours", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("privacy_checklist", mode="before")
    @classmethod
    def _lines(cls, value: Any) -> Any:
        if isinstance(value, str):
            return list(dict.fromkeys(part.strip() for part in value.split("|") if part.strip()))
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, OSError) as error:
            msg = "must be an IANA time zone such as Asia/Tokyo"
            raise ValueError(msg) from error
        return value

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        country = value.strip().upper()
        if country and not is_country(country):
            msg = "must be a country code such as JP, or empty"
            raise ValueError(msg)
        return country

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, value: str) -> str:
        if value not in LOCALES:
            msg = f"must be one of {', '.join(LOCALES)}"
            raise ValueError(msg)
        return value

    @field_validator("base_url", "site_url")
    @classmethod
    def _plain_origin(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            msg = "must start with http:// or https://"
            raise ValueError(msg)
        return value.rstrip("/")

    @field_validator("site_store", "media_store")
    @classmethod
    def _known_kind_of_store(cls, value: str) -> str:
        return places.checked(value)

    @field_validator("s3_endpoint")
    @classmethod
    def _only_a_server(cls, value: str | None) -> str | None:
        if value is None:
            return None
        places.demand_origin(value)
        return value.rstrip("/")

    @field_validator("mail_url")
    @classmethod
    def _known_way_to_mail(cls, value: str | None) -> str | None:
        if value is not None and not _MAIL_URL.fullmatch(value):
            msg = "must be smtp://, smtp+starttls:// or smtps:// with a host and perhaps a port"
            raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _safe_stores(self) -> Settings:
        if places.is_within(self.media_store, self.site_store):
            msg = "SYNDICATE_MEDIA_STORE must not lie in SYNDICATE_SITE_STORE, which is public"
            raise ValueError(msg)
        if (self.s3_access_key_id is None) != (self.s3_secret_access_key is None):
            msg = "SYNDICATE_S3_ACCESS_KEY_ID and SYNDICATE_S3_SECRET_ACCESS_KEY go together"
            raise ValueError(msg)
        endpoint = self.s3_endpoint
        if endpoint and not (self.s3_plain_http or places.is_safe_to_speak_to(endpoint)):
            msg = "SYNDICATE_S3_ENDPOINT must start with https://, or set SYNDICATE_S3_PLAIN_HTTP"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _possible_quiet_hours(self) -> Settings:
        quiet.check(self.quiet_hours, self.time_zone, clock.now())
        return self

    @cached_property
    def signing_keys(self) -> list[str]:
        """The secret keys in clear, newest first."""
        return [key.get_secret_value() for key in self.secret_keys]

    @property
    def is_production(self) -> bool:
        """Whether the strict start-up checks apply."""
        return self.mode is Mode.PRODUCTION

    def refuse_unsafe(self) -> None:
        """In production, raise `Misconfigured` naming the first unsafe value."""
        if not self.is_production:
            return
        for name in ("secret_keys", "token_keys"):
            keys = [key.get_secret_value() for key in getattr(self, name)]
            if not keys or DEVELOPMENT_KEY in keys or any(len(key) < 32 for key in keys):
                raise Misconfigured(
                    _(
                        "SYNDICATE_%(name)s needs keys of at least 32 characters of its own.",
                        name=name.upper(),
                    )
                )
        if self.allow_loopback:
            raise Misconfigured(
                _("SYNDICATE_ALLOW_LOOPBACK is for development: unset it in production.")
            )
        for name in ("base_url", "site_url"):
            if not getattr(self, name).startswith("https://"):
                raise Misconfigured(
                    _("SYNDICATE_%(name)s must start with https://.", name=name.upper())
                )


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, checked; raises `Misconfigured` naming the variable."""
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        raise Misconfigured(
            _(
                "SYNDICATE_%(name)s: %(problem)s",
                name=str(first["loc"][0]).upper() if first["loc"] else "…",
                problem=first["msg"],
            )
        ) from error
    settings.refuse_unsafe()
    return settings
