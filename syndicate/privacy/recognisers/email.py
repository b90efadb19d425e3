"""E-mail addresses, plain and disguised."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.links import USUAL_TOPS

_LOCAL = r"[A-Za-z0-9](?:[A-Za-z0-9._%+'-]{0,62}[A-Za-z0-9_+-])?"
_DOMAIN = (
    r"(?:[A-Za-z0-9À-ɏ](?:[A-Za-z0-9À-ɏ-]{0,61}[A-Za-z0-9À-ɏ])?\.){1,8}(?:[A-Za-z]{2,24}|"
    r"xn--[0-9a-z-]{2,40})"
)
_PLAIN = re.compile(
    rf"(?<![0-9A-Za-z._%+-])(?<!//)(?P<local>{_LOCAL})(?:@\s?|[ ]@[ ])(?P<domain>{_DOMAIN})"
    rf"(?![0-9A-Za-z-]|@)"
)
_AT = (
    r"\s?(?:[\[({<]\s?(?:at|@|アット(?:マーク)?|あっと(?:まーく)?)\s?[\])}>]|"
    r"アットマーク|★|☆|◎|●|■|_at_|-at-)\s?"
)
_DOT = r"\s?(?:\.|[\[({<]\s?(?:dot|\.|ドット|点)\s?[\])}>]|_dot_|ドット|\sdot\s)\s?"
_DISGUISED = re.compile(
    rf"(?<![0-9A-Za-z._%+-])(?P<local>{_LOCAL})(?:{_AT})"
    rf"(?P<domain>[A-Za-z0-9-]{{1,63}}(?:{_DOT}[A-Za-z0-9-]{{2,63}}){{1,4}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"(?<![0-9A-Za-z._%+-])(?P<local>[A-Za-z0-9]{1,30}(?:(?:\.| dot )[A-Za-z0-9]{1,30}){0,3}) at "
    r"(?P<domain>[A-Za-z0-9-]{1,63}(?: dot [A-Za-z0-9-]{1,20}){1,3})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_BEFORE_AT = frozenset(
    ["look", "see", "us", "me", "is", "are", "live", "hosted", "available", "find", "go", "visit",
     "check", "meet", "docs", "up", "more", "it", "found", "read", "here", "works", "based"]
)  # fmt: skip
"""Words before `at` that make a place of what follows: `look at example dot com`."""
_FILE_ENDINGS = frozenset(
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "js", "ts", "jsx", "tsx", "mjs",
     "css", "scss", "html", "json", "md", "py", "rb", "go", "rs", "java", "kt", "swift", "yml",
     "yaml", "toml", "lock", "zip", "tgz", "gz", "pdf", "txt", "sh", "vue"]
)  # fmt: skip
_ROLES = frozenset(
    ["info", "support", "press", "pr", "media", "hr", "recruit", "recruiting", "recruitment",
     "careers", "career", "jobs", "job", "contact", "sales", "help", "helpdesk", "noreply",
     "no-reply", "donotreply", "privacy", "security", "abuse", "office", "admin", "webmaster",
     "postmaster", "hello", "team", "marketing", "events", "event", "newsletter", "billing",
     "legal", "ir", "saiyo", "saiyou", "koho", "kouhou", "toiawase", "inquiry", "enquiries",
     "inquiries", "service", "feedback", "community", "partners", "customer-support", "talent",
     "people", "dpo", "compliance", "accessibility", "shop", "store", "newgrads", "shinsotsu"]
)  # fmt: skip


def find(document: Document) -> Iterator[Hit]:
    """Addresses of people and of teams."""
    text = document.text
    if "@" in text:
        yield from _plain(document)
    for pattern in (_DISGUISED, _SPELLED):
        for match in pattern.finditer(text):
            domain = re.sub(_DOT, ".", match["domain"], flags=re.IGNORECASE)
            if pattern is _SPELLED and match["local"].lower() in _BEFORE_AT:
                continue
            if _is_domain(domain) and domain.rpartition(".")[2].lower() in USUAL_TOPS:
                yield Hit("email.disguised", *match.span(), Likelihood.LIKELY)


def _plain(document: Document) -> Iterator[Hit]:
    text = document.text
    for match in _PLAIN.finditer(text):
        if not _is_domain(match["domain"]) or _is_remote(text, match.end()):
            continue
        if _inside_credentials(document, match.start("local")):
            continue
        role = match["local"].lower() in _ROLES
        person = document.context.directory.index.emails.get(match[0].replace(" ", "").lower())
        subject = None if person is None else document.context.directory.index.keys[person]
        yield Hit(
            "email.role" if role else "email.address",
            *match.span(),
            Likelihood.VERY_LIKELY,
            subject,
        )


def _is_domain(domain: str) -> bool:
    top = domain.rpartition(".")[2].lower()
    return top not in _FILE_ENDINGS and top.isascii() and not top.isdigit() and len(top) > 1


def _is_remote(text: str, end: int) -> bool:
    """Whether this is `git@host:path`, the address of a repository."""
    return re.match(r":[A-Za-z0-9_~-]{1,60}/", text[end : end + 70]) is not None


def _inside_credentials(document: Document, start: int) -> bool:
    """Whether this is the `password@host` of a link with credentials."""
    opening = document.text[max(0, start - 200) : start]
    return re.search(r"://[^\s/@]{0,200}:$", opening) is not None
