"""Images are kept once, whole, and only as long as they are what was approved."""

from __future__ import annotations

import hashlib
import io
import stat
import threading
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from syndicate import clock
from syndicate.errors import Misconfigured, NotFound, TooLarge, UnsupportedMedia
from syndicate.models import Asset
from syndicate.services.media_store import MediaStore, upload
from syndicate.storage.folder import FolderStore
from tests.functional.delivery.stage import Stage

DATA = b"the bytes of an image"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(FolderStore(tmp_path / "media"))


def photo(colour: str = "teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "JPEG")
    return file.getvalue()


def test_what_is_put_can_be_read_and_found(store: MediaStore) -> None:
    for _ in range(2):
        store.put(DATA, SHA256, "image/png")

    path = store.find(f"{SHA256}.png")
    assert isinstance(path, Path)
    assert path.read_bytes() == store.read(SHA256) == DATA
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [file.name for file in path.parent.iterdir()] == [f"{SHA256}.png"]


@pytest.mark.parametrize(
    "name",
    [
        f"{SHA256}.jpg",
        f"{SHA256}.gif",
        f"{SHA256}",
        "../syndicate.db",
        f"../{SHA256}.png",
        f"{SHA256}.png\n",
        "",
    ],
)
def test_nothing_else_can_be_found(store: MediaStore, name: str) -> None:
    store.put(DATA, SHA256, "image/png")

    assert store.find(name) is None


@pytest.mark.parametrize("sha256", ["0" * 64, "", "../../etc/passwd"])
def test_what_is_not_there_is_not_read(store: MediaStore, sha256: str) -> None:
    with pytest.raises(NotFound):
        store.read(sha256)


def test_an_image_altered_on_disk_is_not_the_image_any_more(store: MediaStore) -> None:
    store.put(DATA, SHA256, "image/jpeg")
    path = store.find(f"{SHA256}.jpg")
    assert isinstance(path, Path)
    path.write_bytes(b"other bytes")

    with pytest.raises(NotFound, match="altered"):
        store.read(SHA256)


def test_a_folder_that_cannot_be_written_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(Misconfigured, match="SYNDICATE_MEDIA_STORE"):
        MediaStore(FolderStore(tmp_path / "file" / "media")).put(DATA, SHA256, "image/png")


def test_a_full_disk_leaves_nothing_half_written(
    store: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Misconfigured, match="No space left"):
        store.put(DATA, SHA256, "image/png")

    assert not store.files.names()


def test_an_uploaded_image_is_made_anew_and_kept_once(
    stage_on_each: Stage, store: MediaStore
) -> None:
    stage = stage_on_each
    paula = stage.actor("paula")
    for _ in range(2):
        with stage.database.begin() as session:
            asset = upload(
                session, photo(), actor=paula, store=store, max_bytes=1_000_000, now=clock.now()
            )

    with stage.database.reading() as session:
        assert [row.id for row in session.scalars(select(Asset))] == [asset.id]
    assert (asset.width, asset.height, asset.media_type) == (40, 30, "image/jpeg")
    assert asset.uploaded_by_id == stage.users["paula"].id
    assert len(store.read(asset.sha256)) == asset.size


def test_an_image_that_came_in_meanwhile_is_taken(
    stage_on_each: Stage, store: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = stage_on_each
    ids: list[str] = []
    for _ in range(2):
        with stage.database.begin() as session:
            asset = upload(
                session,
                photo(),
                actor=stage.actor("paula"),
                store=store,
                max_bytes=1_000_000,
                now=clock.now(),
            )
            ids.append(asset.id)
        monkeypatch.setattr("syndicate.services.media_store._asset", lambda *_: None)

    assert ids[0] == ids[1]


def test_two_people_may_upload_one_image_at_once(stage_on_each: Stage, store: MediaStore) -> None:
    stage = stage_on_each
    got: list[str] = []

    def send(name: str) -> None:
        with stage.database.begin() as session:
            asset = upload(
                session,
                photo(),
                actor=stage.actor(name),
                store=store,
                max_bytes=1_000_000,
                now=clock.now(),
            )
            got.append(asset.id)

    senders = [threading.Thread(target=send, args=(name,)) for name in ("paula", "adam", "arthur")]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert len(got) == 3
    assert len(set(got)) == 1


def test_an_image_over_the_limit_is_refused(stage: Stage, store: MediaStore) -> None:
    with stage.database.begin() as session, pytest.raises(TooLarge):
        upload(
            session,
            b"x" * 2_000_001,
            actor=stage.actor("paula"),
            store=store,
            max_bytes=2_000_000,
            now=clock.now(),
        )


def test_an_image_that_is_none_is_refused(stage: Stage, store: MediaStore) -> None:
    with stage.database.begin() as session, pytest.raises(UnsupportedMedia):
        upload(
            session,
            b"PNG, or so it says",
            actor=stage.actor("paula"),
            store=store,
            max_bytes=2_000_000,
            now=clock.now(),
        )

    assert not store.files.names()
