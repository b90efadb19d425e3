"""A folder keeps files whole, and says what the disk says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from syndicate.settings import load_settings
from syndicate.storage.errors import Denied
from syndicate.storage.folder import FolderStore
from syndicate.storage.opening import open_store
from syndicate.storage.port import Label, Remote

TEXT = Label("text/plain")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    """A folder that is not there yet."""
    return FolderStore(tmp_path / "files")


def test_what_is_put_can_be_read_found_and_removed(store: FolderStore) -> None:
    assert store.names() == []
    store.put("en/a.txt", b"one", TEXT)
    store.put("en/a.txt", b"two", TEXT)

    assert store.read("en/a.txt") == b"two"
    assert store.has("en/a.txt")
    assert store.path("en/a.txt") == store.root / "en/a.txt"
    assert store.path("en") is None
    assert list(store.bodies(["en/a.txt", "en/b.txt"])) == [("en/a.txt", b"two")]
    store.remove("en/a.txt")
    store.remove("en/a.txt")
    assert store.read("en/a.txt") is None
    assert store.names() == []


def test_a_setting_without_a_scheme_is_a_folder(tmp_path: Path) -> None:
    store = open_store(load_settings(media_store=str(tmp_path)), "media_store")

    assert store == FolderStore(tmp_path)
    assert store.is_local
    assert not isinstance(store, Remote)


def test_whatever_the_disk_refuses_is_said_with_its_own_reason(store: FolderStore) -> None:
    store.put("folder/a.txt", b"one", TEXT)

    with pytest.raises(Denied, match="Is a directory"):
        store.read("folder")
    with pytest.raises(Denied, match=r"Is a directory|Operation not permitted"):
        store.remove("folder")
    with pytest.raises(Denied, match=r"Not a directory|File exists"):
        store.put("folder/a.txt/b.txt", b"one", TEXT)
    with pytest.raises(Denied, match="File exists"):
        FolderStore(store.root / "folder" / "a.txt").try_out()


def test_a_file_that_cannot_be_finished_leaves_nothing_behind(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Denied, match="No space left on device"):
        store.put("a.txt", b"one", TEXT)

    assert store.names() == []


def test_a_folder_is_ready_where_it_stands_or_could_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert FolderStore(tmp_path).is_ready()
    assert FolderStore(tmp_path / "a" / "b").is_ready()
    assert not FolderStore(tmp_path / "file" / "a").is_ready()
    assert FolderStore(tmp_path / "a").try_out() == ()
