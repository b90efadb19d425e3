"""The neutral post: what a story says, before any channel gives it a form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ImageRef:
    """An image in our own store, named by the hash of its bytes."""

    sha256: str
    media_type: str
    """`image/jpeg` or `image/png`."""
    width: int
    height: int
    alt: str

    @property
    def file_name(self) -> str:
        """`<sha256>.jpg` or `.png`, as it stands under `/media/`."""
        return f"{self.sha256}.{'png' if self.media_type == 'image/png' else 'jpg'}"


@dataclass(frozen=True)
class Post:
    """A story ready for any channel. All strings are NFC and free of control characters."""

    language: str
    title: str
    summary: str
    html: str
    """Sanitised; own images as `src="media:<file_name>"`, links absolute https or mailto."""
    text: str
    """The same as plain text, paragraphs separated by an empty line."""
    tags: tuple[str, ...]
    byline: str
    """How the author chose to be named, or an empty string."""
    images: tuple[ImageRef, ...]
    """The first is the hero; the rest stand in `html`."""
    slug: str
    url: str
    """Canonical address of the story on the culture blog."""
    channel_text: str | None = None
    """Text PR wrote for this channel, replacing the summary there."""
