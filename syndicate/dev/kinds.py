"""`reference/privacy-kinds.md`: what is found and how much it weighs, as the scan itself has it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping

from syndicate.privacy.findings import Kind, Severity
from syndicate.privacy.rules import RULES
from syndicate.resources import docs_root
from syndicate.services.findings import NEVER_JUSTIFIED, NEVER_SILENT
from syndicate.services.rulesets import ALWAYS_BLOCKING

COVERED = docs_root().parent / "privacy" / "data" / "kinds.toml"
"""What each kind covers, in words only a person can write."""
INTRODUCTION = """\
# What the privacy scan finds

Each finding has a kind, a rule (`kind.variant`), a severity and a likelihood from 1 to 5. `block`
must be resolved by a person before release, `warn` should be looked at, `info` is told and asks
for nothing. A person with consent on file is `info`.

Both languages are read in one pass over a folded text: full-width forms narrowed, dashes unified,
invisible characters taken away. Spans are Unicode code points of the text as it was given. Terms
of kind `allowed` silence what lies in them, except secrets, cards, My Numbers and invisible
characters.
"""
LIMITS = """\
## Limits

The scan reads; it does not understand. Nicknames that are in no list, initials alone, people
described without a name, and irony are for the reviewer. Names that are also everyday words are
only found with a title, a second part, or once the whole name stands somewhere in the story.
"""


def kinds_page() -> str:
    """The kinds with what they cover, what a company may change about them, and every rule."""
    return "\n".join([INTRODUCTION, *_kinds(covered()), "", *_changes(), "", *_rules(), "", LIMITS])


def covered() -> Mapping[str, Mapping[str, str]]:
    """By kind: what is `found` and what is deliberately `left`."""
    return tomllib.loads(COVERED.read_text(encoding="utf-8"))


def _kinds(words: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    yield from ("## Kinds", "")
    yield "| kind | as shipped | what is found | what is deliberately not |"
    yield "|---|---|---|---|"
    for kind in Kind:
        text = words[kind.value]
        yield f"| `{kind.value}` | {_weights(kind)} | {text['found']} | {text['left']} |"


def _weights(kind: Kind) -> str:
    """The severities of its rules, the heaviest first."""
    found = {rule.severity for rule in RULES.values() if rule.kind is kind}
    return ", ".join(s.value for s in sorted(found, key=lambda s: s.weight, reverse=True))


def _changes() -> Iterable[str]:
    yield from ("## What a company may change", "")
    yield "An administrator may give a rule or a whole kind another severity. Not so:"
    yield ""
    yield f"- never turned down, only to `{Severity.BLOCK.value}`: {_listed(ALWAYS_BLOCKING)};"
    yield f"- never kept for a reason, only taken out: {_listed(NEVER_JUSTIFIED)};"
    silent = NEVER_JUSTIFIED | NEVER_SILENT
    yield f"- never let be for the whole company as a false alarm: {_listed(silent)}."


def _listed(kinds: Iterable[str]) -> str:
    wanted = {str(kind) for kind in kinds}
    return ", ".join(f"`{kind.value}`" for kind in Kind if kind.value in wanted)


def _rules() -> Iterable[str]:
    yield from ("## Rules and their severities", "")
    yield "| rule | severity | what a reviewer reads |"
    yield "|---|---|---|"
    for rule in RULES.values():
        message = re.sub(r"%\(\w+\)s", "…", rule.message.msgid)
        yield f"| `{rule.id}` | {rule.severity.value} | {message} |"
