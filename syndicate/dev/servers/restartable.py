"""A server that is ended by a signal in the middle of its work, and started again."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack


class Restartable:
    """Holds one server; `start` gives a context in which it runs."""

    def __init__(
        self, start: Callable[[], AbstractContextManager[subprocess.Popen[bytes]]]
    ) -> None:
        self._start = start
        self._stack = ExitStack()
        self._process = self._stack.enter_context(start())

    def restart(self, by: signal.Signals) -> None:
        """End it by this signal; back when it answers again."""
        self._process.send_signal(by)
        self._process.wait()
        self.stop()
        self._process = self._stack.enter_context(self._start())

    def stop(self) -> None:
        """End it as it should be ended."""
        self._stack.close()
