"""What could stand in place of a finding, in the language of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Finding, Kind, Operator, Suggestion
from syndicate.privacy.fold import plain

_PLACEHOLDERS: dict[Kind, tuple[str, str]] = {
    Kind.PERSON_EMPLOYEE: ("Employee %(label)s", "社員%(label)s"),
    Kind.PERSON_EXTERNAL: ("Person %(label)s", "関係者%(label)s"),
    Kind.MINOR: ("a child", "お子さん"),
    Kind.HANDLE: ("(account)", "（アカウント名）"),
    Kind.EMAIL: ("(e-mail address)", "（メールアドレス）"),
    Kind.PHONE: ("(phone number)", "（電話番号）"),
    Kind.ADDRESS: ("(address)", "（住所）"),
    Kind.PRECISE_LOCATION: ("nearby", "近郊"),
    Kind.EMPLOYEE_ID: ("(employee number)", "（社員番号）"),
    Kind.DATE_OF_BIRTH: ("(date of birth)", "（生年月日）"),
    Kind.INTERNAL_URL: ("(internal link)", "（社内リンク）"),
    Kind.PRIVATE_IP: ("(network address)", "（ネットワークアドレス）"),
    Kind.CODENAME: ("a new project", "新プロジェクト"),
    Kind.CUSTOMER_COMPANY: ("a customer", "お客様"),
    Kind.SMALL_COUNT: ("one of our colleagues", "当社のある社員"),
    Kind.UNRELEASED_FIGURE: ("a good result", "良い結果"),
}
_CUSTOMER = ("a customer", "お客様")


@dataclass(slots=True)
class Labels:
    """One letter for one person throughout a scan: 社員A stays 社員A."""

    _given: dict[tuple[Kind, str], str] = field(default_factory=dict)
    _count: dict[Kind, int] = field(default_factory=dict)

    def of(self, kind: Kind, identity: str) -> str:
        """The letter of this person, a new one at the first call."""
        known = self._given.get((kind, identity))
        if known is None:
            number = self._count.get(kind, 0)
            self._count[kind] = number + 1
            known = self._given[kind, identity] = _letter(number)
        return known


def _letter(number: int) -> str:
    """A … Z, AA, AB …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def placeholder(kind: Kind, rule: str, label: str, *, japanese: bool) -> str:
    """What a generalised finding reads like; empty for kinds that are best removed."""
    wording = _CUSTOMER if rule == "person_external.customer" else _PLACEHOLDERS.get(kind)
    if wording is None:
        return ""
    text = wording[1 if japanese else 0]
    return text % {"label": label} if "%(" in text else text


def suggest(kind: Kind, rule: str, operator: Operator, label: str, *, japanese: bool) -> Suggestion:
    """The usual suggestion for a rule."""
    if operator is Operator.REMOVE:
        return Suggestion(operator, "")
    return Suggestion(operator, placeholder(kind, rule, label, japanese=japanese))


def alternatives(
    finding: Finding, quote: str, context: ScanContext, *, japanese: bool
) -> Sequence[Suggestion]:
    """Every way to resolve `finding`, the scan's own suggestion first.

    `quote` is the found text; `own_words` comes with what stands there now, for the reviewer to
    change, except for what must not be kept in clear.
    """
    offered = [finding.suggestion, Suggestion(Operator.REMOVE, "")]
    person = finding.kind in {Kind.PERSON_EMPLOYEE, Kind.PERSON_EXTERNAL}
    general = placeholder(finding.kind, finding.rule, "A", japanese=japanese)
    if general and not person:
        offered.append(Suggestion(Operator.GENERALISE, general))
    if person and (initials := _initials(finding, quote, context)):
        offered.append(Suggestion(Operator.INITIALS, initials))
    if person and (role := _role(finding, context, japanese=japanese)):
        offered.append(Suggestion(Operator.ROLE, role))
    if finding.quote_masked == quote:
        offered.append(Suggestion(Operator.OWN_WORDS, quote))
    return list(dict.fromkeys(offered))


def _initials(finding: Finding, quote: str, context: ScanContext) -> str:
    """`T.Y.` from the Latin spelling; empty where none is known."""
    name = quote
    for entry in context.directory.entries if finding.subject else ():
        if entry.key == finding.subject:
            name = entry.romaji or f"{entry.given} {entry.family}"
    words = re.findall(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*", name)
    return "".join(f"{word[0].upper()}." for word in words) if len(words) > 1 else ""


def _role(finding: Finding, context: ScanContext, *, japanese: bool) -> str:
    """`a colleague in Sales`, 営業部の社員."""
    for entry in context.directory.entries if finding.subject else ():
        if entry.key == finding.subject and entry.department:
            if japanese:
                return f"{entry.department}の社員"
            return f"a colleague in {entry.department}"
    return ""


def identity(subject: str | None, quote: str) -> str:
    """What makes two findings about a person the same person."""
    return subject or plain(quote)
