"""`/_control`: how a test or a person at this machine sets faults and quirks and sees the truth."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from publishers.linkedin.simulator.answers import not_found, plain
from publishers.linkedin.simulator.faults import Plan
from publishers.linkedin.simulator.gate import json_body, world
from publishers.linkedin.simulator.modes import Modes
from publishers.linkedin.simulator.statistics import COUNTS
from publishers.linkedin.simulator.world import ORGANIZATIONS, SCOPES

blueprint = Blueprint("control", __name__, url_prefix="/_control")


class NewToken(BaseModel):
    """A token to issue without a sign-in."""

    model_config = ConfigDict(extra="forbid")

    member: str = "sim-Mika_T"
    scopes: list[str] = Field(default_factory=lambda: list(SCOPES))
    organizations: list[str] = Field(default_factory=lambda: [o.urn for o in ORGANIZATIONS])


@blueprint.before_request
def loopback_only() -> None:
    """Refuse callers from other machines."""
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104 - not bound to
        raise plain(403, "FORBIDDEN", "Only this machine may do this")


@blueprint.errorhandler(ValidationError)
def unreadable(error: ValidationError) -> tuple[dict[str, Any], int]:
    """Which field of the order is wrong."""
    return {"errors": error.errors(include_url=False, include_context=False)}, 422


@blueprint.get("/faults")
def faults() -> dict[str, Any]:
    """The faults in force."""
    return world().plan.model_dump(mode="json")


@blueprint.get("/faults/met")
def faults_met() -> dict[str, Any]:
    """How many requests have met one of them."""
    return {"met": world().plan.met}


@blueprint.put("/faults")
def set_faults() -> dict[str, Any]:
    """Other faults: `{"rules": […], "seed": 1}`."""
    world().plan = Plan.model_validate(json_body())
    return faults()


@blueprint.get("/modes")
def modes() -> dict[str, Any]:
    """The quirks in force."""
    return world().modes.model_dump()


@blueprint.put("/modes")
def set_modes() -> dict[str, Any]:
    """Other quirks; what is not named is as on a good day."""
    world().modes = Modes.model_validate(json_body())
    return modes()


@blueprint.get("/posts")
def posts() -> dict[str, Any]:
    """Every post ever stored, deleted ones too: what really happened."""
    with world().lock:
        return {"posts": [post.model_dump(mode="json") for post in world().posts.values()]}


@blueprint.post("/posts/<urn>/activity")
def add_activity(urn: str) -> Response:
    """Add counts to today's activity of a post: `{"likeCount": 2}`."""
    post = world().posts.get(urn)
    if post is None:
        raise not_found(urn)
    counts = json_body()
    known = {*COUNTS, "uniqueImpressionsCount"}
    if any(name not in known or not isinstance(value, int) for name, value in counts.items()):
        raise plain(422, "INVALID_COUNTS", f"Counts are {', '.join(sorted(known))}")
    with world().lock:
        today = datetime.fromtimestamp(world().now(), UTC).date().isoformat()
        post.activity.setdefault(today, Counter()).update(counts)
        world().save()
    return Response(status=204)


@blueprint.post("/tokens")
def issue_token() -> dict[str, Any]:
    """A token, as if a person had signed in."""
    wanted = NewToken.model_validate(json_body())
    if wanted.member not in world().members:
        raise not_found(wanted.member)
    issued = world().issue(
        member=wanted.member, scopes=wanted.scopes, organizations=wanted.organizations
    )
    world().save()
    return issued.model_dump()


@blueprint.post("/tokens/revoke")
def revoke_tokens() -> Response:
    """End every token, as LinkedIn may at any time."""
    with world().lock:
        for issued in world().grants.values():
            issued.revoked = True
        world().save()
    return Response(status=204)


@blueprint.post("/clock")
def advance_clock() -> dict[str, Any]:
    """Put the clock forward: `{"seconds": 3600}`."""
    seconds = json_body().get("seconds")
    if not isinstance(seconds, int | float) or seconds < 0:
        raise plain(422, "INVALID_SECONDS", "seconds is a number, 0 or more")
    world().ahead += seconds
    return {"now": world().now()}


@blueprint.post("/reset")
def reset() -> Response:
    """Forget all posts, images, tokens, faults and quirks."""
    world().reset()
    world().save()
    return Response(status=204)
