"""Links into the company, addresses of machines, tickets, channels."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.link_judge import is_private, judge

_IPV4 = re.compile(
    r"(?<![0-9A-Za-z._-])(?P<ip>(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:/[0-9]{1,2})?)"
    r"(?:[-~〜](?:(?:[0-9]{1,3}\.){3})?[0-9]{1,3})?(?![0-9A-Za-z_]|\.[0-9])"
)
_MAC = re.compile(
    r"(?<![0-9A-Za-z:.-])(?:[0-9A-Fa-f]{2}(?P<gap>[:-])(?:[0-9A-Fa-f]{2}(?P=gap)){4}[0-9A-Fa-f]{2}"
    r"|(?=[0-9.]{0,9}[a-fA-F])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})(?![0-9A-Za-z:.-])"
)
_IPV6 = re.compile(
    r"(?<![0-9A-Za-z:.])(?P<ip>(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:/[0-9]{1,3})?)"
    r"(?![0-9A-Za-z:])"
)
_RESOLVERS = frozenset(["8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222"])
_AFTER_PRODUCT = re.compile(
    r"(?:(?<![A-Za-z])(?:version|ver\.?|v|build|release|firmware|chrome|firefox|edge|safari|windows|"
    r"macos|ios|android|python|java|oracle|driver|node|sdk|jdk|section|clause|chapter)|バージョン|"
    r"ビルド|リリース|ファームウェア|第|§|==|[~^<>]=?)[ :はをが]{0,3}(?:is |to |of |より|から)?$",
    re.IGNORECASE,
)


def find_links(document: Document) -> Iterator[Hit]:
    """Links that lead into the company, or to something shared by link."""
    domains = document.context.terms.internal_domain
    for url in document.urls:
        variants = [judge(target, domains) for target in _targets(url.target)]
        variant = next((name for name in variants if name), None)
        if variant:
            yield Hit(f"internal_url.{variant}", url.start, url.end, Likelihood.VERY_LIKELY)


def _targets(target: str) -> list[str]:
    """The link itself, and links it carries to be forwarded to."""
    inner = [match.start() for match in re.finditer(r"(?:https?|ftp|smb|file):/{2}", target)][1:8]
    return [target, *(target[at:] for at in inner)]


def find_addresses(document: Document) -> Iterator[Hit]:
    """IP addresses that are no version numbers and stand in no link."""
    for pattern in (_IPV4, _IPV6):
        for match in pattern.finditer(document.text):
            if not document.in_url(match.start()) and (rule := _judge(document, match)):
                yield Hit(rule, *match.span(), Likelihood.LIKELY)
    for match in _MAC.finditer(document.text):
        yield Hit("private_ip.hardware", *match.span(), Likelihood.LIKELY)


def _judge(document: Document, match: re.Match[str]) -> str | None:
    try:
        address = ipaddress.ip_interface(match["ip"]).ip
    except ValueError:
        return None
    text = document.text
    if _AFTER_PRODUCT.search(text[max(0, match.start() - 24) : match.start()]):
        return None
    if (
        match["ip"].partition("/")[0] in _RESOLVERS
        or address.is_unspecified
        or address.is_multicast
    ):
        return None
    if address.is_loopback or match[0].startswith("255."):
        return None
    if is_private(address):
        return "private_ip.private"
    if address.version == 6:
        return "private_ip.public" if len(re.findall(r"[0-9A-Fa-f]+", match[0])) > 2 else None
    return "private_ip.public" if _is_address(document, match) else None


def _is_address(document: Document, match: re.Match[str]) -> bool:
    """Public ones look like version and section numbers: small parts need a word beside them."""
    if document.near("cue.network", *match.span(), reach=40):
        return True
    parts = [int(part) for part in match["ip"].partition("/")[0].split(".")]
    versioned = document.near("cue.version", *match.span(), reach=24)
    return parts[0] >= 11 and max(parts[1:]) >= 20 and parts[0] < 224 and not versioned


def find_tickets(document: Document) -> Iterator[Hit]:
    """Keys of tickets of the projects on the company's list."""
    prefixes = [re.escape(prefix.rstrip("-")) for prefix in document.context.terms.ticket_prefix]
    if not prefixes:
        return
    pattern = rf"(?<![0-9A-Za-z-])(?:{'|'.join(prefixes)})-[0-9]{{1,7}}(?![0-9A-Za-z]|-[0-9A-Za-z])"
    for match in re.finditer(pattern, document.text):
        yield Hit("internal_url.ticket", *match.span(), Likelihood.LIKELY)
