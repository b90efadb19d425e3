"""Operations about a person: my own answers, who leaves, who is erased."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from syndicate.api.answers import Answer, ItemsOf
from syndicate.api.operation import Call, Done, Operation
from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.process import Form
from syndicate.services import consent_history, erasure, leavers
from syndicate.services.consent_history import Given
from syndicate.services.people import Email


class ConsentTextOut(Answer):
    """The text as the person saw it."""

    title: str
    summary: str
    body: str
    language: str


class MyConsentOut(Answer):
    """One answer the caller gave."""

    id: str
    story: str
    title: str
    answer: str = Field(description="agreed, declined or withdrawn")
    at: datetime
    way: str = Field(description="web, api, link, cli or job")
    revision: str
    sha256: str = Field(description="Of the text they saw.")
    channels: list[str]
    name_form: str | None
    photo: bool | None
    until: date | None
    on_leaving: str | None
    small_fixes: bool | None
    stands: bool = Field(description="Whether it is what counts now.")
    text: ConsentTextOut


class MyConsents(ItemsOf):
    """Every answer of the caller, newest first."""

    items: list[MyConsentOut]


class LeaverInput(Form):
    """Who leaves."""

    email: Email
    dry_run: bool = Field(False, description="Tell what would be done, and do nothing.")


class LeaverLineOut(Answer):
    """One story and what is done about it."""

    story: str
    title: str
    outcome: str = Field(description="withdrawn, refused, anonymised or kept")


class LeaverOut(ItemsOf):
    """What becomes of each story the person stands in."""

    items: list[LeaverLineOut]


class ErasureInput(Form):
    """Who is erased; the address twice, since it cannot be undone."""

    email: Email
    confirm: Annotated[str, Field(max_length=254, description="The same address once more.")]
    also: list[Annotated[str, Field(min_length=2, max_length=erasure.ALSO_LONGEST)]] = Field(
        default_factory=list, max_length=erasure.ALSO_MOST, description="Further spellings."
    )
    withdraw: bool = Field(False, description="First withdraw the stories that are out.")


class ErasedTableOut(Answer):
    """What became of one table."""

    table: str
    deleted: int
    emptied: int


class ErasureOut(Answer):
    """The proof; there is no personal data in it. 202 while stories are being taken down."""

    erased: bool
    waiting: list[str] = Field(description="Stories that are not gone everywhere yet.")
    tables: list[ErasedTableOut]
    columns_searched: int
    texts_searched: int
    shared_name: bool
    event: int | None = Field(description="The line of the audit.")


def my_consents(call: Call) -> MyConsents:
    """Every answer the caller gave, with the text they saw."""
    return MyConsents(items=[_given(each) for each in consent_history.of(call.session, call.user)])


def _given(given: Given) -> MyConsentOut:
    return MyConsentOut.model_validate(consent_history.as_json(given))


def sweep_leaver(call: Call, body: LeaverInput) -> LeaverOut:
    """Do with every story what each consent says."""
    if body.dry_run:
        leaver = leavers.plan(call.session, body.email, actor=call.actor)
    else:
        leaver = leavers.sweep(
            call.session, body.email, actor=call.actor, kit=call.kit, now=call.now
        )
    return LeaverOut(
        items=[
            LeaverLineOut(story=line.story.id, title=line.story.title, outcome=line.outcome.value)
            for line in leaver.lines
        ]
    )


def erase_person(call: Call, body: ErasureInput) -> ErasureOut | Done:
    """Erase a person for good, or begin to by withdrawing what is out."""
    view = erasure.outlook(call.session, body.email, actor=call.actor, also=body.also)
    if body.confirm.strip().lower() != body.email:
        raise Invalid.field("confirm", _("Type the same address once more."))
    if view.waiting and body.withdraw:
        erasure.stand_down(call.session, view, actor=call.actor, kit=call.kit, now=call.now)
        return Done(202, _waiting([affected.story.id for affected in view.waiting]))
    report = erasure.erase(call.session, body.email, actor=call.actor, now=call.now, also=body.also)
    return ErasureOut(
        erased=True,
        waiting=[],
        tables=[
            ErasedTableOut(table=line.table, deleted=line.deleted, emptied=line.emptied)
            for line in report.lines
        ],
        columns_searched=report.columns,
        texts_searched=report.values,
        shared_name=report.shared,
        event=report.event,
    )


def _waiting(stories: list[str]) -> ErasureOut:
    return ErasureOut(
        erased=False,
        waiting=stories,
        tables=[],
        columns_searched=0,
        texts_searched=0,
        shared_name=False,
        event=None,
    )


OPERATIONS = (
    Operation("GET", "/me/consents", "My consents", my_consents, MyConsents),
    Operation(
        "POST", "/leavers", "Somebody leaves the company", sweep_leaver, LeaverOut, body=LeaverInput
    ),
    Operation(
        "POST",
        "/erasures",
        "Erase a person",
        erase_person,
        ErasureOut,
        body=ErasureInput,
        also=(202,),
    ),
)
