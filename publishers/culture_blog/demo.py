"""The public blog of `syndicate demo`, on an origin of its own."""

from __future__ import annotations

from collections.abc import Mapping

from syndicate.publishing.demo import Stand, StandSite, WsgiApp
from syndicate.storage.folder import FolderStore


def _app(site: StandSite) -> WsgiApp:
    from publishers.culture_blog.server import StaticSite  # only a server needs it

    return StaticSite(FolderStore(site.site_store))


def _environ(site: StandSite) -> Mapping[str, str]:
    return {"SYNDICATE_SITE_URL": site.url}


STAND = Stand(
    title="Culture blog",
    port_offset=1,
    app=_app,
    environ=_environ,
    config={},
    token=lambda: None,
)
