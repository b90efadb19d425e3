"""From rows of gates, deputies and routes to answers."""

from __future__ import annotations

from syndicate.api import gate_answers as out
from syndicate.api.operation import Call
from syndicate.models import Deputy, Gate, GateState, RouteGate, Story
from syndicate.process import GateRule
from syndicate.seating import awaited


def gate(call: Call, story: Story, rule: GateRule, row: Gate) -> out.GateOut:
    """A gate with who has decided and for whom it waits."""
    is_open = row.state is GateState.OPEN
    return out.GateOut(
        story=story.id,
        title=story.title,
        gate=rule.name,
        label=rule.label.in_(call.locale),
        state=row.state.value,
        stage=row.stage,
        needed=row.needed,
        in_turn=row.in_turn,
        decisions=[
            out.GateDecisionOut(
                name=decision.user.name_in(call.locale),
                acting_for=decision.acting_for.name_in(call.locale)
                if decision.acting_for
                else None,
                decided_at=decision.decided_at,
                comment=decision.comment,
            )
            for decision in row.decisions
        ],
        waits_for=[user.name_in(call.locale) for user in awaited(row)] if is_open else [],
        claimed_by=row.claimed_by.name_in(call.locale) if row.claimed_by else None,
        due_at=row.due_at,
        overdue=is_open and row.due_at is not None and row.due_at <= call.now,
        emergency=row.emergency_id is not None,
    )


def deputy(row: Deputy) -> out.DeputyOut:
    """A deputy, by addresses."""
    return out.DeputyOut(
        id=row.id,
        user=row.user.email,
        deputy=row.deputy.email,
        role=row.role.value,
        from_at=row.from_at,
        until_at=row.until_at,
    )


def route(row: RouteGate) -> out.RouteOut:
    """A route, its members by addresses and in order."""
    return out.RouteOut(
        process=row.process,
        department=row.department,
        gate=row.gate,
        members=[member.user.email for member in row.members],
        needed=row.needed,
        in_turn=row.in_turn,
    )
