"""One person's answer for one story."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from syndicate.db import Base
from syndicate.models.columns import Created, Identified, Json, Sha256, one_of, reference
from syndicate.models.story import Person, Revision


class Answer(StrEnum):
    """What the person said."""

    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class NameForm(StrEnum):
    """How the person may be named, from most to least."""

    FULL = "full"
    GIVEN = "given"
    DEPARTMENT = "department"
    ANONYMOUS = "anonymous"


class OnLeaving(StrEnum):
    """What happens to the story when the person leaves the company."""

    REMOVE = "remove"
    ANONYMISE = "anonymise"
    KEEP = "keep"


ENDS = text("until IS NOT NULL")


class Consent(Identified, Created, Base):
    """One answer. Rows are only added; a person's newest row is what counts."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_until", "until", sqlite_where=ENDS, postgresql_where=ENDS),)

    story_id: Mapped[str] = reference("story")
    person_id: Mapped[str] = reference("person")
    revision_id: Mapped[str] = reference("revision")
    content_sha256: Mapped[Sha256]
    """Of the revision the person saw."""
    answer: Mapped[Answer] = mapped_column(one_of(Answer))
    channels: Mapped[list[str]] = mapped_column(Json)
    """Names of the channels agreed to."""
    name_form: Mapped[NameForm] = mapped_column(one_of(NameForm))
    photo: Mapped[bool]
    until: Mapped[date | None] = mapped_column(Date)
    """The last day, in the site's zone."""
    on_leaving: Mapped[OnLeaving] = mapped_column(one_of(OnLeaving))
    small_fixes: Mapped[bool] = mapped_column(default=False)
    """Whether typing errors may be mended without asking again."""
    way: Mapped[str] = mapped_column(String(10))
    person: Mapped[Person] = relationship(lazy="joined")
    revision: Mapped[Revision] = relationship()


class ConsentRequest(Identified, Created, Base):
    """A question put to one person about one revision; the link in the mail signs its id."""

    __tablename__ = "consent_request"

    story_id: Mapped[str] = reference("story")
    person_id: Mapped[str] = reference("person")
    revision_id: Mapped[str] = reference("revision")
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """Also set when a newer question took its place."""
    reminded_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(lazy="joined")
