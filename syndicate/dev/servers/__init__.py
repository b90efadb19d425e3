"""Real PostgreSQL and Redis servers of our own, for tests and benchmarks."""
