"""Putting approved images at LinkedIn, where nobody sees them until a post names them."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from publishers.linkedin.api import Api
from syndicate.publishing.errors import Refused
from syndicate.publishing.port import Media
from syndicate.rendering.post import ImageRef

AVAILABLE = "AVAILABLE"
FAILED = "PROCESSING_FAILED"
_PAUSES = (0.05, 0.2, 0.5, 1.0)


class Known:
    """Images this process has uploaded, so that a second attempt need not; the newest 500."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._urns: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = Lock()

    def get(self, place: str, sha256: str) -> str | None:
        """LinkedIn's name for the image at `place`, when it was put there before."""
        with self._lock:
            return self._urns.get((place, sha256))

    def put(self, place: str, sha256: str, urn: str) -> None:
        """Remember it."""
        with self._lock:
            self._urns[place, sha256] = urn
            self._urns.move_to_end((place, sha256))
            while len(self._urns) > self._most:
                self._urns.popitem(last=False)


KNOWN = Known()


@dataclass(frozen=True)
class Uploader:
    """Uploads images for one page, until `deadline` on the monotonic clock."""

    api: Api
    owner: str
    place: str
    media: Media
    deadline: float
    known: Known = KNOWN
    sleep: Callable[[float], None] = field(default=time.sleep)

    def urns(self, images: tuple[ImageRef, ...]) -> dict[str, str]:
        """LinkedIn's name of each image by its hash, all of them ready to be posted."""
        wanted = {image.sha256: image for image in images}
        urns = {sha256: self._upload(image) for sha256, image in wanted.items()}
        for sha256, urn in urns.items():
            self._wait_until_available(urn)
            self.known.put(self.place, sha256, urn)
        return urns

    def _upload(self, image: ImageRef) -> str:
        before = self.known.get(self.place, image.sha256)
        if before and self.api.image_status(before) == AVAILABLE:
            return before
        self._refuse_when_late()
        upload = self.api.start_upload(self.owner)
        self._refuse_when_late()
        self.api.put_image(upload, self.media.read(image.sha256), image.media_type)
        return upload.urn

    def _wait_until_available(self, urn: str) -> None:
        pauses = iter(_PAUSES)
        while (status := self.api.image_status(urn)) != AVAILABLE:
            if status == FAILED:
                raise Refused("LinkedIn could not process the image.", permanent=False)
            self._refuse_when_late()
            self.sleep(next(pauses, _PAUSES[-1]))

    def _refuse_when_late(self) -> None:
        if time.monotonic() > self.deadline:
            raise Refused(
                "LinkedIn took too long to take the images. Nothing was posted.", permanent=False
            )
