"""Whatever is sent, by whomever, to any operation: never a 500, and always the promised form."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicate.api.blueprint import OPERATIONS
from syndicate.api.operation import Operation
from tests.functional.api.client import Api, agreement, draft, nomination, seen
from tests.functional.api.test_rights import Target

EXAMPLES = 40
BY = ("petra", "arthur", "vera", "adam", "otto")

texts = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(
        [
            "",
            "\0",
            "\u0085",
            "\ufeff",
            "ﬁ",
            "𠮷",
            "👨‍👩‍👧",
            "x" * 300,
            "%s %(x)s {y}",
            "' OR 1=1 --",
            "ﷺ" * 500,
        ]
    ),
)
numbers = st.one_of(st.integers(), st.floats(), st.sampled_from([0, -1, 2**31, 2**63, 10**30]))
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value that could hold something else."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


def replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """`body` with something else at `path`."""
    body = copy.deepcopy(body)
    *front, last = path
    at = body
    for key in front:
        at = at[key]
    at[last] = value
    return body


def good_body(target: Target, operation: Operation) -> dict[str, Any]:
    """A body that would be taken, by the right person."""
    story = target.api.story(target.story_id)
    return {
        "nominate": nomination()
        | {
            "people": [{"email": "mei@example.com", "how": "quoted"}],
            "images": [{"asset_id": "x", "alt": "x", "people": ["x"]}],
            "tags": ["a"],
            "posted_at": "2026-11-02T09:30:00Z",
            "source_url": "https://x.example/",
        },
        "save_draft": draft(story, slug="x", channel_texts={"blog": "x"}, tags=["a"]),
        "take_step": seen(story) | {"comment": "x", "at": "2026-12-24T10:00", "zone": "UTC"},
        "answer_consent": agreement(story),
        "resolve_finding": {"kind": "justified", "reason": "x" * 20, "consent_id": "x"},
        "draft_consequences": draft(story, slug="x", channel_texts={"blog": "x"}, tags=["a"]),
        "reassign_gate": {"to": "paul@example.com", "instead_of": "vera@example.com"},
        "name_deputy": {
            "deputy": "paul@example.com",
            "role": "pr",
            "from_at": "2026-11-02T09:30:00Z",
            "until_at": "2026-12-24T09:30:00Z",
            "of": "petra@example.com",
        },
        "set_route": {
            "process": "ringi",
            "department": "x",
            "gate": "approval",
            "members": ["paul@example.com"],
            "needed": 1,
            "in_turn": True,
        },
        "choose_process": {"department": "x", "process": "ringi"},
        "freeze": {"reason": "x", "channel": "blog", "lift": True},
        "set_caution": {"day": "03-11", "reason": "x", "remove": True},
        "set_my_mails": {"at_once": ["desk"], "digest": ["decide"], "digest_time": "09:00"},
        "retry_delivery": {"gen": 0, "not_there": True},
        "confirm_delivery": {"gen": 0, "permalink": "https://x.example/", "remote_id": "x"},
    }.get(operation.name, {"gen": 0})


@pytest.fixture
def target(api: Api) -> Target:
    return Target(api)


def check(target: Target, operation: Operation, path: str, by: str, **options: Any) -> None:
    """The answer is one of the statuses the document promises, in the form it promises."""
    answer = target.api.send(operation.method, path, by, **options)
    promised = {operation.status, *operation.also, 400, 401, 403, 404, 409, 413, 415, 422}
    assert answer.status_code in promised, (answer.status_code, answer.text)
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        assert answer.json["detail"]


often = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(data=st.data())
@often
def test_any_field_of_any_body_may_be_anything(target: Target, data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from([op for op in OPERATIONS if op.body]))
    body = good_body(target, operation)
    path = data.draw(st.sampled_from(list(places(body))))
    sent = replaced(body, path, data.draw(values))
    which = operation.path.replace("{id}", target.id_for(operation)).replace("{gate}", "pr")
    step = data.draw(st.sampled_from(["approve", "publish", "withdraw", "schedule", "return"]))
    check(
        target, operation, which.replace("{step}", step), data.draw(st.sampled_from(BY)), json=sent
    )


@given(body=values, by=st.sampled_from(BY), index=st.integers(0, len(OPERATIONS) - 1))
@often
def test_any_body_may_be_anything(target: Target, body: Any, by: str, index: int) -> None:
    operation = OPERATIONS[index]
    which = operation.path.replace("{id}", target.id_for(operation)).replace("{step}", "return")
    which = which.replace("{gate}", "privacy")
    check(target, operation, which, by, json=body)


@given(part=texts, query=st.dictionaries(texts, texts, max_size=3))
@often
def test_any_address_may_be_anything(target: Target, part: str, query: dict[str, str]) -> None:
    for operation in OPERATIONS:
        if operation.method == "GET":
            path = operation.path.replace("{id}", quote(part, safe=""))
            answer = target.api.send("GET", path, "both", query_string=query)
            assert answer.status_code in (200, 308, 403, 404, 422), (answer.status_code, path)


@settings(often, max_examples=15)  # each is looked at by a process of its own
@given(data=st.binary(max_size=200), key=st.text(st.characters(codec="latin-1"), max_size=20))
def test_any_bytes_may_be_an_image(target: Target, data: bytes, key: str) -> None:
    key = key.replace("\r", "").replace("\n", "")
    answer = target.api.send(
        "POST", "/assets", data=data, content_type="image/png", headers={"Idempotency-Key": key}
    )
    assert answer.status_code in (400, 415)
