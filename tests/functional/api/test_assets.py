"""Images as programs send them: raw or in a form, good or not."""

from __future__ import annotations

import io
import struct
import zlib

from tests.functional.api.client import Api
from tests.functional.api.conftest import png


def test_an_image_is_made_anew_from_its_pixels(either_api: Api, image: bytes) -> None:
    for kind in ("image/png", "application/octet-stream", "image/jpeg"):
        answer = either_api.send("POST", "/assets", "nina", data=image, content_type=kind)

        assert answer.status_code == 201
        assert (answer.json["width"], answer.json["height"]) == (40, 30)
        assert answer.json["size"] < len(image) * 20


def test_the_same_image_is_kept_once(api: Api, image: bytes) -> None:
    answers = [
        api.send("POST", "/assets", by, data=image, content_type="image/png")
        for by in ("nina", "otto")
    ]

    assert answers[0].json == answers[1].json


def test_an_image_may_come_in_a_form(api: Api, image: bytes) -> None:
    answer = api.send("POST", "/assets", data={"file": (io.BytesIO(image), "x.png")})

    assert answer.status_code == 201


def test_a_form_without_the_image_is_malformed(api: Api, image: bytes) -> None:
    for form in ({"photo": (io.BytesIO(image), "x.png")}, {"file": "not a file"}):
        answer = api.send("POST", "/assets", data=form, content_type="multipart/form-data")

        assert answer.status_code == 400
        assert "“file”" in answer.json["detail"]


def test_other_types_are_told_what_to_send(api: Api, image: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain", "image/heic", ""):
        answer = api.send("POST", "/assets", data=image, content_type=kind)

        assert answer.status_code == 415
        assert "application/octet-stream" in answer.json["detail"]


def test_what_is_no_image_is_refused(api: Api) -> None:
    for data in (b"", b"x", b"\x89PNG\r\n\x1a\nnothing", b"<svg xmlns='x'/>", png("red")[:60]):
        answer = api.send("POST", "/assets", data=data, content_type="image/png")

        assert answer.status_code == 415, data[:10]
        assert answer.json["detail"].endswith(".")


def test_sixty_megapixels_are_too_many(api: Api) -> None:
    answer = api.send("POST", "/assets", data=claims(10_000, 6_000), content_type="image/png")

    assert answer.status_code == 413
    assert "40 megapixels" in answer.json["detail"]


def test_more_bytes_than_the_limit_are_not_even_read(api: Api) -> None:
    limit = api.world.settings.max_upload_bytes

    over = api.send("POST", "/assets", data=b"x" * (limit + 1), content_type="image/png")
    far_over = api.send("POST", "/assets", data=b"x" * (limit + 20_000), content_type="image/png")
    beyond = api.send("POST", "/assets", data=b"x" * 70_000_000, content_type="image/png")

    assert {over.status_code, far_over.status_code, beyond.status_code} == {413}


def claims(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")
    )
