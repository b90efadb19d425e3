"""Faults to order: what goes wrong on the wire before or after LinkedIn has done its work."""

from __future__ import annotations

import random
from enum import StrEnum
from fnmatch import fnmatch
from threading import Lock
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr


class Point(StrEnum):
    """When it goes wrong."""

    BEFORE = "before"
    """Before LinkedIn looks at the request: nothing is stored."""
    AFTER = "after"
    """After LinkedIn has stored it: only the answer is lost."""


class Kind(StrEnum):
    """What goes wrong."""

    RESET = "reset"
    HANG = "hang"
    """No answer for `seconds`, then the connection closes."""
    SLOW = "slow"
    """The right answer, `seconds` late; before: also done late."""
    NO_ID = "no_id"
    """The right answer without the header that names the post."""
    GARBLED = "garbled"
    """The right status with a body that is no JSON."""
    STATUS = "status"
    """Status `status` with a gateway's HTML."""
    THROTTLE = "throttle"
    """429 as LinkedIn sends it; with `seconds`, it says when to come back."""
    REDIRECT = "redirect"
    """302 to another host."""


class Rule(BaseModel):
    """One fault: which requests it meets, how often, and what happens."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    point: Point = Point.BEFORE
    method: str = "POST"
    path: str = "/rest/posts"
    """A pattern as in a shell: `/rest/posts/*`."""
    times: int | None = 1
    """How many requests it meets; null for all."""
    rate: float = Field(1.0, ge=0, le=1)
    """The share of matching requests it meets."""
    seconds: float = Field(0.0, ge=0)
    status: int = 502
    _met: int = PrivateAttr(default=0)


class Plan(BaseModel):
    """The faults in force; the first rule that meets a request decides."""

    model_config = ConfigDict(extra="forbid")

    rules: list[Rule] = Field(default_factory=list)
    seed: int = 0
    _random: random.Random = PrivateAttr()
    _lock: Any = PrivateAttr(default_factory=Lock)

    def model_post_init(self, _context: Any) -> None:
        """The dice, the same for the same seed."""
        self._random = random.Random(self.seed)  # noqa: S311 - which request fails is no secret

    @property
    def met(self) -> int:
        """How many requests have met a fault."""
        return sum(rule._met for rule in self.rules)

    def meet(self, method: str, path: str) -> Rule | None:
        """The fault for this request, counted as used."""
        with self._lock:
            for rule in self.rules:
                if rule.method != method or not fnmatch(path, rule.path):
                    continue
                if rule.times is not None and rule._met >= rule.times:
                    continue
                if self._random.random() < rule.rate:
                    rule._met += 1
                    return rule
        return None
