"""What a publisher brings for `syndicate demo`: a server to run beside the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syndicate.publishing.port import Token

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Any]


@dataclass(frozen=True)
class StandSite:
    """Where a stand runs, and what it may use."""

    url: str
    """Its own address, `http://127.0.0.1:PORT`."""
    site_store: Path
    """The folder the culture blog is written to."""


@dataclass(frozen=True)
class Stand:
    """One server of the demo and the channel that speaks to it."""

    title: str
    port_offset: int
    """Added to the app's port."""
    app: Callable[[StandSite], WsgiApp]
    environ: Callable[[StandSite], Mapping[str, str]]
    """Environment settings that point the publisher at this stand."""
    config: Mapping[str, Any]
    """The channel's settings."""
    token: Callable[[], Token | None]
    """Credentials the stand accepts, stored as if a person had connected."""
