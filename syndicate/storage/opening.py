"""The store behind a setting."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from syndicate.settings import Settings
from syndicate.storage.folder import FolderStore
from syndicate.storage.port import Store

Setting = Literal["site_store", "media_store"]


def open_store(settings: Settings, name: Setting) -> Store:
    """The folder of a setting."""
    return FolderStore(Path(getattr(settings, name)))
