"""Caution days, and which mails the caller gets."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from syndicate.api.answers import Answer
from syndicate.api.operation import Call, Operation
from syndicate.errors import Forbidden
from syndicate.i18n import _
from syndicate.models import MailKind, MailWay, Role
from syndicate.process import Form
from syndicate.services import cautions, mail_wishes

_READERS = frozenset({Role.PR, Role.PRIVACY, Role.ADMIN})
_DAY = r"^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$|^(\d{4}-)?(0[13-9]|1[0-2])-(29|30)$"


class CautionOut(Answer):
    """A day on which publishing wants an acknowledgement."""

    day: str = Field(description="`2027-01-17`, or `03-11` for every year.")
    reason: str


class Cautions(Answer):
    """Every caution day, and what else speaks against an hour."""

    items: list[CautionOut]
    quiet_hours: list[str] = Field(description="Periods without publishing, in `zone`.")
    overnight_hold: bool
    zone: str


class CautionInput(Form):
    """A day with its reason; `remove` makes it a day like any other again."""

    model_config = ConfigDict(
        json_schema_extra={
            "properties": {
                "day": {"type": "string", "pattern": _DAY},
                "reason": {
                    "type": "string",
                    "maxLength": cautions.REASON_MAX,
                    "pattern": r"[!-~]",
                    "description": "Why, unless it is removed.",
                },
                "remove": {"type": "boolean", "default": False},
            },
            "anyOf": [
                {"required": ["day", "reason"]},
                {"required": ["day", "remove"], "properties": {"remove": {"const": True}}},
            ],
        }
    )

    day: str = Field(max_length=10)
    reason: str = Field("", max_length=cautions.REASON_MAX)
    remove: bool = False


class MailsOut(Answer):
    """How the caller gets each kind of mail."""

    ways: dict[MailKind, MailWay]
    digest_time: str = Field(description="On weekdays, by the clock of `zone`.")
    zone: str
    never_muted: list[MailKind]


class MailsInput(Form):
    """Kinds that are left out stay as they are."""

    at_once: list[MailKind] = Field(default_factory=list, max_length=len(MailKind))
    digest: list[MailKind] = Field(default_factory=list, max_length=len(MailKind))
    never: list[MailKind] = Field(default_factory=list, max_length=len(MailKind))
    digest_time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None


def list_cautions(call: Call) -> Cautions:
    """The days and hours on which publishing wants an acknowledgement."""
    if not call.actor.roles & _READERS:
        raise Forbidden(_("The caution days are for the desks."))
    settings = call.kit.settings
    return Cautions(
        items=[CautionOut(day=row.day, reason=row.reason) for row in cautions.listed(call.session)],
        quiet_hours=settings.quiet_hours,
        overnight_hold=settings.overnight_hold,
        zone=settings.time_zone,
    )


def set_caution(call: Call, body: CautionInput) -> Cautions:
    """The days as they are afterwards."""
    if body.remove:
        cautions.remove(call.session, body.day, actor=call.actor, now=call.now)
    else:
        cautions.add(call.session, body.day, body.reason, actor=call.actor, now=call.now)
    return list_cautions(call)


def my_mails(call: Call) -> MailsOut:
    """How the caller gets each kind of mail."""
    return MailsOut(
        ways=mail_wishes.ways_of(call.session, call.user),
        digest_time=call.user.digest_time,
        zone=call.user.time_zone,
        never_muted=sorted(mail_wishes.NEVER_MUTED),
    )


def set_my_mails(call: Call, body: MailsInput) -> MailsOut:
    """The wishes as they are afterwards; what waits follows them."""
    ways = {kind: way for way in MailWay for kind in getattr(body, way.value)}
    wanted = mail_wishes.checked(ways, body.digest_time)
    mail_wishes.choose(call.session, call.user, wanted, now=call.now)
    call.session.flush()  # the answer tells what now stands there
    return my_mails(call)


OPERATIONS = (
    Operation("GET", "/cautions", "Read the caution days", list_cautions, Cautions),
    Operation(
        "POST", "/cautions", "Add or remove a caution day", set_caution, Cautions, body=CautionInput
    ),
    Operation("GET", "/me/mails", "Which mails I get", my_mails, MailsOut),
    Operation(
        "PUT", "/me/mails", "Choose which mails I get", set_my_mails, MailsOut, body=MailsInput
    ),
)
