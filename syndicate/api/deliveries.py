"""What is under way at the channels, and what a person decides about it."""

from __future__ import annotations

from syndicate.api import answers as out
from syndicate.api import show
from syndicate.api.operation import Call, Operation
from syndicate.services import deliveries, stories


def list_deliveries(call: Call, id: str) -> out.Deliveries:  # noqa: A002 - the name in the path
    """Every delivery of the story, oldest first."""
    story = stories.load(call.session, id, call.actor)
    rows = deliveries.of_story(call.session, story)
    return out.Deliveries(items=[show.delivery(row) for row in rows])


OPERATIONS = (
    Operation(
        "GET", "/stories/{id}/deliveries", "Read the deliveries", list_deliveries, out.Deliveries
    ),
)
