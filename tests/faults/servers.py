"""A database and, for rq, a Redis that can be cut down and come back with what they had kept."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from syndicate.db import Database
from syndicate.dev.servers.postgresql import PostgreSQL, postgresql_server
from syndicate.dev.servers.redis_server import RedisServer, restartable_redis
from syndicate.migrations.run import upgrade
from tests.faults.plan import Carrier, Plan, Store


class Servers:
    """The servers of one run."""

    def __init__(
        self, database_url: str, postgresql: PostgreSQL | None, redis: RedisServer | None
    ) -> None:
        self.database_url = database_url
        self.postgresql = postgresql
        self.redis = redis
        self.database_restarts = self.redis_kills = 0

    @property
    def redis_url(self) -> str | None:
        """Where Redis is, if there is one."""
        return self.redis.url if self.redis else None

    def restart_database(self) -> bool:
        """Cut PostgreSQL off in the middle, as `immediate` does, and start it again."""
        if self.postgresql is None:
            return False
        self.postgresql.restart(signal.SIGQUIT)
        self.database_restarts += 1
        return True

    def kill_redis(self) -> bool:
        """Kill Redis; it comes back empty."""
        if self.redis is None:
            return False
        self.redis.restart(signal.SIGKILL)
        self.redis_kills += 1
        return True


@contextmanager
def servers(plan: Plan, folder: Path) -> Iterator[Servers]:
    """What the plan asks for, with the newest schema."""
    with ExitStack() as stack:
        postgresql = redis = None
        url = f"sqlite:///{folder / 'syndicate.db'}"
        if plan.store is Store.POSTGRESQL:
            postgresql = stack.enter_context(postgresql_server(durable=True))
            url = postgresql.create("faults")
        if plan.carrier is Carrier.RQ:
            redis = stack.enter_context(restartable_redis(folder))
        database = Database(url)
        upgrade(database.engine)
        database.dispose()
        yield Servers(url, postgresql, redis)
