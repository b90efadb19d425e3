"""Faces and words are found where they stand, and whatever fails says so."""

from __future__ import annotations

import json
import stat
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from syndicate.privacy.images import faces, look, tesseract, worker
from syndicate.privacy.images.look import look_at
from syndicate.privacy.images.reading import (
    Box,
    Face,
    Line,
    Reading,
    Word,
    all_text,
    from_json,
    parsed,
)
from tests.unit.privacy.images.drawn import as_bytes, astronaut, page, rocket

ROW = "5\t1\t1\t1\t{line}\t{number}\t{left}\t10\t40\t20\t{conf}\t{text}"
HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)
PAGE = "1\t1\t0\t0\t0\t0\t0\t0\t200\t100\t-1\t"


def table(*words: tuple[int, int, str]) -> str:
    rows = [
        ROW.format(line=line, number=number, left=number * 50, conf=conf, text=text)
        for number, (line, conf, text) in enumerate(words)
    ]
    return "\n".join([HEAD, PAGE, *rows])


def test_a_face_is_found_where_it_is() -> None:
    [face] = faces.find_faces(astronaut())

    assert face.score > 0.8
    assert face.box.overlap(Box(0.35, 0.11, 0.18, 0.24)) > 0.7


def test_a_face_that_fills_the_picture_is_one_face() -> None:
    image = astronaut()
    width, height = image.size
    close = image.crop((width // 3, height // 13, width * 4 // 7, height * 2 // 5))

    [face] = faces.find_faces(close.resize((480, 640)))

    assert face.box.w > 0.5


def test_two_people_side_by_side_are_two() -> None:
    image = astronaut()
    pair = Image.new("RGB", (image.width * 2, image.height))
    pair.paste(image, (0, 0))
    pair.paste(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (image.width, 0))

    assert len(faces.find_faces(pair)) == 2


def test_where_nobody_is_nobody_is_found() -> None:
    assert faces.find_faces(rocket()) == []


@pytest.mark.parametrize(
    ("wide", "score", "found"),
    [(10, 0.9, 0), (14, 0.9, 1), (24, 0.2, 0), (24, 0.3, 1), (40, 0.2, 1)],
)
def test_a_face_of_a_few_pixels_is_left_out(wide: int, score: float, found: int) -> None:
    heat, sizes, offsets = (np.zeros((count, 8, 8), np.float32) for count in (1, 2, 2))
    heat[0, 4, 4] = score
    sizes[:] = np.log(wide / 4)

    boxes = faces._decoded(heat[0], sizes, offsets, (32, 32), 1.0)

    assert len(boxes) == found


def test_a_doubtful_box_is_confirmed_only_where_a_face_is_seen_close_up() -> None:
    image = astronaut()
    [face] = faces.find_faces(image)

    assert faces._is_confirmed(image, face.box)
    assert faces._is_confirmed(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), mirrored(face.box))
    assert not faces._is_confirmed(image, Box(0.7, 0.7, 0.2, 0.25))
    assert not faces._is_confirmed(rocket(), Box(0.4, 0.2, 0.1, 0.2))
    assert not faces._is_confirmed(rocket(), Box(0.0, 0.0, 0.001, 0.001))


def mirrored(box: Box) -> Box:
    return Box(1 - box.x - box.w, box.y, box.w, box.h)


def test_a_face_cut_by_the_edge_is_still_confirmed() -> None:
    image = astronaut()
    width, height = image.size
    cut = image.crop((round(width * 0.44), 0, width, height))

    for face in faces.find_faces(cut):
        assert face.box.x < 0.05

    assert faces.find_faces(cut)


def test_what_looks_like_a_face_from_afar_only_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    real, doubtful = faces._at, Box(0.4, 0.2, 0.1, 0.2)

    def seen(image: Image.Image, side: int) -> list[tuple[float, Box]]:
        more = [(0.4, doubtful)] if side in faces.SIDES else []
        return real(image, side) + more

    monkeypatch.setattr(faces, "_at", seen)

    assert faces.find_faces(rocket()) == []
    monkeypatch.setattr(faces, "MOST_LOOKS", 0)  # beyond, boxes are kept unseen
    assert [face.box for face in faces.find_faces(rocket())] == [doubtful]


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1)])
def test_the_narrowest_pictures_are_looked_at(size: tuple[int, int]) -> None:
    assert faces.find_faces(Image.new("RGB", size)) == []


