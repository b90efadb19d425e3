"""Requests to addresses somebody typed: vetted, pinned, never redirected, bounded in every way."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer

from syndicate.publishing.errors import NotSent, UnknownOutcome
from syndicate.publishing.targets import Resolve, Target, vet

CONNECT_SECONDS = 5.0
ADDRESSES_TRIED = 4
_CHUNK = 16_384


@dataclass(frozen=True)
class Answer:
    """What came back. A redirect is an answer like any other."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """As much of it as was wanted, and came in time."""


class SafeHttp:
    """Speaks to public addresses only; without proxies, cookies, repeats or redirects."""

    def __init__(
        self,
        *,
        loopback: bool = False,
        seconds: float = 20.0,
        most_bytes: int = 262_144,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._loopback = loopback
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._resolve = resolve
        self._tls = tls

    def target(self, url: str) -> Target:
        """Where `url` leads now. Raises `Refused` and `NotSent`."""
        return vet(url, loopback=self._loopback, resolve=self._resolve)

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        """One request, sent once. Raises `Refused` and `NotSent`, or `UnknownOutcome` later on."""
        target = self.target(url)
        wire = self._wire(target)
        with closing(wire), _cut_after(wire, self._seconds):
            if isinstance(wire, ssl.SSLSocket):
                _shake_hands(wire, target)
            connection = HTTPConnection(target.host, target.port)
            connection.sock = wire
            sent = {"Host": target.authority, "Connection": "close", **headers}
            try:
                connection.request(method, target.path, body, sent)
                with connection.getresponse() as response:
                    return self._answer(response)
            except (OSError, HTTPException) as error:
                msg = f"{target.host} gave no answer in time ({type(error).__name__})."
                raise UnknownOutcome(msg) from error

    def _answer(self, response: HTTPResponse) -> Answer:
        headers = {name.lower(): value for name, value in response.getheaders()}
        body = bytearray()
        with suppress(OSError, HTTPException):  # the status came, and it is what counts
            while len(body) < self._most_bytes and (chunk := response.read1(_CHUNK)):
                body += chunk
        return Answer(response.status, headers, bytes(body[: self._most_bytes]))

    def _wire(self, target: Target) -> socket.socket:
        """A line to the first address that answers; nothing is said on it yet."""
        problem: OSError | None = None
        for address in target.addresses[:ADDRESSES_TRIED]:
            try:
                wire = socket.create_connection((address, target.port), CONNECT_SECONDS)
            except OSError as error:
                problem = error
                continue
            wire.settimeout(self._seconds)
            return self._encrypted(wire, target) if target.is_encrypted else wire
        msg = f"{target.host} could not be reached ({type(problem).__name__})."
        raise NotSent(msg) from problem

    def _encrypted(self, wire: socket.socket, target: Target) -> ssl.SSLSocket:
        tls = self._tls or ssl.create_default_context()
        return tls.wrap_socket(wire, server_hostname=target.host, do_handshake_on_connect=False)


def _shake_hands(wire: ssl.SSLSocket, target: Target) -> None:
    try:
        wire.do_handshake()
    except OSError as error:  # nothing of the request has left
        reason = getattr(error, "verify_message", "") or type(error).__name__
        msg = f"{target.host} could not prove who it is ({reason})."
        raise NotSent(msg) from error


@contextmanager
def _cut_after(wire: socket.socket, seconds: float) -> Iterator[None]:
    """Cut the line when the time is up, however slowly the other side feeds it."""

    def cut() -> None:
        with suppress(OSError):  # it has ended by itself
            # Not SSLSocket's own, which would pull the session from under a reading thread.
            socket.socket.shutdown(wire, socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
