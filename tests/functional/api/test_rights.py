"""Who may call what: every operation, by everybody, on a story that is out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from syndicate.api.blueprint import OPERATIONS
from syndicate.api.operation import Operation
from syndicate.models import Delivery, DeliveryState, FindingRow, Reason, State
from syndicate.services import deputies
from tests.factories.world import AGREE
from tests.functional.api.client import Api, nomination

PHONE = "Call me on 090-1234-5678 when the bench is free."
HIDDEN = {
    "get_story",
    "story_metrics",
    "save_draft",
    "draft_consequences",
    "list_gates",
    "claim_gate",
    "release_gate",
    "reassign_gate",
    "take_step",
    "list_payloads",
    "list_consents",
    "answer_consent",
    "list_findings",
    "resolve_finding",
    "get_evidence",
    "list_deliveries",
    "retry_delivery",
    "confirm_delivery",
    "give_up_delivery",
}
"""Operations that lead to one story."""
ROUTES = {"list_routes", "set_route", "choose_process"}
RULES = {"get_rules", "set_rules"}
PERSONS = {"sweep_leaver", "erase_person"}
DESKS = (
    {"list_events", "freeze", "count_stories", "count_deliveries", "list_cautions", "set_caution"}
    | ROUTES
    | PERSONS
    | RULES
)
FORBIDDEN = {
    "nina": DESKS
    | {"list_findings", "resolve_finding", "get_evidence", "save_draft", "draft_consequences"}
    | {"retry_delivery", "confirm_delivery", "give_up_delivery"},
    "arthur": DESKS
    | {"list_findings", "resolve_finding", "get_evidence"}
    | {"retry_delivery", "confirm_delivery", "give_up_delivery"},
    "petra": {"list_events", "resolve_finding"} | ROUTES | PERSONS | RULES,
    "vera": ROUTES
    | {"set_caution"}
    | {"save_draft", "draft_consequences"}
    | {"retry_delivery", "confirm_delivery", "give_up_delivery"},
    "otto": DESKS,
    "adam": {"erase_person"},
}
NOT_FOUND = {
    "otto": HIDDEN | {"end_deputy"},
    "adam": HIDDEN - {"get_evidence"},
    **{name: {"end_deputy"} for name in ("nina", "arthur", "petra")},
}


class Target:
    """A story with everything that can be asked about, and valid bodies for each operation."""

    def __init__(self, api: Api) -> None:
        self.api, world = api, api.world
        self.story_id = world.reach(State.PUBLISHING)
        in_review = world.nominate(source_text=PHONE)
        world.take(in_review, "accept", "petra")
        world.take(in_review, "agree", "arthur", **AGREE)
        world.draft(in_review, body=PHONE)
        world.take(in_review, "submit", "petra")
        with world.database.begin() as session:
            row = session.scalars(select(Delivery)).one()
            row.state, row.reason = DeliveryState.NEEDS_PERSON, Reason.UNKNOWN
            self.delivery_id = row.id
            self.finding_id = session.scalars(select(FindingRow.id)).all()[-1]
            self.deputy_id = deputies.lend(
                session,
                deputies.DeputyInput.model_validate(
                    {
                        "deputy": "mei@example.com",
                        "role": "privacy",
                        "until_at": world.now + timedelta(days=1),
                    }
                ),
                actor=world.actor("vera"),
                now=world.now - timedelta(hours=1),
            ).id

    def send(self, operation: Operation, by: str) -> int:
        """The status of a well-formed request."""
        path = operation.path.replace("{id}", self.id_for(operation)).replace("{step}", "approve")
        path = path.replace("{gate}", "pr")
        if operation.binary:
            options: dict[str, Any] = {"data": b"GIF89a", "content_type": "image/gif"}
        else:
            options = {"json": self.body(operation.name)} if operation.body else {}
        return self.api.send(operation.method, path, by, **options).status_code

    def id_for(self, operation: Operation) -> str:
        """The id its path asks for."""
        if operation.path.startswith("/deliveries/"):
            return self.delivery_id
        if operation.path.startswith("/deputies/"):
            return self.deputy_id
        return self.finding_id if operation.path.startswith("/findings/") else self.story_id

    def body(self, name: str) -> dict[str, Any]:
        """A body of the right form."""
        return {
            "nominate": nomination(),
            "freeze": {"reason": "A hold for a test."},
            "save_draft": {"version": 0, "title": "x", "body": "x"},
            "take_step": {"revision": "x"},
            "answer_consent": {"answer": "agree", "revision": "x", "channels": ["blog"]},
            "resolve_finding": {"kind": "redact"},
            "draft_consequences": {"version": 0, "title": "x", "body": "x"},
            "reassign_gate": {"to": "paul@example.com"},
            "name_deputy": {
                "deputy": "mei@example.com",
                "role": "route",
                "until_at": "2099-01-01T00:00:00Z",
            },
            "set_route": {"process": "ringi", "gate": "approval", "members": []},
            "choose_process": {"process": "story"},
            "sweep_leaver": {"email": "otto@example.com", "dry_run": True},
            "set_caution": {"day": "03-11", "reason": "A day of mourning."},
            "erase_person": {"email": "otto@example.com", "confirm": "x"},
        }.get(name, {})


@pytest.fixture
def target(api: Api) -> Target:
    return Target(api)


def test_everybody_may_do_what_the_table_says(target: Target) -> None:
    for by in ("otto", "nina", "arthur", "petra", "vera", "adam"):
        for operation in OPERATIONS:
            status = target.send(operation, by)
            missing = operation.name in NOT_FOUND.get(by, set())
            forbidden = operation.name in FORBIDDEN[by]
            expected = 404 if missing else 403 if forbidden else None
            if expected:
                assert status == expected, (by, operation.name, status)
            else:
                assert status not in (401, 403, 404), (by, operation.name, status)


def test_a_stranger_cannot_tell_a_story_from_none(target: Target) -> None:
    for path in ("", "/payloads", "/evidence", "/deliveries", "/findings", "/consents"):
        real = target.api.send("GET", f"/stories/{target.story_id}{path}", "otto")
        made_up = target.api.send("GET", f"/stories/{'0' * 26}{path}", "otto")

        assert real.status_code == made_up.status_code == 404
        assert real.data == made_up.data


def test_privacy_review_does_not_see_drafts(api: Api) -> None:
    story_id = api.world.reach(State.DRAFTING)

    assert api.send("GET", f"/stories/{story_id}", "vera").status_code == 404
    assert api.get("/stories", "vera")["items"] == []


def test_lists_hold_only_what_the_caller_may_know_of(api: Api) -> None:
    story_id = api.world.reach(State.IN_REVIEW)

    for by in ("nina", "arthur", "petra", "vera"):
        assert [item["id"] for item in api.get("/stories", by)["items"]] == [story_id]
    for by in ("otto", "mei", "adam"):
        assert api.get("/stories", by)["items"] == []
