"""The rules of the privacy scan: the company's words, severities, what they do, and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as Answer

from syndicate.errors import Conflict, Invalid, SyndicateError
from syndicate.i18n import Text, _
from syndicate.policy import Permission
from syndicate.privacy.findings import Finding, Kind, Severity
from syndicate.privacy.rules import RULES
from syndicate.privacy.terms import KINDS
from syndicate.services import rescans, rules_effect, rulesets
from syndicate.services.rules_effect import MAX_TRIED
from syndicate.services.rulesets import ALWAYS_BLOCKING, Rules, RulesInput
from syndicate.web.answers import EMPTY, Filled, back_to, page, refused
from syndicate.web.finding_words import KINDS as KIND_NAMES
from syndicate.web.finding_words import SEVERITIES
from syndicate.web.permissions import demand
from syndicate.web.request import actor, db, kit, locale, now

TERMS: dict[str, tuple[Text, Text]] = {
    "codename": (_("Code names"), _("Projects and products nobody outside knows yet.")),
    "customer_company": (_("Customers"), _("Companies that are named only if they agreed.")),
    "ticket_prefix": (_("Ticket prefixes"), _("HR stands for HR-12.")),
    "internal_domain": (_("Internal domains"), _("Hosts below them count as internal links.")),
    "allowed": (
        _("Allowed"),
        _("Offices, public numbers and addresses, published figures: no finding lies in them."),
    ),
}
SEVERITY_PREFIX = "severity-"


@dataclass(frozen=True)
class Stretch:
    """A run of the text that was tried; `finding` is set where something was found."""

    text: str
    finding: Finding | None = None


@dataclass(frozen=True)
class Weighed:
    """A kind or a rule whose severity may be chosen."""

    name: str
    shipped: Sequence[Severity]

    @property
    def label(self) -> Text | str:
        """What people call it; a rule by its kind and its own name."""
        kind, _dot, rule = self.name.partition(".")
        known = KIND_NAMES[kind]
        return _("%(kind)s, rule %(rule)s", kind=known, rule=self.name) if rule else known


def register(pages: Blueprint) -> None:
    """Add the page and its forms to `pages`."""
    post = ["POST"]
    pages.add_url_rule("/admin/rules", "scan_rules", overview)
    pages.add_url_rule("/admin/rules", "save_rules", save, methods=post)
    pages.add_url_rule("/admin/rules/try", "try_rules", try_out, methods=post)
    pages.add_url_rule("/admin/rules/effect", "show_effect", show_effect, methods=post)
    pages.add_url_rule("/admin/rules/<int:number>/restore", "restore_rules", restore, methods=post)


def overview() -> Response:
    """The rules in force, and every version."""
    return _page()


def _page(filled: Filled = EMPTY, *, status: int = 200, **shown: Any) -> Response:
    demand(Permission.RULES_MANAGE)
    rules = rulesets.in_force(db())
    return page(
        "scan_rules",
        status=status,
        number=rules.number,
        outdated=rescans.how_many(db()),
        filled=filled if filled.values else Filled(_values(rules), filled.problems),
        terms=TERMS,
        kinds=_weighed(rules),
        locked=[KIND_NAMES[kind] for kind in Kind if kind in ALWAYS_BLOCKING],
        kind_names=KIND_NAMES,
        severities=SEVERITIES,
        choices=[("", _("As shipped"))] + [(key, words[0]) for key, words in SEVERITIES.items()],
        severity_prefix=SEVERITY_PREFIX,
        changes=rulesets.changes(db()),
        newest=rules_effect.STORIES,
        max_tried=MAX_TRIED,
        **{"tried": None, "found": (), "effect": None} | shown,
    )


def _weighed(rules: Rules) -> list[Weighed]:
    """What may be weighed: every kind but those that always block, and rules somebody weighed."""
    kinds = [kind.value for kind in Kind if kind not in ALWAYS_BLOCKING]
    names = sorted(name for name in rules.severities if "." in name)
    return [Weighed(name, _shipped(name)) for name in kinds + names]


def _shipped(name: str) -> Sequence[Severity]:
    """The severities a kind or a rule was shipped with, the heaviest first."""
    found = {
        rule.severity for rule in RULES.values() if name in (rule.id, rule.id.partition(".")[0])
    }
    return sorted(found, key=lambda severity: severity.weight, reverse=True)


def _values(rules: Rules) -> dict[str, Any]:
    """The fields of the form as these rules fill them in."""
    values: dict[str, Any] = {kind: "\n".join(getattr(rules.terms, kind)) for kind in KINDS}
    values |= {f"{SEVERITY_PREFIX}{name}": level for name, level in rules.severities.items()}
    lines = "\n".join(rulesets.checklist(db(), kit().settings))
    return values | {
        "small_team": rules.small_team,
        "number": rules.number,
        "checklist": lines,
    }


def save() -> Answer:
    """A new version; what waits to go out is read anew by a worker."""
    demand(Permission.RULES_MANAGE)
    try:
        row = rulesets.save(db(), _input(), actor=actor(), now=now())
    except (Invalid, Conflict) as error:
        return _again(error)
    return back_to(
        url_for("web.scan_rules"), _("Version %(number)s is in force.", number=row.number)
    )


def try_out() -> Answer:
    """What the rules as typed find in the text as typed; nothing is saved."""
    demand(Permission.RULES_MANAGE)
    text = request.form.get("sample", "").replace("\r\n", "\n")
    try:
        if not text.strip() or len(text) > MAX_TRIED:
            raise Invalid.field(
                "sample", _("Type a text of up to %(count)s characters.", count=MAX_TRIED)
            )
        rules = rulesets.proposed(_input())
    except Invalid as error:
        return _again(error)
    found = rules_effect.try_on(db(), text, rules, toolbox=kit(), language=locale())
    return _page(
        Filled(_typed()),
        tried=_stretches(text, found),
        found=[one for one in found if one.quote_masked],
    )


def show_effect() -> Answer:
    """What the rules as typed would change in the newest stories; nothing is saved."""
    demand(Permission.RULES_MANAGE)
    try:
        rules = rulesets.proposed(_input())
    except Invalid as error:
        return _again(error)
    effect = rules_effect.effect(db(), rules, toolbox=kit(), now=now())
    return _page(Filled(_typed()), effect=effect)


def restore(number: int) -> Answer:
    """An older version once more."""
    demand(Permission.RULES_MANAGE)
    row = rulesets.restore(db(), number, actor=actor(), now=now())
    return back_to(
        url_for("web.scan_rules"),
        _(
            "Version %(old)s is in force again, as version %(number)s.",
            old=number,
            number=row.number,
        ),
    )


def _again(error: SyndicateError) -> Response:
    """The same form with what is wrong."""
    return _page(refused(error, _typed()), status=error.status)


def _typed() -> dict[str, Any]:
    return {name: value.replace("\r\n", "\n") for name, value in request.form.items()}


def _input() -> RulesInput:
    """The form as a proposal. Raises `Invalid`."""
    form = request.form
    lines = [
        f"{kind}\t{' '.join(line.split())}"
        for kind in KINDS
        for line in form.get(kind, "").splitlines()
        if line.strip()
    ]
    known = rulesets.in_force(db()).severities
    by_rule = {
        name: level
        for name, level in known.items()
        if "." in name and f"{SEVERITY_PREFIX}{name}" not in form
    }
    chosen = {
        name.removeprefix(SEVERITY_PREFIX): value
        for name, value in form.items()
        if name.startswith(SEVERITY_PREFIX) and value
    }
    values: Mapping[str, Any] = {
        "terms": "\n".join(lines),
        "severities": by_rule | chosen,
        "small_team": form.get("small_team", ""),
        "checklist": _checklist(),
        "note": form.get("note", ""),
        "number": form.get("number") or None,
    }
    return rulesets.checked(values)


def _checklist() -> list[str] | None:
    """The lines as typed; None where they are those of the site's setting and always were."""
    known = rulesets.in_force(db()).checklist
    if "checklist" not in request.form:
        return None if known is None else list(known)
    lines = [" ".join(line.split()) for line in request.form["checklist"].splitlines()]
    lines = [line for line in lines if line]
    untouched = known is None and lines == list(kit().settings.privacy_checklist)
    return None if untouched else lines


def _stretches(text: str, found: Sequence[Finding]) -> list[Stretch]:
    """`text` cut at the findings; of two at one place the heavier stands."""
    pieces: list[Stretch] = []
    at = 0
    for one in sorted(found, key=lambda f: (f.start, -f.severity.weight, -f.end)):
        if one.start >= at and one.end > one.start:
            pieces += [Stretch(text[at : one.start]), Stretch(text[one.start : one.end], one)]
            at = one.end
    return [piece for piece in [*pieces, Stretch(text[at:])] if piece.text]
