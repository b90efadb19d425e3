"""What is plugged in: processes and kinds of channels, found by entry points or handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.metadata import entry_points
from typing import Any

from syndicate.errors import Misconfigured
from syndicate.i18n import _
from syndicate.process import Process
from syndicate.publishing.port import Plug

WORKFLOWS = "syndicate.workflows"
PUBLISHERS = "syndicate.publishers"


class Registry:
    """Processes and plugs by name; installed ones are loaded when first asked for."""

    def __init__(
        self,
        *,
        processes: Iterable[Process] | None = None,
        plugs: Iterable[Plug] | None = None,
    ) -> None:
        self._given_processes = processes
        self._given_plugs = plugs

    @cached_property
    def processes(self) -> Mapping[str, Process]:
        """Every process, by name."""
        found = _installed(WORKFLOWS) if self._given_processes is None else self._given_processes
        return {process.name: process for process in found}

    @cached_property
    def plugs(self) -> Mapping[str, Plug]:
        """Every kind of channel, by kind."""
        found = _installed(PUBLISHERS) if self._given_plugs is None else self._given_plugs
        return {plug.kind: plug for plug in found}

    def process(self, name: str) -> Process:
        """The process of that name; raises `Misconfigured` with the names there are."""
        try:
            return self.processes[name]
        except KeyError:
            raise Misconfigured(
                _(
                    "There is no process “%(name)s”. Installed: %(known)s.",
                    name=name,
                    known=_names(self.processes),
                )
            ) from None

    def plug(self, kind: str) -> Plug:
        """The plug of that kind; raises `Misconfigured` with the kinds there are."""
        try:
            return self.plugs[kind]
        except KeyError:
            raise Misconfigured(
                _(
                    "There is no kind of channel “%(kind)s”. Installed: %(known)s.",
                    kind=kind,
                    known=_names(self.plugs),
                )
            ) from None


def _installed(group: str) -> list[Any]:
    found = []
    for point in entry_points(group=group):
        try:
            found.append(point.load())
        except (ImportError, AttributeError) as error:
            raise Misconfigured(
                _(
                    "“%(name)s” (%(place)s) cannot be loaded: %(problem)s. Install it again.",
                    name=point.name,
                    place=point.value,
                    problem=str(error),
                )
            ) from error
    return found


def _names(known: Mapping[str, Any]) -> str:
    return ", ".join(sorted(known)) or "–"
