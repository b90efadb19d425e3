"""The same key, the same answer, and one act."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from syndicate.models import IdempotentAnswer, Story
from tests.functional.api.client import Api, nomination

KEY = {"Idempotency-Key": "first-try"}


def stories(api: Api) -> int:
    """How many there are."""
    with api.world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Story)) or 0


def test_a_repeated_request_is_answered_the_same(either_api: Api) -> None:
    first = either_api.post("/nominations", nomination(), "nina", headers=KEY)
    again = either_api.post("/nominations", nomination(), "nina", headers=KEY)

    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert stories(either_api) == 1


def test_without_a_key_a_repetition_is_a_new_request(api: Api) -> None:
    api.nominate()

    assert api.nominate().status_code == 200


def test_a_key_for_another_request_is_refused(api: Api) -> None:
    api.post("/nominations", nomination(), "nina", headers=KEY)

    other = api.post("/nominations", nomination() | {"title": "x"}, "nina", headers=KEY)
    elsewhere = api.post("/freeze", {"lift": True}, "petra", headers=KEY)

    assert other.status_code == 409
    assert "used for another request" in other.json["detail"]
    assert elsewhere.status_code == 200, "the key belongs to nina alone"


def test_a_refused_request_leaves_the_key_free(api: Api) -> None:
    refused = api.post("/nominations", nomination() | {"author": "x@y.example"}, headers=KEY)
    mended = api.post("/nominations", nomination(), headers=KEY)

    assert (refused.status_code, mended.status_code) == (409, 201)


def test_a_key_is_a_short_word(api: Api) -> None:
    for key in ("", "a b", "x" * 256, "鍵"):
        sent: dict[str, Any] = {"Idempotency-Key": key.encode().decode("latin-1")}
        assert api.post("/nominations", nomination(), headers=sent).status_code == 400


def test_the_key_of_a_read_or_a_put_is_ignored(api: Api) -> None:
    assert api.send("GET", "/me", headers={"Idempotency-Key": ""}).status_code == 200


def test_an_image_in_a_form_is_compared_too(api: Api, image: bytes, other_image: bytes) -> None:
    def upload(data: bytes) -> TestResponse:
        form = {"file": (io.BytesIO(data), "x.png")}
        boundary = "multipart/form-data; boundary=x"
        return api.send("POST", "/assets", data=form, headers=KEY, content_type=boundary)

    assert upload(image).status_code == 201
    assert upload(image).headers["Idempotent-Replayed"] == "true"
    assert upload(other_image).status_code == 409


def test_two_requests_at_once_act_once(either_api: Api) -> None:
    either_api.token("nina")
    together = threading.Barrier(4)

    def nominate() -> TestResponse:
        together.wait()
        return either_api.post("/nominations", nomination(), "nina", headers=KEY)

    with ThreadPoolExecutor(4) as pool:
        answers = [done.result() for done in [pool.submit(nominate) for _ in range(4)]]

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.data for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 3
    assert stories(either_api) == 1
    with either_api.world.database.reading() as session:
        assert session.scalars(select(IdempotentAnswer.status)).all() == [201]
