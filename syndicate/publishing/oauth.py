"""What a publisher with an OAuth account offers, so that the kernel can connect and refresh it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from syndicate.publishing.port import Token


@dataclass(frozen=True)
class Account:
    """A place at the channel that the signed-in person may publish as."""

    remote_id: str
    name: str


class Connection(Protocol):
    """One kind of channel's OAuth 2.0 authorisation code flow. Raises the errors of `errors`."""

    @property
    def account_setting(self) -> str:
        """The field of the channel's settings that holds the id of the chosen account."""
        ...

    def authorize_url(self, *, redirect_uri: str, state: str) -> str:
        """Where to send the person's browser."""
        ...

    def exchange(self, *, code: str, redirect_uri: str) -> Token:
        """The token for a code, by one call that is never repeated."""
        ...

    def refresh(self, token: Token) -> Token:
        """A newer token; raises `NeedsReconnect` where the channel gives none."""
        ...

    def accounts(self, token: Token) -> Sequence[Account]:
        """The places this person may publish as."""
        ...
