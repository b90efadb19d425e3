"""Little memory and time for processes that read what strangers sent."""

from __future__ import annotations

import resource
import sys


def confine(memory_bytes: int, cpu_seconds: int) -> None:
    """Limit this process and those it starts; macOS has no limit on memory to set."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
