"""The store behind a setting."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from syndicate.errors import Misconfigured
from syndicate.i18n import _
from syndicate.settings import Settings
from syndicate.storage.folder import FolderStore
from syndicate.storage.port import Store

Setting = Literal["site_store", "media_store"]


def open_store(settings: Settings, name: Setting) -> Store:
    """The folder or bucket of a setting; speaks to nobody yet. Raises `Misconfigured`."""
    place: str = getattr(settings, name)
    if not place.startswith("s3://"):
        return FolderStore(Path(place))
    try:
        from syndicate.storage.objects import ObjectStore  # weighs much, and few need it
    except ImportError as error:
        raise Misconfigured(
            _(
                "SYNDICATE_%(name)s names an object store, which needs obstore: install "
                "syndicate[objects], or set a folder.",
                name=name.upper(),
            )
        ) from error
    return ObjectStore.of(settings, place)
