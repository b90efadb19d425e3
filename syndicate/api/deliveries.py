"""What is under way at the channels, and what a person decides about it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from syndicate.api import answers as out
from syndicate.api import show
from syndicate.api.operation import Call, Operation
from syndicate.errors import NotFound
from syndicate.i18n import _
from syndicate.models import Delivery, DeliveryKind
from syndicate.process import Form
from syndicate.rendering.limits import MAX_URL_CHARS
from syndicate.services import decisions, deliveries, pasted, stories
from syndicate.validation import Count


class DecisionInput(Form):
    """A decision about a delivery as it was seen."""

    gen: Count | None = Field(None, description="As you read it; 409 when it has moved on since.")


class RetryInput(DecisionInput):
    """Try once more."""

    not_there: bool = Field(
        default=False, description="You looked, and nothing stands there: send it again."
    )
    anew: bool = Field(
        default=False,
        description="Of a correction the channel does not take: remove what stands there, then"
        " post this release afresh, at another address.",
    )


class ConfirmInput(DecisionInput):
    """It was done: a publish or update stands there, what was to be taken down is gone."""

    permalink: str = Field("", max_length=MAX_URL_CHARS, description="Where it stands.")
    remote_id: str = Field("", max_length=pasted.REMOTE_ID_MAX)


def list_deliveries(call: Call, id: str) -> out.Deliveries:  # noqa: A002 - the name in the path
    """Every delivery of the story, oldest first."""
    story = stories.load(call.session, id, call.actor)
    rows = deliveries.of_story(call.session, story)
    return out.Deliveries(items=[show.delivery(row, call.actor) for row in rows])


def retry_delivery(call: Call, body: RetryInput, id: str) -> out.DeliveryOut:  # noqa: A002 - as above
    """Try, or look, once more; what may be there already is looked up and not sent twice."""
    act = decisions.it_is_not_there if body.not_there else decisions.retry
    if body.anew:
        act = decisions.post_anew
    return _decided(call, act, body, id)


def confirm_delivery(call: Call, body: ConfirmInput, id: str) -> out.DeliveryOut:  # noqa: A002 - as above
    """Somebody looked: it is done."""
    row = call.session.get(Delivery, id)
    if row is None:
        raise NotFound(_("There is no such delivery."))
    if row.kind is DeliveryKind.TAKE_DOWN:
        return _decided(call, decisions.it_is_not_there, body, id)
    told = {"permalink": body.permalink, "remote_id": body.remote_id}
    return _decided(call, decisions.confirm, body, id, **told)


def give_up_delivery(call: Call, body: DecisionInput, id: str) -> out.DeliveryOut:  # noqa: A002 - as above
    """Leave it: nothing will be sent. A take-down is never given up."""
    return _decided(call, decisions.give_up, body, id)


def _decided(
    call: Call, act: Any, body: DecisionInput, delivery_id: str, **told: str
) -> out.DeliveryOut:
    row = act(
        call.session,
        delivery_id,
        gen=body.gen,
        actor=call.actor,
        toolbox=call.kit,
        now=call.now,
        **told,
    )
    return show.delivery(row, call.actor)


OPERATIONS = (
    Operation(
        "GET", "/stories/{id}/deliveries", "Read the deliveries", list_deliveries, out.Deliveries
    ),
    Operation(
        "POST",
        "/deliveries/{id}/retry",
        "Try a delivery again",
        retry_delivery,
        out.DeliveryOut,
        body=RetryInput,
    ),
    Operation(
        "POST",
        "/deliveries/{id}/confirm",
        "Say that a delivery is done",
        confirm_delivery,
        out.DeliveryOut,
        body=ConfirmInput,
    ),
    Operation(
        "POST",
        "/deliveries/{id}/give_up",
        "Give a delivery up",
        give_up_delivery,
        out.DeliveryOut,
        body=DecisionInput,
    ),
)
