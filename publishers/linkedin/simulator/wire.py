"""The wire to LinkedIn, on which requests and answers get lost as the plan says."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

from waitress.channel import ClientDisconnected

from publishers.linkedin.simulator.answers import throttled
from publishers.linkedin.simulator.faults import Kind, Plan, Point, Rule

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class HasPlan(Protocol):
    """Where the plan in force is kept."""

    plan: Plan


class Dropped(ClientDisconnected, ConnectionError):  # type: ignore[misc] # waitress has no types
    """Makes waitress and werkzeug close the connection without a byte of an answer."""


class Answer(NamedTuple):
    """A whole HTTP answer."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Wire:
    """A WSGI app that passes requests on to another, with faults."""

    def __init__(self, app: WsgiApp, world: HasPlan) -> None:
        self._app = app
        self._world = world

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The app's answer, or what the plan makes of it."""
        rule = self._world.plan.meet(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if rule is None:
            return self._app(environ, start_response)
        answer = self._before(rule, environ) if rule.point is Point.BEFORE else None
        if answer is None:
            answer = _altered(_answer_of(self._app, environ), rule)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _before(self, rule: Rule, environ: Environ) -> Answer | None:
        """The answer to a request that LinkedIn never sees; None for one it sees late."""
        if rule.kind is not Kind.SLOW:
            _read_to_end(environ)
            return _altered(Answer("200 OK", [], b""), rule)
        time.sleep(rule.seconds)
        return _answer_of(self._app, environ)


def _altered(answer: Answer, rule: Rule) -> Answer:
    if rule.kind in {Kind.RESET, Kind.HANG}:
        time.sleep(rule.seconds)
        raise Dropped
    if rule.kind is Kind.SLOW:
        time.sleep(rule.seconds)
        return answer
    if rule.kind is Kind.NO_ID:
        return answer._replace(headers=[h for h in answer.headers if not _names_a_post(h)])
    return _REPLACED[rule.kind](answer, rule)


def _garbled(answer: Answer, _rule: Rule) -> Answer:
    return Answer(answer.status, [("Content-Type", "application/json")], b'{"elements": [')


def _gateway(_answer: Answer, rule: Rule) -> Answer:
    return Answer(f"{rule.status} Fault", [("Content-Type", "text/html")], b"<h1>Fault</h1>")


def _throttled(_answer: Answer, rule: Rule) -> Answer:
    body = json.dumps(throttled("APPLICATION_AND_MEMBER DAY").body).encode()
    headers = [("Content-Type", "application/json")]
    if rule.seconds:
        headers.append(("Retry-After", str(int(rule.seconds))))
    return Answer("429 Too Many", headers, body)


def _redirected(_answer: Answer, _rule: Rule) -> Answer:
    return Answer("302 Found", [("Location", "https://example.invalid/")], b"")


_REPLACED: dict[Kind, Callable[[Answer, Rule], Answer]] = {
    Kind.GARBLED: _garbled,
    Kind.STATUS: _gateway,
    Kind.THROTTLE: _throttled,
    Kind.REDIRECT: _redirected,
}


def _answer_of(app: WsgiApp, environ: Environ) -> Answer:
    begun: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        begun[:] = [status, headers]

    body = b"".join(app(environ, start))
    return Answer(begun[0], begun[1], body)


def _names_a_post(header: tuple[str, str]) -> bool:
    return header[0].lower() in {"x-restli-id", "x-linkedin-id"}


def _read_to_end(environ: Environ) -> None:
    length = environ.get("CONTENT_LENGTH") or "0"
    environ["wsgi.input"].read(int(length))
