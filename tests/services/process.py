"""What starts and ends servers; the benchmarks use the same."""

from syndicate.dev.processes import free_port, program, run_as, running

__all__ = ["free_port", "program", "run_as", "running"]
