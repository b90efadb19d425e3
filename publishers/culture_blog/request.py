"""What the site's server needs to know about a request."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Any

from publishers.culture_blog.files import KeptFile, Variant
from syndicate.i18n import LOCALES, best_locale

Environ = dict[str, Any]

# No hidden file, no `..`, no empty segment, no backslash, no NUL.
_SAFE = re.compile(r"/(?:[^/.\\\0][^/\\\0]*/)*(?:[^/.\\\0][^/\\\0]*)?|/\.well-known/[\w.-]+")
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


def path_of(environ: Environ) -> str | None:
    """The path asked for, decoded; None for one that can name no file of the site."""
    raw: str = environ.get("PATH_INFO") or "/"
    if not raw.isascii():
        try:
            raw = raw.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return None
    return raw if _SAFE.fullmatch(raw) else None


def is_head(environ: Environ) -> bool:
    """Whether only the headers are wanted."""
    return bool(environ["REQUEST_METHOD"] == "HEAD")


def is_fresh(environ: Environ) -> bool:
    """Whether the reader wants what stands there at this very moment."""
    return "no-cache" in environ.get("HTTP_CACHE_CONTROL", "")


def is_secure(environ: Environ) -> bool:
    """Whether the reader came by HTTPS."""
    return bool(environ.get("wsgi.url_scheme") == "https")


def wanted_variant(environ: Environ, kept: KeptFile) -> Variant:
    """The compressed copy for those who take it."""
    if kept.gzip and _TAKES_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")):
        return kept.gzip
    return kept.plain


def is_known(environ: Environ, kept: KeptFile) -> bool:
    """Whether the reader has this very version already (RFC 9110, 13.2.2)."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags:
        ours = {kept.plain.etag, kept.gzip.etag if kept.gzip else kept.plain.etag, "*"}
        return any(tag.strip().removeprefix("W/") in ours for tag in tags.split(","))
    since: str = environ.get("HTTP_IF_MODIFIED_SINCE", "")
    try:
        return bool(since) and parsedate_to_datetime(since).timestamp() >= kept.modified
    except ValueError:
        return False


def language_of(environ: Environ, path: str | None) -> str:
    """The language of a page about `path`: its own, else the one the reader likes best."""
    first = (path or "/").split("/")[1]
    if first in LOCALES:
        return first
    return best_locale(environ.get("HTTP_ACCEPT_LANGUAGE", "").split(",")[0].split(";")[0].strip())
