"""Faces in an image, by the CenterFace model that stands in `syndicate/privacy/models`.

The model answers with three maps, a quarter as wide and high as the picture: how likely a face's
centre is here, how large that face is, and how far its centre lies from this point's corner
(Xu et al., CenterFace, arXiv:1911.03599).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from syndicate.privacy.images.reading import Box, Face

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MODEL = Path(__file__).parents[1] / "models" / "centerface.onnx"
THRESHOLD = 0.15
"""Low on purpose: a box too many costs a reviewer a second, a face missed costs a person more."""
SMALL_PX, SMALL_THRESHOLD = 32, 0.25
"""Below this width in a picture of 1,280 pixels leaves and papers look like faces too."""
OVERLAP, WITHIN = 0.3, 0.7
"""Boxes that share more than this of their union, or of the smaller one, are one face."""
SIDES = (1280, 480)
"""The picture is looked at in these sizes: the second finds faces that fill it."""
MIN_FACE_PX = 12
"""Faces narrower than this in a picture of 1,280 pixels cannot be recognised and are left out."""
DOUBTFUL = 0.65
"""Boxes below are looked at once more, close up and in the mirror."""
CONFIRMED = 0.2
"""What the better of the two looks must give. Measured: at most 0.12 where no face is, at least
0.37 where one is, half hidden or lying on its side."""
MOST_LOOKS = 60
"""Bounds the time of a picture full of doubt; boxes beyond are kept unseen."""
_AROUND = 3
_CLOSE_PX = 256
"""A doubtful box is cut out with this much around it, and made this large."""
_STRIDE = 4
_BLOCK = 32
"""Width and height the model takes are multiples of this."""


def find_faces(image: Image.Image) -> list[Face]:
    """The faces in an RGB image, the surest first."""
    boxes: list[tuple[float, Box]] = []
    for side in SIDES:
        boxes += _at(image, side)
    found = _distinct(boxes)
    doubtful = [pair for pair in found if pair[0] < DOUBTFUL][:MOST_LOOKS]
    refuted = [pair for pair in doubtful if not _is_confirmed(image, pair[1])]
    return [Face(box, round(score, 3)) for score, box in found if (score, box) not in refuted]


def _is_confirmed(image: Image.Image, box: Box) -> bool:
    """Whether a face is still seen there close up, as it is or in the mirror."""
    width, height = image.size
    half = max(box.w * width, box.h * height) * _AROUND / 2
    middle = ((box.x + box.w / 2) * width, (box.y + box.h / 2) * height)
    left, top = (round(place - half) for place in middle)
    side = max(1, round(half * 2))
    part = image.crop((left, top, left + side, top + side))
    place = Box(
        (box.x * width - left) / side,
        (box.y * height - top) / side,
        box.w * width / side,
        box.h * height / side,
    )
    mirrored = Box(1 - place.x - place.w, place.y, place.w, place.h)
    mirror = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return _is_seen(part, place) or _is_seen(mirror, mirrored)


def _is_seen(part: Image.Image, place: Box) -> bool:
    return any(
        score >= CONFIRMED and found.overlap(place) > OVERLAP
        for score, found in _at(part, _CLOSE_PX)
    )


def _at(image: Image.Image, side: int) -> list[tuple[float, Box]]:
    """Boxes found with the longer side made `side` pixels."""
    factor = side / max(image.size)
    width, height = (max(1, round(edge * factor)) for edge in image.size)
    padded = Image.new("RGB", (_padded(width), _padded(height)))
    padded.paste(image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0))
    pixels = np.asarray(padded, dtype=np.float32).transpose(2, 0, 1)[None]
    heat, sizes, offsets = _session().run(None, {"input.1": pixels})
    return _decoded(heat[0, 0], sizes[0], offsets[0], (width, height), side / SIDES[0])


def _padded(edge: int) -> int:
    return -(-edge // _BLOCK) * _BLOCK


def _decoded(
    heat: Floats, sizes: Floats, offsets: Floats, picture: tuple[int, int], scale: float
) -> list[tuple[float, Box]]:
    width, height = picture
    found = []
    for row, column in np.argwhere(heat > THRESHOLD):
        high, wide = np.exp(sizes[:, row, column]) * _STRIDE
        is_small = wide < SMALL_PX * scale
        if wide < MIN_FACE_PX * scale or (is_small and heat[row, column] < SMALL_THRESHOLD):
            continue
        middle_y = (row + offsets[0, row, column] + 0.5) * _STRIDE
        middle_x = (column + offsets[1, row, column] + 0.5) * _STRIDE
        left, right = (_inside(middle_x + part * wide / 2, width) for part in (-1, 1))
        top, bottom = (_inside(middle_y + part * high / 2, height) for part in (-1, 1))
        if right > left and bottom > top:  # the padding holds no face
            box = Box(left, top, right - left, bottom - top)
            found.append((float(heat[row, column]), box))
    return found


def _inside(place: float, edge: int) -> float:
    """`place` as a part of `edge`, between 0 and 1."""
    return round(min(max(float(place), 0.0), float(edge)) / edge, 4)


def _distinct(boxes: list[tuple[float, Box]]) -> list[tuple[float, Box]]:
    """The best box of each face."""
    kept: list[tuple[float, Box]] = []
    for score, box in sorted(boxes, key=lambda pair: -pair[0]):
        if not any(_is_same(box, other) for _score, other in kept):
            kept.append((score, box))
    return kept


def _is_same(box: Box, other: Box) -> bool:
    return box.overlap(other) > OVERLAP or box.within(other) > WITHIN


@lru_cache
def _session() -> Any:
    import onnxruntime  # the one place that needs it, and it takes a while to load

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # an arena keeps what two sizes need for ever
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
