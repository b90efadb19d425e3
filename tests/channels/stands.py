"""Stands for the kinds of channels the demo does not show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from syndicate.publishing.demo import Stand, StandSite
from syndicate.publishing.port import Plug, Token
from tests.channels.manual.board import Board
from tests.channels.webhook.receiver import SECRET, Receiver


def _stand(
    app: Callable[[], Any], config: dict[str, Any], token: Callable[[], Token | None]
) -> Stand:
    return Stand(
        title="Stand",
        port_offset=0,
        app=lambda _site: app(),
        environ=lambda _site: {},
        config=config,
        token=token,
    )


def stand_for(plug: Plug, site: StandSite) -> Stand:
    """The stand of a kind of channel: the demo's, or one for tests only."""
    if isinstance(plug.demo, Stand):
        return plug.demo
    return {
        "manual": _stand(Board, {}, lambda: None),
        "webhook": _stand(Receiver, {"url": f"{site.url}/hooks"}, lambda: Token(SECRET)),
    }[plug.kind]
