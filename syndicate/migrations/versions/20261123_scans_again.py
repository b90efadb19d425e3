"""Let a release be scanned again, a suppression end early, and the rules hold a checklist."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from syndicate.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("scan_run") as batch_op:
        batch_op.add_column(sa.Column("superseded_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("rule_set") as batch_op:
        kept = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
        batch_op.add_column(sa.Column("checklist", kept, nullable=True))
    with op.batch_alter_table("suppression") as batch_op:
        batch_op.add_column(sa.Column("ended_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("ended_by_id", sa.String(26), nullable=True))
        batch_op.create_foreign_key(
            "fk_suppression_ended_by_id", "user_account", ["ended_by_id"], ["id"]
        )
        batch_op.create_index("ix_suppression_ended_by_id", ["ended_by_id"])
    _point_looks_at(
        "scan_run", "run_id", "(SELECT max(r.id) FROM scan_run r WHERE r.release_id = {})"
    )


def downgrade() -> None:
    _point_looks_at(
        "release", "release_id", "(SELECT r.release_id FROM scan_run r WHERE r.id = {})"
    )
    with op.batch_alter_table("suppression") as batch_op:
        batch_op.drop_index("ix_suppression_ended_by_id")
        batch_op.drop_constraint("fk_suppression_ended_by_id", type_="foreignkey")
        batch_op.drop_column("ended_by_id")
        batch_op.drop_column("ended_at")
    op.execute("ALTER TABLE rule_set DROP COLUMN checklist")
    op.execute(
        "DELETE FROM finding WHERE scan_run_id IN "
        "(SELECT id FROM scan_run WHERE superseded_at IS NOT NULL) AND by_id IS NULL"
    )
    # A batch would make the table anew, which SQLite refuses while others refer to it.
    op.execute("ALTER TABLE scan_run DROP COLUMN superseded_at")


def _point_looks_at(table: str, column: str, found: str) -> None:
    """What a reviewer looks at and looked at before, by `found` from what stood there."""
    old = "release_id" if column == "run_id" else "run_id"
    with op.batch_alter_table("review_look") as batch_op:
        batch_op.add_column(sa.Column(column, sa.String(26), nullable=True))
        batch_op.drop_constraint("fk_review_look_before_id", type_="foreignkey")
    look = sa.table("review_look", sa.column(column), sa.column("before_id"))
    op.execute(
        look.update().values(
            {
                column: sa.literal_column(found.format(f"review_look.{old}")),
                "before_id": sa.literal_column(found.format("review_look.before_id")),
            }
        )
    )
    op.execute(look.delete().where(look.c[column].is_(None)))
    with op.batch_alter_table("review_look") as batch_op:
        batch_op.alter_column(column, existing_type=sa.String(26), nullable=False)
        batch_op.drop_index(f"ix_review_look_{old}")
        batch_op.drop_constraint(f"fk_review_look_{old}", type_="foreignkey")
        batch_op.drop_column(old)
        batch_op.create_foreign_key(f"fk_review_look_{column}", table, [column], ["id"])
        batch_op.create_foreign_key("fk_review_look_before_id", table, ["before_id"], ["id"])
        batch_op.create_index(f"ix_review_look_{column}", [column])
