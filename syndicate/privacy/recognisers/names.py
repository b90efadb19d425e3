"""People and their accounts as findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syndicate.privacy import people
from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.rules import Rule

_MENTION = re.compile(
    r"(?<![0-9A-Za-z._%+/@&=`-])@(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0"
    r"-9])?)(?![0-9A-Za-z/@(]|\.[0-9])"
)
_SLACK_USER = re.compile(r"<@[UW][A-Z0-9]{6,12}(?:\|[^>\n]{1,40})?>")
_ACCOUNT = re.compile(
    r"(?<![0-9A-Za-z._%+@/-])[A-Za-z][A-Za-z0-9._-]{1,38}[A-Za-z0-9](?![0-9A-Za-z_@/-]|\.[a-z])"
)
_CHANNEL = re.compile(
    r"(?<![0-9A-Za-z&/#=\"'])#[a-z0-9ァ-ヺー一-鿿]{1,40}(?:[-_][a-z0-9ァ-ヺー一-鿿]"
    r"{1,40}){1,6}(?![0-9A-Za-z_-])|<#C[A-Z0-9]{6,12}(?:\|[^>\n]{1,60})?>"
)
_PERSON_SHAPED = re.compile(
    r"[A-Za-z]{2,}[._-][A-Za-z]{2,}(?:[._-]?[0-9]{0,4})|[A-Za-z]{3,}[0-9]{1,4}"
)


@dataclass(frozen=True, slots=True)
class People:
    """Reads all texts first, so that a name found once is found everywhere."""

    name: str = "people"
    rules: Sequence[Rule] = ()

    def learn(self, document: Document) -> None:
        """Remember who is named beyond doubt."""
        if not document.is_url:
            people.learn(document)

    def find(self, document: Document) -> Iterator[Hit]:
        """Everybody named in the document, except inside links."""
        if document.is_url:
            return
        for person in people.people_of(document):
            if not document.in_url(person.start):
                yield Hit(
                    f"{person.kind}.{person.variant}",
                    person.start,
                    person.end,
                    person.confidence,
                    person.subject,
                )


def find_accounts(document: Document) -> Iterator[Hit]:
    """Mentions with @, and account names of staff without it."""
    index = document.context.directory.index
    text = document.text
    for match in _SLACK_USER.finditer(text):
        yield Hit("handle.mention", *match.span(), Likelihood.LIKELY)
    for match in _MENTION.finditer(text) if "@" in text else ():
        name = match["name"].lower()
        position = index.handles.get(name, index.mailboxes.get(name))
        if position is not None:
            yield Hit("handle.staff", *match.span(), Likelihood.VERY_LIKELY, index.keys[position])
        elif _looks_personal(document, match):
            yield Hit("handle.mention", *match.span(), Likelihood.POSSIBLE)
    if index.handles or index.mailboxes:
        yield from _bare_accounts(document)


def _looks_personal(document: Document, match: re.Match[str]) -> bool:
    name = match["name"].lower()
    if (
        name.partition(".")[0] in word_list("decorators")
        or document.text[match.end() : match.end() + 1] == "("
    ):
        return False
    at_line_start = match.start() == 0 or document.text[match.start() - 1] == "\n"
    follows = document.text[match.end() : match.end() + 1]
    if at_line_start and follows in {"", "\n"} and not _PERSON_SHAPED.fullmatch(name):
        return False
    honoured = re.match(
        r"[ ]?(?:さん|氏|くん|ちゃん|様|-san)", document.text[match.end() : match.end() + 5]
    )
    return honoured is not None or _PERSON_SHAPED.fullmatch(name) is not None


def _bare_accounts(document: Document) -> Iterator[Hit]:
    index = document.context.directory.index
    for match in _ACCOUNT.finditer(document.text):
        name = match[0].lower()
        position = index.handles.get(name, index.mailboxes.get(name))
        if position is None or len(name) < 4 or not _is_account_name(document, name):
            continue
        if not document.in_url(match.start()):
            yield Hit("handle.staff", *match.span(), Likelihood.LIKELY, index.keys[position])


def _is_account_name(document: Document, name: str) -> bool:
    """Whether a bare word is more than a name or a word: it has a mark, a digit, or is neither."""
    if re.search(r"[0-9._-]", name):
        return True
    index = document.context.directory.index
    if name in word_list("openers_en") or name in word_list("names_ambiguous"):
        return False
    return index.roles(name) is None and name not in word_list("given_en")


_TOLD_ACCOUNT = re.compile(
    r"(?<![0-9A-Za-z])(?i:twitter|instagram|insta|github|line(?: ?id)?|discord|threads|tiktok|"
    r"facebook|mastodon|bluesky|slack(?: ?id)?|x|handle|ツイッター|インスタ(?:グラム)?|"
    r"アカウント(?:名)?)"
    r"(?:(?P<mark>[ ]?:[ ]?|[ ]?(?:は|が)[ ]?)|[ ])"
    r"(?P<name>@[A-Za-z][A-Za-z0-9._-]{1,30}[A-Za-z0-9_]|[A-Za-z][A-Za-z0-9._-]{1,30}#[0-9]{4}|"
    r"[A-Za-z][A-Za-z_.]{1,20}[0-9_][A-Za-z0-9_]{0,20})(?![0-9A-Za-z@/])"
)


def find_told_accounts(document: Document) -> Iterator[Hit]:
    """Accounts of networks, called so: `LINE ID: kenta0412`, `twitter @kevin`."""
    for match in _TOLD_ACCOUNT.finditer(document.text):
        if match["name"].startswith("@") or match["mark"]:
            yield Hit("handle.mention", *match.span("name"), Likelihood.POSSIBLE)


def find_channels(document: Document) -> Iterator[Hit]:
    """Names of chat channels; hashtags have no hyphen."""
    for match in _CHANNEL.finditer(document.text) if "#" in document.text else ():
        if not document.in_url(match.start()) and not document.is_url:
            yield Hit("handle.channel", *match.span(), Likelihood.POSSIBLE)
