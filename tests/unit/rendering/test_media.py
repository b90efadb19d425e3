"""Images are made anew from their pixels, or refused with a sentence."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from syndicate.errors import SyndicateError, TooLarge, UnsupportedMedia
from syndicate.rendering import media, media_worker
from syndicate.rendering.limits import MAX_IMAGE_BYTES
from syndicate.rendering.media import reencode
from tests.unit.rendering.pictures import (
    huge_png,
    opened,
    photo,
    red_and_blue_swapped,
    saved,
    two_halves,
)

RED, BLUE = (254, 0, 0), (0, 0, 254)


def near(pixel: object, colour: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True))


def in_process(data: bytes, max_pixels: int = 1_000_000, max_side: int = 100) -> Image.Image:
    """What the worker makes of `data`, without a process of its own."""
    target = BytesIO()
    media_worker.main(BytesIO(data), target, max_pixels, max_side)
    line, _newline, pixels = target.getvalue().partition(b"\n")
    answer = json.loads(line)
    assert "problem" not in answer, answer
    image = opened(pixels)
    assert (answer["width"], answer["height"]) == image.size
    assert answer["media_type"] == Image.MIME[image.format or ""]
    return image


def problem(data: bytes, max_pixels: int = 1_000_000) -> str:
    target = BytesIO()
    media_worker.main(BytesIO(data), target, max_pixels, 100)
    return str(json.loads(target.getvalue())["problem"])


@pytest.fixture(autouse=True)
def _pillow_as_before() -> Iterator[None]:
    before = Image.MAX_IMAGE_PIXELS
    yield
    Image.MAX_IMAGE_PIXELS = before


def test_a_photo_loses_position_camera_comment_and_profile():
    image = reencode(photo())

    read = opened(image.data)
    assert not read.getexif()
    assert set(read.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
        "progressive", "progression"
    }  # fmt: skip
    assert b"ecret" not in image.data
    assert (image.media_type, image.width, image.height) == ("image/jpeg", 60, 40)


def test_the_same_bytes_give_the_same_image_and_name():
    first, second = reencode(photo()), reencode(photo())

    assert first == second
    ref = first.ref("A flag")
    assert ref.file_name == f"{first.sha256}.jpg"
    assert (ref.width, ref.height, ref.alt) == (60, 40, "A flag")


def test_a_photo_of_six_megapixels_takes_little_time():
    data = saved(Image.effect_noise((3000, 2000), 40).convert("RGB"), "JPEG", quality=80)
    started = time.perf_counter()

    image = reencode(data)

    assert (image.width, image.height) == (2400, 1600)
    assert time.perf_counter() - started < 8  # with eight others on two cores


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (60, 40), RED), (2, (60, 40), BLUE), (3, (60, 40), BLUE), (4, (60, 40), RED),
        (5, (40, 60), RED), (6, (40, 60), RED), (7, (40, 60), BLUE), (8, (40, 60), BLUE),
        (99, (60, 40), RED),
    ],
)  # fmt: skip
def test_an_image_stands_upright(orientation: int, size: tuple[int, int], corner: tuple[int, ...]):
    image = in_process(photo(orientation=orientation))

    assert image.size == size
    assert near(image.getpixel((2, 2)), corner)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_plain_picture_becomes_a_jpeg(kind: str):
    image = in_process(saved(two_halves(), kind))

    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert near(image.getpixel((5, 5)), RED)
    assert near(image.getpixel((55, 35)), BLUE)


@pytest.mark.parametrize(
    ("mode", "kind", "becomes"),
    [
        ("P", "GIF", "RGB"),
        ("P", "PNG", "RGB"),
        ("1", "PNG", "RGB"),
        ("LA", "PNG", "RGBA"),
        ("RGBA", "PNG", "RGBA"),
        ("RGBA", "WEBP", "RGBA"),
    ],
)
def test_drawings_and_transparency_become_a_png(mode: str, kind: str, becomes: str):
    drawing = two_halves()
    if becomes == "RGBA":
        drawing.putalpha(100)
    image = in_process(saved(drawing.convert(mode), kind))

    assert (image.format, image.mode) == ("PNG", becomes)


def test_a_transparent_colour_stays_transparent():
    image = in_process(saved(two_halves(), "PNG", transparency=(255, 0, 0)))

    assert image.getpixel((5, 5))[3] == 0
    assert image.getpixel((55, 5)) == (0, 0, 255, 255)


def test_transparency_nobody_can_see_is_left_out():
    assert in_process(saved(two_halves().convert("RGBA"), "PNG")).format == "JPEG"


def test_a_palette_with_a_transparent_entry_stays_transparent():
    drawing = two_halves().convert("P")
    image = in_process(saved(drawing, "PNG", transparency=drawing.getpixel((0, 0))))

    assert (image.format, image.mode) == ("PNG", "RGBA")


def test_sixteen_bits_become_eight_without_turning_white():
    image = in_process(saved(Image.new("I;16", (8, 8), 0x8000), "PNG"))

    assert near(image.getpixel((4, 4)), (128, 128, 128))


def test_cmyk_becomes_rgb():
    image = in_process(saved(two_halves().convert("CMYK"), "JPEG"))

    assert image.mode == "RGB"
    assert near(image.getpixel((5, 5)), RED)


def test_colours_are_what_the_profile_meant():
    swapped = in_process(saved(two_halves(), "PNG", icc_profile=red_and_blue_swapped()))

    assert near(swapped.getpixel((5, 5)), BLUE)


@pytest.mark.parametrize("profile", [b"none", ImageCms.createProfile("LAB")])
def test_a_profile_that_does_not_fit_is_left_out_of_account(profile: Any):
    wrong = profile if isinstance(profile, bytes) else ImageCms.ImageCmsProfile(profile).tobytes()

    assert near(in_process(saved(two_halves(), "PNG", icc_profile=wrong)).getpixel((5, 5)), RED)


def test_a_large_image_is_made_smaller_and_keeps_its_shape():
    assert in_process(saved(two_halves(400, 200), "PNG")).size == (100, 50)
    assert in_process(saved(two_halves(400, 200).convert("P"), "PNG")).size == (100, 50)


def test_a_small_image_is_not_made_larger():
    assert in_process(saved(two_halves(10, 5), "PNG")).size == (10, 5)


def test_a_photo_with_a_second_picture_behind_it_is_a_photo():
    image = saved(two_halves(), "MPO", save_all=True, append_images=[two_halves()])

    assert in_process(image).format == "JPEG"


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_moving_images_are_refused(kind: str):
    frames = [two_halves(), two_halves().rotate(90)]

    assert problem(saved(frames[0], kind, save_all=True, append_images=frames[1:])) == "moving"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (photo()[:1500], "broken"),
        (saved(two_halves(), "PNG")[:-30], "broken"),
        (saved(two_halves(), "WEBP")[:-30], "broken"),
        (b"\x89PNG\r\n\x1a\n not at all", "unknown"),
        (b"just text", "unknown"),
        (saved(two_halves(), "BMP"), "unknown"),
        (saved(two_halves(), "TIFF"), "unknown"),
        (saved(two_halves(), "PDF"), "unknown"),
    ],
    ids=["jpeg", "png", "webp", "signature", "text", "bmp", "tiff", "pdf"],
)
def test_what_is_no_whole_image_is_told_apart(data: bytes, word: str):
    assert problem(data) == word


@pytest.mark.parametrize("size", [(1001, 1000), (9_000, 7_000), (60_000, 60_000)])
def test_too_many_pixels_are_refused_by_the_header(size: tuple[int, int]):
    assert problem(huge_png(*size)) == "too_many_pixels"


@pytest.mark.parametrize(
    ("data", "kind", "sentence"),
    [
        (b"", UnsupportedMedia, "file is empty"),
        (b"x" * (MAX_IMAGE_BYTES + 1), TooLarge, "larger than 20 MB"),
        (b"\0\0\0\x18ftypheic\0\0", UnsupportedMedia, "HEIC photos cannot be used"),
        (b"\0\0\0\x18ftypavif\0\0", UnsupportedMedia, "AVIF images cannot be used"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", UnsupportedMedia, "SVG drawings"),
        (b"<svg onload=alert(1)>", UnsupportedMedia, "SVG drawings"),
        (b"GIF89a but not", UnsupportedMedia, "no image that can be used"),
        (huge_png(10_000, 6_000), TooLarge, "more than 40 megapixels"),
        (huge_png(2_000, 2_000), UnsupportedMedia, "damaged or incomplete"),
    ],
    ids=["empty", "bytes", "heic", "avif", "xml", "svg", "text", "60 megapixels", "cut"],
)
def test_each_refusal_says_what_to_do(data: bytes, kind: type[SyndicateError], sentence: str):
    with pytest.raises(kind, match=sentence) as refusal:
        reencode(data)

    assert refusal.value.status in {413, 415}


def test_a_worker_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(media, "_SECONDS", 0.001)

    with pytest.raises(UnsupportedMedia, match="damaged"):
        reencode(photo())


def test_the_worker_has_little_memory_and_time():
    script = (
        "import resource\n"
        "from syndicate.rendering import media_worker as w\n"
        "w.confine(w.MEMORY_BYTES, w.CPU_SECONDS)\n"
        "print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU))\n"
        "try:\n    bytearray(2 * w.MEMORY_BYTES)\n"
        "except MemoryError:\n    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "(1000000000, 1000000000) (20, 20)\nrefused\n"


def test_the_worker_speaks_over_its_pipes():
    command = [sys.executable, "-m", "syndicate.rendering.media_worker", "1000000", "100"]
    done = subprocess.run(command, input=b"no", capture_output=True, check=True, env=os.environ)

    assert done.stdout == b'{"problem": "unknown"}\n'


def _striped(mode: str = "RGB") -> bytes:
    """Sharp lines everywhere, so that whatever is destroyed is seen to be."""
    image = Image.new("RGB", (200, 100), "white")
    for column in range(0, 200, 4):
        image.paste("black", (column, 0, column + 2, 100))
    target = BytesIO()
    image.convert(mode).save(target, "PNG" if mode == "RGBA" else "JPEG", quality=95)
    return target.getvalue()


@pytest.mark.parametrize(("mode", "cells"), [("RGB", 3), ("RGBA", 1)])
def test_what_is_obscured_is_destroyed_and_the_rest_stays(mode: str, cells: int):
    done = media.obscured(_striped(mode), [[0.5, 0.0, 0.5, 1.0]], cells=cells)

    with Image.open(BytesIO(done.data)) as image:
        grey = image.convert("L")
        assert image.format == ("PNG" if mode == "RGBA" else "JPEG")
    left, right = grey.crop((0, 0, 90, 100)), grey.crop((110, 0, 200, 100))
    assert left.getextrema()[1] - left.getextrema()[0] > 200
    assert right.getextrema()[1] - right.getextrema()[0] < 40
    assert done == media.obscured(_striped(mode), [[0.5, 0.0, 0.5, 1.0]], cells=cells)


def test_a_region_of_no_size_changes_nothing():
    plain = media.obscured(_striped(), [], cells=3)

    assert media.obscured(_striped(), [[1.0, 1.0, 0.0, 0.0]], cells=3) == plain


def test_what_shows_through_is_not_left_to_guess_from():
    image = Image.new("RGBA", (60, 60), (200, 0, 0, 90))
    target = BytesIO()
    image.save(target, "PNG")

    done = media.obscured(target.getvalue(), [[0.0, 0.0, 0.5, 1.0]], cells=3)

    with Image.open(BytesIO(done.data)) as again:
        assert again.getpixel((5, 5))[3] == 255
        assert again.getpixel((55, 5))[3] == 90


def test_a_thumbnail_inside_a_photo_is_gone():
    picture, small, target = Image.new("RGB", (64, 64), "teal"), BytesIO(), BytesIO()
    Image.new("RGB", (16, 16), "red").save(small, "JPEG")
    exif = Image.Exif()
    exif[0x0201] = len(small.getvalue())
    picture.save(target, "JPEG", exif=exif.tobytes() + small.getvalue(), comment=b"from a phone")

    data = reencode(target.getvalue()).data

    assert data.count(b"\xff\xd8") == 1
    assert b"from a phone" not in data
    assert b"Exif" not in data
