"""All recognisers of this installation: the built-in ones and those of the company's own wheels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, TypeGuard

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.rules import Rule

GROUP = "syndicate.recognisers"
"""Entry points of this group are objects with the shape of `Recogniser`."""


class Recogniser(Protocol):
    """Finds one family of things. Pure: the same document gives the same hits."""

    @property
    def name(self) -> str:
        """Shown when the recogniser fails."""
        ...

    @property
    def rules(self) -> Sequence[Rule]:
        """Rules beyond the built-in table that its hits use."""
        ...

    def find(self, document: Document) -> Iterable[Hit]:
        """The hits in one document."""
        ...


class Learner(Recogniser, Protocol):
    """A recogniser that first reads all documents of a scan."""

    def learn(self, document: Document) -> None:
        """Note in `document.memory` what other documents should know."""
        ...


class RawReader(Recogniser, Protocol):
    """A recogniser that also reads the text before folding; offsets are into that text."""

    def find_raw(self, text: str) -> Iterable[Hit]:
        """The hits in an unfolded text."""
        ...


def is_learner(recogniser: Recogniser) -> TypeGuard[Learner]:
    """Whether a recogniser wants to read all documents first."""
    return hasattr(recogniser, "learn")


def is_raw_reader(recogniser: Recogniser) -> TypeGuard[RawReader]:
    """Whether a recogniser also wants the unfolded text."""
    return hasattr(recogniser, "find_raw")


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A recogniser of ours: a function with a name."""

    name: str
    finder: Callable[[Document], Iterable[Hit]]
    rules: Sequence[Rule] = ()

    def find(self, document: Document) -> Iterable[Hit]:
        """The hits in one document."""
        return self.finder(document)


@dataclass(frozen=True, slots=True)
class Broken:
    """Stands for a plug-in that could not be loaded, so that every scan says so."""

    name: str
    error: Exception
    rules: Sequence[Rule] = ()

    def find(self, document: Document) -> Iterable[Hit]:  # noqa: ARG002 - shape of Recogniser
        """Raises what the loading raised."""
        raise self.error


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """Every recogniser, built-in ones first, loaded once per process."""
    # Imported here so that naming the registry's types loads none of the libraries.
    from syndicate.privacy.recognisers.builtin import BUILT_IN

    return (*BUILT_IN, *(_load(point) for point in sorted(entry_points(group=GROUP))))


def _load(point: EntryPoint) -> Recogniser:
    try:
        loaded: Recogniser = point.load()
    except Exception as error:  # noqa: BLE001 - a plug-in may raise anything; the scan reports it
        return Broken(point.name, error)
    return loaded
