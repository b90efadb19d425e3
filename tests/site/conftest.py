"""A blog in a folder of its own, at a time that stands still."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import time_machine

from syndicate.settings import load_settings
from syndicate.storage.objects import ObjectStore
from tests.services.s3 import BUCKET, S3
from tests.site.world import World


@pytest.fixture(autouse=True)
def _trusted_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test cuts the power, and syncing takes longer than everything else."""
    for name in ("fsync", "sync"):
        monkeypatch.setattr(os, name, lambda *_: None)


@pytest.fixture
def folder_world(tmp_path: Path, clock: time_machine.Traveller) -> World:
    """A blog in a folder, with nothing on it yet."""
    return World(tmp_path, clock)


@pytest.fixture
def bucket(s3: S3) -> ObjectStore:
    """A bucket to keep a blog in; what it refuses is not asked for again."""
    settings = load_settings(**s3.settings(site_store=f"s3://{BUCKET}/blog"))
    patient = ObjectStore.of(settings, settings.site_store)
    hasty = patient.hasty
    return ObjectStore(settings.site_store, hasty, hasty)


@pytest.fixture
def bucket_world(tmp_path: Path, clock: time_machine.Traveller, bucket: ObjectStore) -> World:
    """A blog in a bucket, with nothing on it yet."""
    return World(tmp_path, clock, place=bucket)


@pytest.fixture
def world(folder_world: World) -> World:
    """A blog with nothing on it yet."""
    return folder_world


@pytest.fixture(params=["folder", "bucket"])
def anywhere(request: pytest.FixtureRequest) -> World:
    """A blog with nothing on it yet; the test runs once for each kind of store."""
    world: World = request.getfixturevalue(f"{request.param}_world")
    return world
