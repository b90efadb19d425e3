"""Scans of a release's payloads, findings and what people did about them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from syndicate.db import Base
from syndicate.models.account import User
from syndicate.models.columns import Created, Identified, Json, Sha256, one_of, reference
from syndicate.models.consent import Consent


class ScanRun(Identified, Created, Base):
    """One scan of every payload of a release."""

    __tablename__ = "scan_run"

    story_id: Mapped[str] = reference("story")
    release_id: Mapped[str] = reference("release")
    release_sha256: Mapped[Sha256]
    engine_version: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(10))
    """ok, partial or failed; anything but ok leaves a blocking finding."""
    ruleset_version: Mapped[str] = mapped_column(String(40), default="")
    """Number of the rule set in force (0 is as shipped), a dash, and a hash of all of it."""
    directory_version: Mapped[str] = mapped_column(String(40), default="")
    failed: Mapped[list[str]] = mapped_column(Json, default=list)
    """`name: error` of every recogniser that could not run."""
    superseded_at: Mapped[datetime | None]
    """When other rules read the same release; None while this is the scan that counts."""

    @property
    def rules_number(self) -> int | None:
        """The number of the rule set it was made with."""
        number = self.ruleset_version.partition("-")[0]
        return int(number) if number.isdecimal() else None


class FindingRow(Identified, Created, Base):
    """Something the scan or a reviewer marks in a payload."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_rule", "rule", "fingerprint"),)

    story_id: Mapped[str] = reference("story")
    release_id: Mapped[str] = reference("release")
    scan_run_id: Mapped[str | None] = reference("scan_run")
    payload_id: Mapped[str] = reference("payload")
    surface: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(30))
    start: Mapped[int]
    end: Mapped[int]
    """Code points in the surface's text."""
    severity: Mapped[str] = mapped_column(String(5))
    confidence: Mapped[float]
    rule: Mapped[str] = mapped_column(String(60))
    message: Mapped[dict[str, Any]] = mapped_column(Json)
    """`{"msgid", "params"}` of a translatable sentence."""
    suggestion: Mapped[dict[str, Any]] = mapped_column(Json)
    """`{"operator", "replacement"}`."""
    quote_masked: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[str | None] = reference("person")
    """The person of this story whose name it is, if any."""
    quote_hash: Mapped[str] = mapped_column(String(64), default="")
    """Keyed hash of kind and words: equal for the same words wherever they stand."""
    image_sha256: Mapped[str | None] = mapped_column(String(64))
    """The image it was found in; a span is then one of the text read there."""
    box: Mapped[list[float] | None] = mapped_column(Json)
    """`[x, y, w, h]` as parts of that image."""
    by_id: Mapped[str | None] = reference("user_account")
    """The reviewer who marked it; None where the scan did."""
    by: Mapped[User | None] = relationship(lazy="joined")
    fingerprint: Mapped[Sha256] = mapped_column(index=True)
    """Equal for the same thing in the same words around it, so that a resolution survives."""


class ResolutionKind(StrEnum):
    """What a person decided about a finding."""

    REDACT = "redact"
    CONSENTED = "consented"
    JUSTIFIED = "justified"
    FALSE_ALARM = "false_alarm"


class Resolution(Identified, Created, Base):
    """A person's decision about every finding of a story with this fingerprint."""

    __tablename__ = "resolution"
    __table_args__ = (UniqueConstraint("story_id", "fingerprint"),)

    story_id: Mapped[str] = reference("story")
    fingerprint: Mapped[Sha256]
    kind: Mapped[ResolutionKind] = mapped_column(one_of(ResolutionKind))
    reason: Mapped[str] = mapped_column(Text, default="")
    consent_id: Mapped[str | None] = reference("consent")
    consent: Mapped[Consent | None] = relationship(lazy="joined")
    by_id: Mapped[str] = reference("user_account")
    by: Mapped[User] = relationship(lazy="joined")


class ImageReading(Identified, Created, Base):
    """What was seen in one image; the same bytes are looked at once."""

    __tablename__ = "image_reading"

    image_sha256: Mapped[Sha256] = mapped_column(unique=True)
    reading: Mapped[dict[str, Any]] = mapped_column(Json)
    """`syndicate.privacy.images.reading.Reading.as_json`."""


class Suppression(Identified, Created, Base):
    """A false alarm of the whole company: these words are no longer asked about, until a day."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("quote_hash"),)

    quote_hash: Mapped[Sha256]
    """That of the findings it silences: kind and words, keyed."""
    kind: Mapped[str] = mapped_column(String(30))
    quote_masked: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[date]
    """The last day it holds, unless somebody ended it before."""
    by_id: Mapped[str] = reference("user_account")
    by: Mapped[User] = relationship(lazy="joined", foreign_keys=by_id)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[str | None] = reference("user_account")
    ended_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=ended_by_id)


class ReviewLook(Identified, Base):
    """Which scan a reviewer is looking at, and which they had looked at before."""

    __tablename__ = "review_look"
    __table_args__ = (UniqueConstraint("story_id", "user_id"),)

    story_id: Mapped[str] = reference("story")
    user_id: Mapped[str] = reference("user_account")
    run_id: Mapped[str] = reference("scan_run")
    before_id: Mapped[str | None] = reference("scan_run")
    """None at the first look: nothing is new then."""
