"""Which process each department follows and who stands on its route, for administrators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from pydantic import ValidationError
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.models import EVERY_DEPARTMENT, RouteGate, User
from syndicate.policy import Permission
from syndicate.process import GateRule, Process
from syndicate.services import routes
from syndicate.services.routes import ChoiceInput, RouteInput
from syndicate.validation import problems_of
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.permissions import demand
from syndicate.web.request import actor, db, kit, now, settings

DEPARTMENT_MAX = 120


@dataclass(frozen=True)
class Stop:
    """One gate of a department's way, and who stands there."""

    rule: GateRule
    own: RouteGate | None
    route: RouteGate | None
    """Its own, else the one of every department; None where nobody stands."""


@dataclass(frozen=True)
class Line:
    """One department: the process it follows, and its stops."""

    department: str
    process: Process
    is_chosen: bool
    stops: Sequence[Stop]

    @property
    def is_own(self) -> bool:
        """Whether anything here differs from the rule for every department."""
        return self.is_chosen or not self.department or any(stop.own for stop in self.stops)


def register(pages: Blueprint) -> None:
    """Add the page and its forms to `pages`."""
    post = ["POST"]
    pages.add_url_rule("/admin/routes", "routes", show_routes)
    pages.add_url_rule("/admin/routes", "set_route", set_route, methods=post)
    pages.add_url_rule("/admin/routes/process", "choose_process", choose_process, methods=post)


def show_routes() -> Response:
    """Every department's way; the one in the address can be changed."""
    return _page(request.args.get("department", EVERY_DEPARTMENT)[:DEPARTMENT_MAX])


def set_route() -> Answer:
    """Who decides at one gate for one department. An empty list gives the gate back."""
    form = request.form
    department, gate = form.get("department", ""), form.get("gate", "")
    values = {name: form.get(name, "") for name in ("members", "needed", "in_turn")}
    try:
        data = _read(
            RouteInput,
            process=form.get("process", ""),
            department=department,
            gate=gate,
            members=[part for part in re.split(r"[\s,、，]+", values["members"]) if part],
            needed=values["needed"] or None,
            in_turn=values["in_turn"] == "true",
        )
        routes.set_route(db(), data, registry=kit().registry, actor=actor(), now=now())
    except Invalid as error:
        folded = Invalid.fields([(n.split(".")[0], text) for n, text in error.problems])
        prefix = f"{form.get('process', '')}-{gate}-"
        again = refused(folded, values, prefix=prefix)
        return _page(department[:DEPARTMENT_MAX], again, status=error.status)
    return back_to(_address(department), _("Saved. Stories under way keep who was asked."))


def choose_process() -> Answer:
    """New stories of a department follow this process."""
    department = request.form.get("department", "")
    values = {"process": request.form.get("process", "")}
    try:
        data = _read(ChoiceInput, department=department, process=values["process"] or None)
        routes.choose(db(), data, registry=kit().registry, actor=actor(), now=now())
    except Invalid as error:
        again = refused(error, values, prefix="choice-")
        return _page(department[:DEPARTMENT_MAX], again, status=error.status)
    return back_to(_address(department), _("Saved. Stories under way keep their process."))


def _read(form: Any, **fields: Any) -> Any:
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error


def _address(department: str) -> str:
    return url_for("web.routes", department=department or None) + "#change"


def _page(department: str, filled: Filled = EMPTY, *, status: int = 200) -> Response:
    demand(Permission.ROUTE_MANAGE)
    processes = kit().registry.processes
    choices = {row.department: row.process for row in routes.choices(db())}
    there = {(row.process, row.department, row.gate): row for row in routes.listed(db())}
    names = _departments(department, set(choices) | {row[1] for row in there})
    return page(
        "routes",
        status=status,
        department=department,
        chosen=choices.get(department, ""),
        process_options=[
            ("", _("As every other department") if department else _("As the settings say")),
            *((name, process.label) for name, process in sorted(processes.items())),
        ],
        lines=[_line(name, choices, there) for name in names],
        editable=[
            (process, _stops(process, department, there))
            for _name, process in sorted(processes.items())
            if any(rule.by_route for rule in process.gates)
        ],
        followed=_followed(department, choices),
        filled=filled,
    )


def _departments(asked: str, known: set[str]) -> list[str]:
    """Every department somebody works in or that has a line of its own; first the rule for all."""
    query = select(User.department).where(User.active, User.department != "").distinct()
    return [EVERY_DEPARTMENT, *sorted({*db().scalars(query), *known, asked} - {EVERY_DEPARTMENT})]


def _followed(department: str, choices: dict[str, str]) -> str:
    own = choices.get(department) or choices.get(EVERY_DEPARTMENT)
    return own or settings().process


def _line(
    department: str, choices: dict[str, str], there: dict[tuple[str, str, str], RouteGate]
) -> Line:
    process = kit().process(_followed(department, choices))
    return Line(department, process, department in choices, _stops(process, department, there))


def _stops(
    process: Process, department: str, there: dict[tuple[str, str, str], RouteGate]
) -> list[Stop]:
    return [
        Stop(rule, own, own or there.get((process.name, EVERY_DEPARTMENT, rule.name)))
        for rule in process.gates
        if rule.by_route
        for own in [there.get((process.name, department, rule.name))]
    ]
