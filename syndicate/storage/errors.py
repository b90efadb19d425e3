"""How keeping files can fail; publishers and pages decide what that means to them."""

from __future__ import annotations

from syndicate.errors import SyndicateError
from syndicate.i18n import Text, _


class StoreError(SyndicateError):
    """A file could not be read or written. `problem` is the reason alone, without a secret."""

    status = 503
    slug = "store-unavailable"
    title = _("Files cannot be reached")

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(self.sentence(place, problem))
        self.place = place
        self.problem = problem

    def sentence(self, place: str, problem: str) -> Text:
        """What a person reads."""
        return _(
            "%(place)s cannot be reached right now (%(problem)s). Please try again in a moment.",
            place=place,
            problem=problem,
        )


class Busy(StoreError):
    """The store did not take the request, and nothing changed: safe to try again."""


class Held(Busy):
    """Somebody else is writing."""


class Overtaken(StoreError):
    """Somebody else wrote in between, and nothing of ours was written over theirs."""


class Unsettled(StoreError):
    """Some of the changes, or this one, may be there and others not."""


class Denied(StoreError):
    """The store does not let us, until an operator gives room, rights or right settings."""

    status = 500
    slug = "misconfigured"
    title = _("A setting is wrong")

    def sentence(self, place: str, problem: str) -> Text:
        """What a person reads."""
        return _(
            "%(place)s cannot be used: %(problem)s. "
            "Ask whoever looks after syndicate to run syndicate doctor.",
            place=place,
            problem=problem,
        )
