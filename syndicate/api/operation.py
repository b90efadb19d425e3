"""One operation of the API: a line that routes it, checks it and documents it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict
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


class File:
    """An answer that is a file to keep, not JSON."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data


@dataclass(frozen=True)
class Operation:
    """One method at one path."""

    method: str
    path: str
    """With `{name}` for parameters, as OpenAPI writes them."""
    summary: str
    run: Callable[..., BaseModel | Done | File]
    """`run(call, body | query | image, **path parameters)`."""
    answer: type[BaseModel] | None
    """None where the answer is a file."""
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    status: int = 200
    also: tuple[int, ...] = ()
    """Other statuses that carry the same answer."""
    binary: bool = False
    """The body is an image, handed to `run` made anew from its pixels."""
    before: Callable[..., None] | None = None
    """`before(kit, **path parameters)`: what takes a while and must not hold the transaction."""
    file_type: str = ""
    """Media type of an answer that is a file."""

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


class Query(BaseModel):
    """Base of query parameters; as it stands it refuses every one."""

    model_config = ConfigDict(extra="forbid")
