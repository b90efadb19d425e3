"""Image files of every kind, good and bad, made in memory."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

GPS = 0x8825


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes of `image` as `kind`."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    """The image in `data`, decoded."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def two_halves(width: int = 60, height: int = 40) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def photo(**exif: Any) -> bytes:
    """A JPEG with a position, a camera, a comment, a thumbnail's profile and an orientation."""
    tags = Image.Exif()
    tags[0x010F] = "SecretCam"
    tags[0x0112] = exif.get("orientation", 1)
    tags.get_ifd(GPS).update({1: "N", 2: (35.0, 39.0, 31.0), 3: "E", 4: (139.0, 44.0, 43.0)})
    return saved(
        two_halves(),
        "JPEG",
        exif=tags.tobytes(),
        comment=b"left by a secret tool",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        quality=95,
    )


def huge_png(width: int, height: int) -> bytes:
    """A few hundred bytes of PNG that say they are `width` times `height` pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(100_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def red_and_blue_swapped() -> bytes:
    """A colour profile in which red means blue: sRGB with the names of two tags exchanged."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return srgb.replace(b"rXYZ", b"tmp_").replace(b"bXYZ", b"rXYZ").replace(b"tmp_", b"bXYZ")
