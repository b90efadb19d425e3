"""Which version a database stands at, told without the library that migrates it.

Every process asks this when it starts; loading each migration for it would cost a second and ten
megabytes that are never used again.
"""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy import Engine, inspect, text

from syndicate.resources import migrations_root

_CURRENT = text("SELECT version_num FROM alembic_version")
_NAMED = re.compile(r"^(revision|down_revision)\b[^=]*= (?:\"(\w+)\"|None)$", re.MULTILINE)


@cache
def newest() -> frozenset[str]:
    """The newest revisions there are; more than one means two branches that must be merged."""
    revisions: set[str] = set()
    earlier: set[str] = set()
    for path in migrations_root().glob("versions/*.py"):
        for which, name in _NAMED.findall(path.read_text("utf-8")):
            (revisions if which == "revision" else earlier).add(name)
    return frozenset(revisions - earlier)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest revision."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return set(connection.execute(_CURRENT).scalars()) == newest()
