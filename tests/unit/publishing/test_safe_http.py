"""Requests to addresses somebody typed, over real sockets."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest

from syndicate.dev.processes import free_port
from syndicate.publishing.errors import NotSent, Refused, UnknownOutcome
from syndicate.publishing.safe_http import SafeHttp
from tests.unit.publishing.wire import HOST, Say, answering, certificate

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Note: kept\r\n\r\nhi"


def said(data: bytes) -> Say:
    """Say this and hang up."""
    return lambda line: line.sendall(data)


class Names:
    """A name server under somebody else's control."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers
        self.asked = 0

    def __call__(self, _host: str, port: int, **_options: Any) -> list[tuple[Any, ...]]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, port))]


def http(**options: Any) -> SafeHttp:
    """A client that may speak to this machine, whatever the name."""
    given: dict[str, Any] = {"loopback": True, "resolve": Names("127.0.0.1"), "seconds": 2}
    return SafeHttp(**given | options)


def test_a_request_arrives_whole_and_its_answer_comes_back() -> None:
    with answering(said(OK)) as wire:
        answer = http().request(
            "POST", f"http://{HOST}:{wire.port}/in?a=1", headers={"X-Key": "k"}, body=b"body"
        )

    assert (answer.status, answer.headers["x-note"], answer.body) == (200, "kept", b"hi")
    request = wire.asked[0].decode()
    assert request.startswith("POST /in?a=1 HTTP/1.1\r\n")
    assert f"Host: {HOST}:{wire.port}\r\n" in request
    assert request.count("Host:") == 1
    assert "X-Key: k\r\n" in request
    assert "Connection: close\r\n" in request
    assert "Content-Length: 4\r\n" in request
    assert not {"cookie", "authorization"} & {
        line.partition(":")[0].lower() for line in request.split("\r\n")
    }


def test_a_name_that_changes_its_address_is_asked_once_and_leads_nowhere_else() -> None:
    rebinding = Names("127.0.0.1", "10.0.0.1", "169.254.169.254")
    with answering(said(OK)) as wire:
        http(resolve=rebinding).request("GET", f"http://{HOST}:{wire.port}/", headers={})

    assert rebinding.asked == 1
    assert len(wire.asked) == 1


def test_a_private_address_is_refused_before_anything_is_connected() -> None:
    with answering(said(OK)) as wire, pytest.raises(Refused):
        SafeHttp(resolve=Names("127.0.0.1")).request(
            "GET", f"https://{HOST}:{wire.port}/", headers={}
        )

    assert wire.asked == []


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    away = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    with answering(said(away)) as wire:
        answer = http().request("GET", f"http://{HOST}:{wire.port}/", headers={})

    assert (answer.status, answer.headers["location"]) == (302, "http://169.254.169.254/")
    assert len(wire.asked) == 1


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    with answering(said(OK)) as wire:
        assert http().request("GET", f"http://{HOST}:{wire.port}/", headers={}).status == 200


def test_an_endless_answer_is_cut_at_its_limit() -> None:
    def pour(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            line.sendall(b"x" * 65_536)

    with answering(pour) as wire:
        answer = http(most_bytes=1_000).request("GET", f"http://{HOST}:{wire.port}/", headers={})

    assert (answer.status, answer.body) == (200, b"x" * 1_000)


def test_an_answer_that_drips_is_given_up_in_time() -> None:
    def drip(line: socket.socket) -> None:
        while True:
            time.sleep(0.05)
            line.sendall(b"a")

    began = time.monotonic()
    with (
        answering(drip) as wire,
        pytest.raises(UnknownOutcome, match=f"{HOST} gave no answer in time"),
    ):
        http(seconds=0.4).request("POST", f"http://{HOST}:{wire.port}/", headers={}, body=b"x")

    assert time.monotonic() - began < 2


@pytest.mark.parametrize("rest", [b"Content-Length: 5000\r\n\r\n", b"X-"])
def test_an_answer_whose_rest_drips_leaves_the_status_that_came(rest: bytes) -> None:
    def drip(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 201 Created\r\n" + rest)
        while True:
            time.sleep(0.05)
            line.sendall(b"a")

    with answering(drip) as wire:
        answer = http(seconds=0.4).request("GET", f"http://{HOST}:{wire.port}/", headers={})

    assert answer.status == 201
    assert len(answer.body) < 20


@pytest.mark.parametrize(
    "data",
    [b"", b"HTTP/1.1 2", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200],
)
def test_an_answer_that_cannot_be_read_leaves_the_outcome_open(data: bytes) -> None:
    with answering(said(data)) as wire, pytest.raises(UnknownOutcome):
        http().request("GET", f"http://{HOST}:{wire.port}/", headers={})


def test_a_machine_that_does_not_listen_was_not_sent_to() -> None:
    with pytest.raises(NotSent, match="could not be reached"):
        http().request("GET", f"http://{HOST}:{free_port()}/", headers={})


def test_the_next_address_is_tried_when_the_first_does_not_listen() -> None:
    def both(_host: str, port: int, **_options: Any) -> list[tuple[Any, ...]]:
        return [(2, 1, 6, "", (address, port)) for address in ("127.0.0.99", "127.0.0.1")]

    with answering(said(OK)) as wire:
        answer = http(resolve=both).request("GET", f"http://{HOST}:{wire.port}/", headers={})

    assert answer.status == 200


def test_the_certificate_is_checked_for_the_name_and_not_for_the_address(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    with answering(said(OK), server) as wire:
        answer = http(tls=client).request("GET", f"https://{HOST}:{wire.port}/x", headers={})

    assert answer.status == 200
    assert wire.names == [HOST]
    assert wire.asked[0].startswith(b"GET /x HTTP/1.1\r\n")


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_that_does_not_hold_means_that_nothing_was_sent(
    tmp_path: Path, *, trusted: bool
) -> None:
    server, client = certificate(tmp_path, "other.example.com" if trusted else HOST)
    options = {"tls": client} if trusted else {}
    with (
        answering(said(OK), server) as wire,
        pytest.raises(NotSent, match="could not prove who it is"),
    ):
        http(**options).request("POST", f"https://{HOST}:{wire.port}/", headers={}, body=b"x")

    assert wire.asked in ([], [b""])
