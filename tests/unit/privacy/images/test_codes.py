"""QR and bar codes are read where they are, and what they say is read by the same rules."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Finding, Severity
from syndicate.privacy.images import codes, worker
from syndicate.privacy.images.codes import read_codes
from syndicate.privacy.images.judge import scan_image
from syndicate.privacy.images.look import look_at
from syndicate.privacy.images.reading import Box, Code, Line, Reading, Word, from_json
from syndicate.privacy.scan import Status
from tests.unit.privacy.images.drawn import as_bytes, astronaut, code, page, rocket, with_code

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:高橋 花子\nTEL:03-3501-1234\nEND:VCARD"
BOX = Box(0.1, 0.2, 0.3, 0.4)


def found_in(*said: str) -> list[Finding]:
    """The findings in a picture with these codes."""
    reading = Reading(codes=tuple(Code(text, BOX) for text in said))
    return list(scan_image(reading, "0" * 64, context=ScanContext()).findings)


def test_a_code_is_read_where_it_is() -> None:
    image = with_code(rocket(), "https://wiki.corp.example/x", (100, 60), scale=4)
    square = code("https://wiki.corp.example/x", scale=4)

    [one] = read_codes(image)

    assert one.text == "https://wiki.corp.example/x"
    pasted = Box(
        100 / image.width,
        60 / image.height,
        square.width / image.width,
        square.height / image.height,
    )
    assert one.box.within(pasted) > 0.99
    assert one.box.overlap(pasted) > 0.5  # without its quiet zone


@pytest.mark.parametrize("angle", [15, 90, 200])
def test_a_turned_code_is_read_as_well(angle: int) -> None:
    image = with_code(Image.new("RGB", (900, 900), "white"), CARD, (300, 300))

    [one] = read_codes(image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white"))

    assert one.text == CARD


def test_white_on_black_and_small_ones_too() -> None:
    dark = Image.fromarray(255 - np.asarray(code("https://intra/a", scale=3)))

    assert [one.text for one in read_codes(dark)] == ["https://intra/a"]


@pytest.mark.parametrize("form", ["DataMatrix", "Aztec", "PDF417", "Code128"])
def test_other_kinds_of_codes_are_read(form: str) -> None:
    image = with_code(Image.new("RGB", (900, 500), "white"), "EMP-0012345", (40, 60), form=form)

    [one] = read_codes(image)

    assert one.text == "EMP-0012345"
    assert one.box.h > 0.02


@pytest.mark.parametrize("draw", [rocket, astronaut, lambda: page("|||| || ||| 12345", "川川川")])
def test_where_there_is_no_code_none_is_found(draw: Any) -> None:
    assert read_codes(draw()) == []


def test_noise_and_stripes_are_no_codes() -> None:
    noise = np.random.default_rng(7).integers(0, 255, (400, 600, 3), dtype=np.uint8)
    fence = np.zeros((300, 600, 3), np.uint8)
    fence[:, ::14] = 255

    assert read_codes(Image.fromarray(noise)) == []
    assert read_codes(Image.fromarray(fence)) == []


def test_a_short_bar_code_and_an_empty_one_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    image = with_code(Image.new("RGB", (600, 300), "white"), "12345", (40, 40), form="Code128")

    assert read_codes(image) == []
    monkeypatch.setattr(codes, "SURE_LENGTH", 5)
    assert [one.text for one in read_codes(image)] == ["12345"]


def test_the_way_into_a_network_is_put_into_words() -> None:
    said = r"WIFI:T:WPA;S:office\;guest;P:Tr0ub4dor\:3;H:true;;"

    [one] = read_codes(code(said))

    assert one.text == "WIFI:\nWi-Fi: office;guest\npassword: Tr0ub4dor:3"


def test_what_a_code_says_is_read_by_the_same_rules_and_stands_in_its_box() -> None:
    found = found_in("http://wiki.corp.local/payroll")

    rules = {finding.rule: finding for finding in found}
    assert set(rules) == {"image_text.internal_url", "image_text.code"}
    link = rules["image_text.internal_url"]
    assert link.severity is Severity.BLOCK
    assert link.box == BOX
    assert rules["image_text.code"].severity is Severity.WARN


def test_a_contact_card_and_a_network_block_whatever_else_is_found() -> None:
    card, network = found_in(CARD), found_in("WIFI:\nWi-Fi: office\npassword: Tr0ub4dor3x")

    rules = {finding.rule for finding in card}
    assert {"image_text.contact", "image_text.phone"} <= rules
    rules = {finding.rule for finding in network}
    assert {"image_text.network", "image_text.secret"} <= rules
    assert all("Tr0ub4dor3x" not in finding.quote_masked for finding in network)


def test_spans_behind_lines_of_text_still_find_their_code() -> None:
    line = Line("Call us", (Word(0, 4, Box(0, 0, 0.1, 0.1)), Word(5, 7, Box(0.1, 0, 0.1, 0.1))))
    reading = Reading(lines=(line,), codes=(Code("one\nTel 03-3501-1234", BOX),))

    found = scan_image(reading, "0" * 64, context=ScanContext()).findings

    (phone,) = [finding for finding in found if finding.rule == "image_text.phone"]
    assert phone.box == BOX


def test_the_process_apart_reads_codes() -> None:
    reading = look_at(as_bytes(with_code(rocket(), CARD, (60, 40), scale=3)))

    assert [one.text for one in reading.codes] == [CARD]
    assert from_json(reading.as_json()) == reading


def test_a_reader_that_breaks_is_a_blocking_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_image: Image.Image) -> list[Code]:
        raise MemoryError

    monkeypatch.setattr(worker, "read_codes", fails)

    reading = worker.look(as_bytes(rocket()), "")

    assert reading.undecoded == "MemoryError"
    assert from_json(reading.as_json()) is None
    result = scan_image(reading, "0" * 64, context=ScanContext())
    assert "check_failed.image_code" in {finding.rule for finding in result.findings}
    assert result.status is Status.PARTIAL


def test_a_code_at_the_edge_keeps_its_box_in_the_picture() -> None:
    image = Image.new("RGB", (400, 60), "white")
    image.paste(code("EMP-001234567", "Code128", 2).crop((0, 0, 400, 20)), (0, 40))

    for one in read_codes(image):
        assert 0 <= one.box.y <= one.box.y + one.box.h <= 1.0001
