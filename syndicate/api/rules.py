"""The company's words and severities for the privacy scan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from syndicate.api.answers import Answer
from syndicate.api.operation import Call, Operation
from syndicate.privacy.findings import Kind, Severity
from syndicate.privacy.terms import KINDS
from syndicate.process import Form
from syndicate.services import rulesets
from syndicate.services.rulesets import CheckLine

Words = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=5000)]
Turned = Literal[
    Kind.PERSON_EMPLOYEE, Kind.PERSON_EXTERNAL, Kind.HANDLE, Kind.EMAIL, Kind.PHONE, Kind.ADDRESS,
    Kind.PRECISE_LOCATION, Kind.BANK, Kind.EMPLOYEE_ID, Kind.GOVERNMENT_ID, Kind.DATE_OF_BIRTH,
    Kind.SMALL_COUNT, Kind.INTERNAL_URL, Kind.PRIVATE_IP, Kind.CODENAME, Kind.CUSTOMER_COMPANY,
    Kind.UNRELEASED_FIGURE, Kind.QUOTE, Kind.INVISIBLE, Kind.FACE, Kind.IMAGE_TEXT,
]  # fmt: skip


class RulesOut(Answer):
    """The version in force; 0 is what was shipped."""

    number: int
    codename: list[str]
    customer_company: list[str]
    ticket_prefix: list[str]
    internal_domain: list[str]
    allowed: list[str]
    severities: dict[str, Severity] = Field(description="By kind or rule, where not as shipped.")
    small_team: int
    checklist: list[str] | None = Field(description="Null: as the site's setting has it.")


class RulesBody(Form):
    """All rules of the next version; what is left out is empty, or as shipped."""

    codename: Words = Field(default_factory=list)
    customer_company: Words = Field(default_factory=list)
    ticket_prefix: Words = Field(default_factory=list)
    internal_domain: Words = Field(default_factory=list)
    allowed: Words = Field(default_factory=list)
    severities: dict[Turned, Severity] = Field(default_factory=dict)
    small_team: int = Field(rulesets.SMALL_TEAM, ge=2, le=1000)
    checklist: list[CheckLine] | None = Field(
        None, max_length=50, description="Ticked before clearing; null is the site's setting."
    )
    note: str = Field("", max_length=500, description="Why it is changed.")
    number: int | None = Field(
        None, ge=0, le=2**31 - 1, description="The version it was made from: 409 if it is old."
    )


def get_rules(call: Call) -> RulesOut:
    """What the next scan is told about the company."""
    rulesets.demand(call.actor)
    return _out(rulesets.in_force(call.session))


def set_rules(call: Call, body: RulesBody) -> RulesOut:
    """A new version, in force at once; the same again is none."""
    lines = [
        f"{kind}\t{' '.join(word.split())}"
        for kind in KINDS
        for word in getattr(body, kind)
        if word.split()
    ]
    data = rulesets.checked(
        {
            "terms": "\n".join(lines),
            "severities": body.severities,
            "small_team": body.small_team,
            "checklist": body.checklist,
            "note": body.note,
            "number": body.number,
        }
    )
    row = rulesets.save(call.session, data, actor=call.actor, now=call.now)
    return _out(rulesets.rules_of(row))


def _out(rules: rulesets.Rules) -> RulesOut:
    words = {kind: list(getattr(rules.terms, kind)) for kind in KINDS}
    return RulesOut(
        number=rules.number,
        severities=dict(rules.severities),
        small_team=rules.small_team,
        checklist=None if rules.checklist is None else list(rules.checklist),
        **words,
    )


OPERATIONS = (
    Operation("GET", "/rules", "Read the rules of the privacy scan", get_rules, RulesOut),
    Operation(
        "PUT", "/rules", "Change the rules of the privacy scan", set_rules, RulesOut, body=RulesBody
    ),
)