def test_boxes_join_and_grow_within_the_picture() -> None:
    left, right = Box(0.0, 0.0, 0.25, 0.5), Box(0.5, 0.25, 0.5, 0.75)

    assert left.joined(right) == Box(0.0, 0.0, 1.0, 1.0)
    assert right.grown(0.5) == Box(0.25, 0.0, 0.75, 1.0)
    assert left.overlap(right) == 0
    assert Box(0, 0, 0, 0).overlap(Box(0, 0, 0, 0)) == 0
    assert Box(0, 0, 0, 0).within(left) == 0
    assert Box(0.1, 0.1, 0.1, 0.1).within(left) == pytest.approx(1)


def test_words_are_joined_as_people_write_them() -> None:
    read = table((1, 95, "社員"), (1, 95, "証"), (2, 91, "Call"), (2, 92, "Mei"), (3, 95, "x"))

    lines = tesseract.lines_of(read)

    assert [line.text for line in lines] == ["社員証", "Call Mei"]
    assert lines[1].words[1] == Word(5, 8, Box(0.75, 0.1, 0.2, 0.2))


def test_what_tesseract_is_not_sure_of_is_left_out() -> None:
    assert tesseract.lines_of(table((1, 20, "leaves"), (1, 96, " "))) == []
    assert tesseract.lines_of("") == []


def test_a_process_of_its_own_reads_both_languages() -> None:
    reading = look_at(as_bytes(page("Call 03-3501-1234 today", "東京都の会議室")))

    text = all_text(reading.lines)
    assert "03-3501-1234" in text
    assert "東京都の会議室" in text
    assert (reading.faces, reading.failed, reading.unread) == ((), "", "")


def test_without_tesseract_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    reading = look_at(as_bytes(Image.new("RGB", (40, 40))))

    assert (reading.failed, reading.unread) == ("", "missing")
    assert tesseract.languages("") == frozenset()


def test_a_tesseract_that_breaks_is_a_failure(tmp_path: Path) -> None:
    broken = tmp_path / "tesseract"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)

    assert worker.look(as_bytes(rocket()), str(broken)).unread == "failed"


def test_bytes_that_are_no_picture_are_a_failure() -> None:
    reading = worker.look(b"no picture", "")

    assert (reading.failed, reading.unread) == ("UnidentifiedImageError", "failed")


def test_a_model_that_does_not_load_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_image: Image.Image) -> list[Face]:
        raise RuntimeError

    monkeypatch.setattr(worker, "find_faces", fails)

    assert worker.look(as_bytes(Image.new("RGB", (8, 8))), "").failed == "RuntimeError"


def test_a_worker_that_takes_too_long_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "SECONDS", 0.001)

    assert look_at(b"").failed == "TimeoutExpired"


def test_what_shows_through_is_seen_as_on_a_page() -> None:
    words = page("Call 03-3501-1234").convert("RGBA")
    words.putalpha(words.convert("L").point(lambda value: 255 - value))
    target = BytesIO()

    worker.main(BytesIO(as_bytes(words)), target, tesseract.program() or "")

    assert "03-3501-1234" in all_text(parsed(json.loads(target.getvalue())).lines)


def test_a_reading_is_kept_as_json() -> None:
    reading = Reading(
        (Face(Box(0.1, 0.2, 0.3, 0.4), 0.9),), (Line("Mei", (Word(0, 3, Box(0, 0, 1, 1)),)),)
    )

    assert from_json(json.loads(json.dumps(reading.as_json()))) == reading


@pytest.mark.parametrize("change", [{"version": 0}, {"failed": "E"}, {"unread": "missing"}])
def test_a_reading_that_lacks_something_is_made_again(change: dict[str, object]) -> None:
    assert from_json(Reading().as_json() | change) is None
    assert from_json(None) is None
