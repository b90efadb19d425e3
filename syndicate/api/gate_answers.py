"""What the API answers about gates, deputies and routes."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from syndicate.api.answers import Answer, ItemsOf


class GateDecisionOut(Answer):
    """One person's yes at a gate."""

    name: str
    acting_for: str | None = Field(description="Whose right a deputy used.")
    decided_at: datetime
    comment: str


class GateOut(Answer):
    """One condition of going out, for one release."""

    story: str
    title: str
    gate: str
    label: str
    state: str
    stage: int = Field(description="It opens when every gate of a lower stage holds.")
    needed: int = Field(description="How many must decide; 1 where people give their consent.")
    in_turn: bool
    decisions: list[GateDecisionOut]
    waits_for: list[str] = Field(description="Names; empty where anybody of the desk may decide.")
    claimed_by: str | None
    due_at: datetime | None
    overdue: bool
    emergency: bool = Field(description="Held by the emergency path.")


class Gates(ItemsOf):
    """Gates, in order."""

    items: list[GateOut]


class DeputyOut(Answer):
    """Somebody who acts for somebody else, for a time."""

    id: str
    user: str = Field(description="Whose right it is.")
    deputy: str
    role: str
    from_at: datetime
    until_at: datetime


class Deputies(ItemsOf):
    """Deputies that act or will."""

    items: list[DeputyOut]


class RouteOut(Answer):
    """Who decides at one gate for one department."""

    process: str
    department: str = Field(description="Empty is every department without its own.")
    gate: str
    members: list[str]
    needed: int | None = Field(description="None is all of them.")
    in_turn: bool


class Routes(ItemsOf):
    """Every route, and the process each department follows."""

    choices: dict[str, str]
    items: list[RouteOut]
