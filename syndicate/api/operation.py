"""One operation of the API: a line that routes it, checks it and documents it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from syndicate.models import User
from syndicate.policy import Actor
from syndicate.services.kit import Kit


@dataclass(frozen=True)
class Call:
    """One request, authenticated and inside its transaction."""

    session: Session
    kit: Kit
    actor: Actor
    user: User
    now: datetime
    locale: str


@dataclass(frozen=True)
class Done:
    """An answer whose status is not the operation's usual one."""

    status: int
    answer: BaseModel


@dataclass(frozen=True)
class Operation:
    """One method at one path."""

    method: str
    path: str
    """With `{name}` for parameters, as OpenAPI writes them."""
    summary: str
    run: Callable[..., BaseModel | Done]
    """`run(call, body | query, **path parameters)`."""
    answer: type[BaseModel]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    status: int = 200
    also: tuple[int, ...] = ()
    """Other statuses that carry the same answer."""
    binary: bool = False
    """The body is an image, handed to `run` as bytes."""

    @property
    def name(self) -> str:
        """Unique, for OpenAPI and for Flask."""
        return self.run.__name__

    @property
    def writes(self) -> bool:
        """Whether it needs a transaction that commits."""
        return self.method != "GET"

    @property
    def flask_rule(self) -> str:
        """The path as Flask writes it."""
        return self.path.replace("{", "<").replace("}", ">")


class NoQuery(BaseModel):
    """An operation without query parameters refuses any."""

    model_config = {"extra": "forbid"}


Answered = tuple[int, dict[str, Any]]
