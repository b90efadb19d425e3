"""Refuse UPDATE and DELETE on events, and close the circle between stories and revisions."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

POINTERS = (
    ("latest_revision_id", "revision"),
    ("release_id", "release"),
    ("live_release_id", "release"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{act.lower()} BEFORE {act} ON event "
                f"BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
            )
        # INSERT OR REPLACE deletes without firing the trigger above (sqlite.org/lang_conflict.html).
        op.execute(
            "CREATE TRIGGER event_no_replace BEFORE INSERT ON event "
            "WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq) "
            "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        )
        return
    for column, table in POINTERS:
        op.create_foreign_key(f"fk_story_{column}", "story", table, [column], ["id"])
    op.execute(
        "CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER event_no_{act}")
        return
    op.execute("DROP TRIGGER event_append_only ON event")
    op.execute("DROP FUNCTION event_append_only()")
    for column, _table in POINTERS:
        op.drop_constraint(f"fk_story_{column}", "story", type_="foreignkey")
