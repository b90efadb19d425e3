"""Gates, who is on them, who stands in for whom, and the routes of departments."""

from __future__ import annotations

from pydantic import Field

from syndicate.api import gate_answers as out
from syndicate.api import gate_show as show
from syndicate.api.operation import Call, Operation, Query
from syndicate.errors import Forbidden
from syndicate.i18n import _
from syndicate.models import State
from syndicate.policy import Permission, Standing, allows
from syndicate.process import Form
from syndicate.services import deputies, gate_queue, gatekeeping, routes, stories
from syndicate.workflow import look


class GateQuery(Query):
    """Which of the waiting gates are wanted."""

    whose: gate_queue.Whose = Field(
        gate_queue.Whose.ALL, description="`mine` are those I took and those with my seat."
    )


class Nothing(Form):
    """There is nothing to fill in."""


def list_waiting_gates(call: Call, query: GateQuery) -> out.Gates:
    """Open gates at which the caller's desk or seat is asked, the soonest due first."""
    found = gate_queue.waiting(
        call.session,
        call.actor,
        processes=call.kit.registry.processes.values(),
        whose=query.whose,
        now=call.now,
    )
    return out.Gates(
        items=[
            show.gate(call, story, call.kit.process(story.process).gate(row.name), row)
            for row, story in found
        ]
    )


def list_gates(call: Call, id: str) -> out.Gates:  # noqa: A002 - the name in the path
    """Every gate of the release under review; none while the story is drafted."""
    story = stories.load(call.session, id, call.actor)
    situation = look(call.session, story, actor=call.actor, toolbox=call.kit, now=call.now)
    return out.Gates(
        items=[
            show.gate(call, story, rule, row)
            for rule, row in gate_queue.of_story(situation)
            if row is not None
        ]
    )


def claim_gate(call: Call, body: Nothing, id: str, gate: str) -> out.GateOut:  # noqa: A002, ARG001 - as above; an empty body
    """I take it, or take it over; others see who is on it."""
    gatekeeping.claim(call.session, id, gate, actor=call.actor, toolbox=call.kit, now=call.now)
    return _shown(call, id, gate)


def release_gate(call: Call, body: Nothing, id: str, gate: str) -> out.GateOut:  # noqa: A002, ARG001 - as above
    """I give back what I had taken."""
    gatekeeping.release(call.session, id, gate, actor=call.actor, toolbox=call.kit, now=call.now)
    return _shown(call, id, gate)


def reassign_gate(
    call: Call,
    body: gatekeeping.ReassignForm,
    id: str,  # noqa: A002 - as above
    gate: str,
) -> out.GateOut:
    """Somebody else is to decide; they get a mail."""
    gatekeeping.reassign(
        call.session, id, gate, body, actor=call.actor, toolbox=call.kit, now=call.now
    )
    return _shown(call, id, gate)


def _shown(call: Call, story_id: str, name: str) -> out.GateOut:
    story = stories.load(call.session, story_id, call.actor)
    situation = look(call.session, story, actor=call.actor, toolbox=call.kit, now=call.now)
    rows = gate_queue.of_story(situation)
    rule, row = next((rule, row) for rule, row in rows if rule.name == name and row)
    return show.gate(call, story, rule, row)


def list_deputies(call: Call) -> out.Deputies:
    """Who acts for the caller, and for whom the caller acts; administrators see all."""
    rows = deputies.listed(call.session, call.actor, now=call.now)
    return out.Deputies(items=[show.deputy(row) for row in rows])


def name_deputy(call: Call, body: deputies.DeputyInput) -> out.DeputyOut:
    """Somebody acts in the caller's place until a moment."""
    return show.deputy(deputies.lend(call.session, body, actor=call.actor, now=call.now))


def end_deputy(call: Call, id: str) -> out.Deputies:  # noqa: A002 - as above
    """It ends now; what is left is listed."""
    deputies.end(call.session, id, actor=call.actor, now=call.now)
    return list_deputies(call)


def list_routes(call: Call) -> out.Routes:
    """Which process each department follows, and who stands on its routes."""
    _demand_admin(call)
    return out.Routes(
        choices={row.department: row.process for row in routes.choices(call.session)},
        items=[show.route(row) for row in routes.listed(call.session)],
    )


def set_route(call: Call, body: routes.RouteInput) -> out.Routes:
    """Who decides at one gate for one department. Stories under way keep who was asked."""
    routes.set_route(call.session, body, registry=call.kit.registry, actor=call.actor, now=call.now)
    return list_routes(call)


def choose_process(call: Call, body: routes.ChoiceInput) -> out.Routes:
    """New stories of a department follow this process."""
    routes.choose(call.session, body, registry=call.kit.registry, actor=call.actor, now=call.now)
    return list_routes(call)


def _demand_admin(call: Call) -> None:
    if not allows(Permission.ROUTE_MANAGE, Standing(call.actor.alone, State.NOMINATED)):
        raise Forbidden(_("Only administrators set routes."))


_GATE = "/stories/{id}/gates/{gate}"
OPERATIONS = (
    Operation(
        "GET", "/gates", "What waits at gates", list_waiting_gates, out.Gates, query=GateQuery
    ),
    Operation("GET", "/stories/{id}/gates", "Read the gates", list_gates, out.Gates),
    Operation("POST", f"{_GATE}/claim", "Take a gate", claim_gate, out.GateOut, body=Nothing),
    Operation(
        "POST", f"{_GATE}/release", "Give a gate back", release_gate, out.GateOut, body=Nothing
    ),
    Operation(
        "POST",
        f"{_GATE}/reassign",
        "Hand a gate to somebody",
        reassign_gate,
        out.GateOut,
        body=gatekeeping.ReassignForm,
    ),
    Operation("GET", "/deputies", "List deputies", list_deputies, out.Deputies),
    Operation(
        "POST",
        "/deputies",
        "Name a deputy",
        name_deputy,
        out.DeputyOut,
        body=deputies.DeputyInput,
        status=201,
    ),
    Operation("DELETE", "/deputies/{id}", "End a deputy's right", end_deputy, out.Deputies),
    Operation("GET", "/routes", "Read the routes", list_routes, out.Routes),
    Operation("PUT", "/routes", "Set a route", set_route, out.Routes, body=routes.RouteInput),
    Operation(
        "PUT",
        "/routes/choice",
        "Choose a department's process",
        choose_process,
        out.Routes,
        body=routes.ChoiceInput,
    ),
)
