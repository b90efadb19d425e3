"""Which pages a person may act for, and what the pages are called."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from publishers.linkedin.simulator.answers import denied, not_found, plain
from publishers.linkedin.simulator.gate import check_rest, grant, need_scope, world
from publishers.linkedin.simulator.records import Organization

blueprint = Blueprint("organizations", __name__)
blueprint.before_request(check_rest)


@blueprint.get("/rest/organizationAcls")
def roles() -> dict[str, Any]:
    """The roles of the token's member."""
    need_scope("rw_organization_admin", "organizationAcls.FINDER-roleAssignee")
    if (
        request.args.get("q") != "roleAssignee"
        or request.headers.get("X-RestLi-Method") != "FINDER"
    ):
        raise plain(400, "INVALID_FINDER", "Only the finder q=roleAssignee is supported")
    modes = world().modes
    wanted = {"role": request.args.get("role"), "state": request.args.get("state")}
    has = {"role": modes.role, "state": modes.role_state}
    matches = all(value in {None, has[name]} for name, value in wanted.items())
    elements = [
        {"organization": urn, "roleAssignee": world().members[grant().member].urn} | has
        for urn in (grant().organizations if matches else [])
    ]
    return {
        "elements": elements,
        "paging": {"start": 0, "count": 25, "links": [], "total": len(elements)},
    }


@blueprint.get("/rest/organizations/<int:number>")
def organization(number: int) -> dict[str, Any]:
    """One page by its number."""
    found = world().organizations.get(f"urn:li:organization:{number}")
    if found is None:
        raise not_found("Organization")
    if world().modes.hidden_pages:
        raise denied("ADMIN_ONLY VisibilityReduction")
    return _shown(found)


@blueprint.get("/rest/organizations")
def by_vanity_name() -> dict[str, Any]:
    """Pages by the name in their address, for mentions."""
    if request.args.get("q") != "vanityName":
        raise plain(400, "INVALID_FINDER", "Only the finder q=vanityName is supported")
    name = request.args.get("vanityName")
    found = [_shown(page) for page in world().organizations.values() if page.vanity == name]
    return {
        "elements": found,
        "paging": {"start": 0, "count": 10, "links": [], "total": len(found)},
    }


def _shown(page: Organization) -> dict[str, Any]:
    return {"id": page.id, "localizedName": page.name, "vanityName": page.vanity}
