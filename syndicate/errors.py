"""Everything that can be refused: one tree, each with its HTTP status and a sentence that helps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from syndicate.i18n import Text, _


class SyndicateError(Exception):
    """A refusal a person can act on. `text` says what is wrong and what to do next."""

    status = 500
    slug = "internal"
    title = _("Something went wrong on our side")

    def __init__(self, text: Text, **details: Any) -> None:
        super().__init__(str(text))
        self.text = text
        self.details = details
        """Further members of the problem document, JSON values only."""


class Malformed(SyndicateError):
    """The request could not be read at all."""

    status = 400
    slug = "malformed"
    title = _("The request could not be read")


class NotSignedIn(SyndicateError):
    """Nobody is signed in, or the token is not valid."""

    status = 401
    slug = "not-signed-in"
    title = _("Please sign in")


class Forbidden(SyndicateError):
    """This person may not do this."""

    status = 403
    slug = "forbidden"
    title = _("You may not do this")


class NotFound(SyndicateError):
    """There is no such thing, or not for this person."""

    status = 404
    slug = "not-found"
    title = _("Not found")


class MethodNotAllowed(SyndicateError):
    """The address is there, but not for this method."""

    status = 405
    slug = "method-not-allowed"
    title = _("This address does not take that")


class Conflict(SyndicateError):
    """The thing moved on while the person was looking at it."""

    status = 409
    slug = "conflict"
    title = _("This changed in the meantime")


class Stale(Conflict):
    """The person decided about a revision or a release that is no longer the latest."""

    slug = "stale"


class WrongState(Conflict):
    """The story is in a state that does not offer this step."""

    slug = "wrong-state"
    title = _("The story is past this step")


class Blocked(Conflict):
    """A guard says why the story cannot go on. `details["blocks"]` lists every reason."""

    slug = "blocked"
    title = _("Something still stands in the way")


class Gone(SyndicateError):
    """The link was good once and is no longer."""

    status = 410
    slug = "gone"
    title = _("No longer there")


class TooLarge(SyndicateError):
    """More bytes, pixels or items than the stated limit."""

    status = 413
    slug = "too-large"
    title = _("Too large")


class UnsupportedMedia(SyndicateError):
    """Not a kind of file that can be taken."""

    status = 415
    slug = "unsupported-media"
    title = _("This kind of file cannot be used")


class Invalid(SyndicateError):
    """Fields that do not pass. `details["errors"]` lists `{field, message}`."""

    status = 422
    slug = "invalid"
    title = _("Please check the marked fields")

    @classmethod
    def field(cls, name: str, text: Text) -> Invalid:
        """One field is wrong."""
        return cls.fields([(name, text)])

    @classmethod
    def fields(cls, problems: Sequence[tuple[str, Text]]) -> Invalid:
        """Several fields are wrong; the first sentence stands for all in one-line places."""
        error = cls(problems[0][1])
        error.problems = tuple(problems)
        return error

    problems: tuple[tuple[str, Text], ...] = ()


class Unresolved(Invalid):
    """Fields that are well formed, but name what is not there or cannot be as things stand."""

    status = 409
    slug = "unresolved"


class TooMany(SyndicateError):
    """More requests than the stated rate."""

    status = 429
    slug = "too-many"
    title = _("Too many attempts")


class Misconfigured(SyndicateError):
    """A setting is missing or unsafe; the sentence names it."""

    status = 500
    slug = "misconfigured"
    title = _("A setting is wrong")
