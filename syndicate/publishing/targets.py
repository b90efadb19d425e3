"""Where a request to an address somebody typed may go: to machines on the public internet only.

A name is resolved once, every address it has must be public, and the connection is made to one of
those very addresses, so that a name that answers differently the second time leads nowhere else.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from syndicate.publishing.errors import NotSent, Refused
from syndicate.rendering.links import safe_href

HTTPS_PORT = 443
Resolve = Callable[..., list[tuple[Any, ...]]]
"""As `socket.getaddrinfo`."""
_Address = IPv4Address | IPv6Address
_TRANSLATED = ip_network("64:ff9b::/96")
"""IPv4 addresses as a translator in the network reads them, RFC 6052."""


@dataclass(frozen=True)
class Target:
    """One request's destination, decided."""

    is_encrypted: bool
    host: str
    """For the certificate and the Host header."""
    port: int
    path: str
    addresses: tuple[str, ...]
    """Where to connect; each was found to be public."""

    @property
    def authority(self) -> str:
        """As the Host header names it."""
        usual = HTTPS_PORT if self.is_encrypted else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """The address without its path, which may be confidential."""
        return f"{'https' if self.is_encrypted else 'http'}://{self.authority}"


def vet(url: str, *, loopback: bool = False, resolve: Resolve | None = None) -> Target:
    """The destination of `url`; `loopback` also lets it be this machine, without encryption.

    Raises `Refused` where nothing may be sent to it, and `NotSent` when there is no such name.
    """
    plain = safe_href(url)
    parts = urlsplit(plain or "")
    if plain is None or parts.scheme not in ("https", "http") or not parts.hostname:
        raise Refused("The address is not one of the web.")
    port = parts.port or (HTTPS_PORT if parts.scheme == "https" else 80)
    addresses = _resolved(parts.hostname, port, resolve or socket.getaddrinfo)
    local = loopback and all(address.is_loopback for address in addresses)
    if not local:
        _demand_public(parts.hostname, parts.scheme, port, addresses)
    return Target(
        is_encrypted=parts.scheme == "https",
        host=parts.hostname,
        port=port,
        path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        addresses=tuple(str(address) for address in addresses),
    )


def is_public(address: _Address) -> bool:
    """Whether `address`, and every address written inside it, is on the public internet."""
    return all(
        each.is_global and not (each.is_multicast or each.is_reserved or each.is_unspecified)
        for each in _meanings(address)
    )


def _demand_public(host: str, scheme: str, port: int, addresses: list[_Address]) -> None:
    if scheme != "https":
        raise Refused("Only https:// addresses can be used.")
    if port != HTTPS_PORT:
        raise Refused("Only addresses at the usual port 443 can be used.")
    if not all(is_public(address) for address in addresses):
        msg = f"{host} is in a private network, where syndicate sends nothing."
        raise Refused(msg)


def _resolved(host: str, port: int, resolve: Resolve) -> list[_Address]:
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        msg = f"There is no machine by the name {host}."
        raise NotSent(msg) from error
    if not found:
        msg = f"{host} has no address."
        raise NotSent(msg)
    return [ip_address(entry[4][0].partition("%")[0]) for entry in found]


def _meanings(address: _Address) -> Iterator[_Address]:
    """`address`, and the IPv4 addresses a router on the way may read in it."""
    if address in _TRANSLATED:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
        return
    yield address
    if isinstance(address, IPv6Address):
        inside = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        yield from (each for each in inside if each is not None)
