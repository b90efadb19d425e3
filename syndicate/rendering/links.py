"""Which addresses a story may link to: whole ones, on the web or by mail, without disguise."""

from __future__ import annotations

from urllib.parse import SplitResult, quote, urlsplit

import regex

from syndicate.rendering.limits import MAX_URL_CHARS

# Everything RFC 3986 allows in a path, query or fragment, and `%` of what is quoted already.
_KEPT = "/?:@!$&()*+,;=%-._~"
_INVISIBLE = regex.compile(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]")
_LABEL = r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_HOST = regex.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_MAILBOX = regex.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_BROKEN_ESCAPE = regex.compile(r"%(?![0-9A-Fa-f]{2})")


def safe_href(url: str) -> str | None:
    """`url` in one plain ASCII form when a story may link to it, otherwise None.

    Only absolute `http` and `https` addresses with a host and without user name or password,
    and `mailto:` with one address. Hosts in other scripts show as punycode, so that look-alikes
    can be told apart.
    """
    visible = _INVISIBLE.sub("", url).strip()
    # Browsers read a backslash as a slash; urlsplit does not.
    if not visible or len(visible) > MAX_URL_CHARS or "\\" in visible:
        return None
    try:
        parts = urlsplit(visible)
        if parts.scheme in {"http", "https"}:
            return _web_address(parts)
        return _mail_address(parts) if parts.scheme == "mailto" else None
    except ValueError:
        return None


def _web_address(parts: SplitResult) -> str | None:
    host = _ascii_host(parts.hostname or "")
    if host is None or "@" in parts.netloc:
        return None
    port = "" if parts.port is None else f":{parts.port}"
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    fragment = f"#{_quoted(parts.fragment)}" if parts.fragment else ""
    url = f"{parts.scheme}://{host}{port}{_quoted(parts.path)}{query}{fragment}"
    return url if len(url) <= MAX_URL_CHARS else None


def _mail_address(parts: SplitResult) -> str | None:
    """Only the address: what follows `?` could fill in a mail or copy it to others."""
    mailbox, _at, domain = parts.path.rpartition("@")
    host = _ascii_host(domain)
    if host is None or parts.netloc or not _MAILBOX.fullmatch(mailbox):
        return None
    return f"mailto:{_quoted(mailbox)}@{host}"


def _ascii_host(host: str) -> str | None:
    """`host` in lower case and punycode, or None when it is no host name. Raises ValueError."""
    if len(host) > 253:
        return None
    ascii_host = host.encode("idna").decode("ascii").lower()
    return ascii_host if _HOST.fullmatch(ascii_host) else None


def _quoted(part: str) -> str:
    return quote(_BROKEN_ESCAPE.sub("%25", part), safe=_KEPT)
