"""Files in a bucket of an object store that speaks S3. Imported only where one is set."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import obstore
from obstore.exceptions import NotModifiedError
from obstore.store import S3Store

from syndicate import places
from syndicate.i18n import Text, _
from syndicate.settings import Settings
from syndicate.storage.errors import Denied, Overtaken, StoreError
from syndicate.storage.object_errors import understood
from syndicate.storage.object_lease import Lease
from syndicate.storage.object_writer import ObjectWriter
from syndicate.storage.port import Label, Object, Unchanged

AT_ONCE = 8
"""Requests under way at the same time."""
_PAGE = 1_000
"""Names in one answer to a listing."""
_GOOD_FOR, _BAD_FOR = 30.0, 3.0
"""Seconds for which a bucket counts as ready, or not, before it is tried out again."""


class ObjectStore:
    """Fills in `syndicate.storage.port.Store` for a bucket, or what is beneath a prefix in it."""

    is_local = False
    at_once = AT_ONCE

    def __init__(self, place: str, client: S3Store, hasty: S3Store) -> None:
        self.place = place
        self.client = client
        self.hasty = hasty
        # Processes try it out side by side, and must not find each other's file.
        self._probe = f".state/probe-{uuid4().hex}"
        self._probing = threading.Lock()
        self._asking = threading.Lock()
        self._is_ready = False
        self._ask_again_at = 0.0

    @classmethod
    def of(cls, settings: Settings, place: str) -> ObjectStore:
        """The bucket at `s3://…`; nothing is asked of it yet."""
        return cls(place, _client(settings, place), _client(settings, place, hasty=True))

    def path(self, name: str) -> Path | None:  # noqa: ARG002 - as for every name
        """Nothing stands on this machine."""
        return None

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when there is none."""
        found = self.find(name)
        return found.body if found else None

    def find(self, name: str) -> Object | None:
        """A file with its facts; None when there is none."""
        try:
            return self._get(name, {})
        except FileNotFoundError:
            return None

    def find_newer(self, name: str, known: str) -> Object | Unchanged | None:
        """The same, unless its version is the one `known`."""
        try:
            return self._get(name, {"if_none_match": f'"{known}"'})
        except FileNotFoundError:
            return None
        except NotModifiedError:
            return Unchanged()

    def _get(self, name: str, options: Any) -> Object:
        with understood(self.place, writes=False):
            answer = obstore.get(self.client, name, options=options)
            body = bytes(answer.bytes())
        meta = answer.meta
        notes = {str(key): value for key, value in answer.attributes.items()}
        return Object(body, bare(meta["e_tag"]), meta["last_modified"], notes)

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            with understood(self.place, writes=False):
                obstore.head(self.client, name)
        except FileNotFoundError:
            return False
        return True

    def names(self, folder: str = "") -> Sequence[str]:
        """Every file beneath `folder`."""
        return sorted(self.listed(folder))

    def listed(self, folder: str = "") -> dict[str, str | None]:
        """Every file beneath `folder` with its version."""
        with understood(self.place, writes=False):
            pages = obstore.list(self.client, folder.rstrip("/") or None, chunk_size=_PAGE)
            found = {meta["path"]: bare(meta["e_tag"]) for page in pages for meta in page}
        # Consoles leave an empty object at `folder/`, which is listed by the folder's own name.
        return {name: e_tag for name, e_tag in found.items() if name and name.startswith(folder)}

    def bodies(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """These files with their bytes, several read at a time."""
        rest = iter(names)
        with ThreadPoolExecutor(AT_ONCE, "objects") as pool:
            while some := list(islice(rest, AT_ONCE * 4)):
                for name, body in zip(some, pool.map(self.read, some), strict=True):
                    if body is not None:
                        yield name, body

    def put(self, name: str, body: bytes, label: Label) -> None:
        """Keep a file; whoever asks gets the old bytes or the new ones."""
        with understood(self.place, writes=True):
            obstore.put(
                self.client, name, body, attributes=self.attributes(label), use_multipart=False
            )

    @staticmethod
    def attributes(label: Label) -> Any:
        """A label as headers of an object."""
        wanted = {
            "Content-Type": label.media_type,
            "Cache-Control": label.cache_control,
            "Content-Encoding": label.encoding,
            **label.notes,
        }
        return {name: value for name, value in wanted.items() if value}

    def remove(self, name: str) -> None:
        """Let there be no such file."""
        with understood(self.place, writes=True):
            obstore.delete(self.client, name)

    def is_ready(self) -> bool:
        """Whether it could be written when it was last tried out; it is asked about every while.

        One caller waits for the answer, the others get the last one: a bucket that hangs must not
        hold up every thread of a server.
        """
        if time.monotonic() < self._ask_again_at or not self._asking.acquire(blocking=False):
            return self._is_ready
        try:
            self.try_out()
            self._is_ready = True
        except StoreError:
            self._is_ready = False
        finally:
            pause = _GOOD_FOR if self._is_ready else _BAD_FOR
            self._ask_again_at = time.monotonic() + pause
            self._asking.release()
        return self._is_ready

    def try_out(self) -> Sequence[Text]:
        """Write a file and remove it, with little patience; conditions must be kept, too."""
        with self._probing:
            with understood(self.place, writes=True):
                kept = obstore.put(self.hasty, self._probe, b"ready", use_multipart=False)
            keeps_conditions = self._refuses_a_second()
            with understood(self.place, writes=True):
                obstore.delete(self.hasty, self._probe)
        if not keeps_conditions:
            raise Denied(self.place, "it ignores conditions (If-None-Match) when it is written")
        return [_keeps_versions(self.place)] if kept["version"] else []

    def _refuses_a_second(self) -> bool:
        try:
            with understood(self.place, writes=True):
                obstore.put(self.hasty, self._probe, b"again", mode="create", use_multipart=False)
        except Overtaken:
            return True
        return False

    @contextmanager
    def writing(self, state: str, *, seconds: float) -> Iterator[ObjectWriter]:
        """Write while nobody else may: by a lease in the bucket that its holder renews."""
        with (
            Lease(self, state).held(seconds) as lease,
            tempfile.TemporaryDirectory(prefix="syndicate-") as workshop,
        ):
            yield ObjectWriter(self, lease, Path(workshop))


def _keeps_versions(place: str) -> Text:
    return _(
        "%(place)s keeps old versions: let them expire by a rule of the bucket, or what is "
        "withdrawn or erased stays in them.",
        place=place,
    )


def bare(e_tag: str | None) -> str | None:
    """An ETag without its quotation marks."""
    return e_tag.strip('"') if e_tag else None


def _client(settings: Settings, place: str, *, hasty: bool = False) -> S3Store:
    name, prefix = places.bucket(place) or places.Bucket("", "")
    secret = settings.s3_secret_access_key
    given = {
        "endpoint": settings.s3_endpoint,
        "region": settings.s3_region,
        "access_key_id": settings.s3_access_key_id,
        "secret_access_key": secret.get_secret_value() if secret else None,
    }
    config: Any = {key: value for key, value in given.items() if value}
    return S3Store(
        name,
        prefix=prefix or None,
        config=config,
        client_options={
            # It was found to be this machine, or declared safe.
            "allow_http": (settings.s3_endpoint or "").startswith("http://"),
            "connect_timeout": timedelta(seconds=2 if hasty else 5),
            "timeout": timedelta(seconds=3 if hasty else 20),
        },
        retry_config={
            "max_retries": 0 if hasty else 3,
            "retry_timeout": timedelta(seconds=3 if hasty else 15),
        },
    )
