"""Text in an image, read by tesseract where it is installed."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from syndicate.privacy.images.reading import Box, Line, Word
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA

if TYPE_CHECKING:
    from PIL import Image

PROGRAM = "tesseract"
LANGUAGES = "eng+jpn"
SECONDS = 30
MIN_CONFIDENCE = 50
"""Of 100. What tesseract is less sure of is mostly leaves and bricks."""
SMALL_SIDE, LARGE_SIDE = 1000, 1600
"""Smaller images are doubled, since letters under 20 pixels are misread; larger ones reduced."""
_WORD_LEVEL = "5"
_LETTERS = re.compile(r"\w.*\w")
"""Single letters are mostly leaves and bricks too."""
_JAPANESE = re.compile(f"[{KANJI}{HIRAGANA}{KATAKANA}、-〕！-｠]")


class Unreadable(Exception):
    """Tesseract did not answer as it should."""


def program() -> str | None:
    """Where tesseract stands; None where it is not installed."""
    return shutil.which(PROGRAM)


def languages(path: str) -> frozenset[str]:
    """The languages it can read; empty when it does not run."""
    try:
        done = subprocess.run(
            [path, "--list-langs"], capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(done.stdout.decode("utf-8", "replace").split("\n")[1:]) - {""}


def read_text(image: Image.Image, path: str) -> list[Line]:
    """The lines in an RGB image. Raises `Unreadable`."""
    return lines_of(_run(_sized(image), path))


def _sized(image: Image.Image) -> Image.Image:
    from PIL import Image  # loads in the process that looks

    side = max(image.size)
    factor = 2 if side <= SMALL_SIDE else min(1.0, LARGE_SIDE / side)
    width, height = (max(1, round(edge * factor)) for edge in image.size)
    return image.convert("L").resize((width, height), Image.Resampling.LANCZOS)


def _run(image: Image.Image, path: str) -> str:
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=1)
    command = [path, "stdin", "stdout", "-l", LANGUAGES, "--psm", "11", "tsv"]
    try:
        done = subprocess.run(
            command,
            input=target.getvalue(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unreadable(type(error).__name__) from error
    return done.stdout.decode("utf-8", "replace")


def lines_of(table: str) -> list[Line]:
    """The lines in tesseract's table of words, in its order."""
    rows = list(csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE))
    page = next((row for row in rows if row["level"] == "1"), None)
    if page is None:
        return []
    size = (int(page["width"]), int(page["height"]))
    words = [row for row in rows if row["level"] == _WORD_LEVEL and _is_sure(row)]
    lines = groupby(words, key=lambda row: (row["block_num"], row["par_num"], row["line_num"]))
    read = [_line(list(of_line), size) for _place, of_line in lines]
    return [line for line in read if _LETTERS.search(line.text)]


def _is_sure(row: Mapping[str, str]) -> bool:
    return float(row["conf"]) >= MIN_CONFIDENCE and bool(row["text"].strip())


def _line(rows: Sequence[Mapping[str, str]], size: tuple[int, int]) -> Line:
    """Words joined by a space, except between Japanese ones, which tesseract cuts anywhere."""
    text, words = "", []
    for row in rows:
        word = row["text"].strip()
        if text and not (_JAPANESE.match(text[-1]) and _JAPANESE.match(word[0])):
            text += " "
        words.append(Word(len(text), len(text) + len(word), _box(row, size)))
        text += word
    return Line(text, tuple(words))


def _box(row: Mapping[str, str], size: tuple[int, int]) -> Box:
    left, top, wide, high = (int(row[name]) for name in ("left", "top", "width", "height"))
    return Box(left / size[0], top / size[1], wide / size[0], high / size[1])
