"""Columns that many tables share."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.clock import now
from syndicate.ids import ID_LENGTH, new_id

Json = JSON().with_variant(JSONB(), "postgresql")
Sha256 = Annotated[str, mapped_column(String(64))]


class Identified:
    """An opaque identifier that sorts by creation."""

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)


class Created:
    """When the row was written."""

    created_at: Mapped[datetime] = mapped_column(default=now)


def reference(target: str, **options: Any) -> Any:
    """A foreign key to `target.id`; indexed unless told otherwise."""
    options.setdefault("index", True)
    return mapped_column(String(ID_LENGTH), ForeignKey(f"{target}.id"), **options)


def one_of(kind: type[StrEnum]) -> Any:
    """The values of `kind` as text, checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        length=20,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
        name=kind.__name__.lower(),
    )


__all__ = ["CheckConstraint", "Created", "Identified", "Json", "Sha256", "one_of", "reference"]
