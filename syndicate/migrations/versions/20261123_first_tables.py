"""First tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import syndicate.db

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "config",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "languages",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("paused_until", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("needs_reconnect", sa.Boolean(), nullable=False),
        sa.Column("tend_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("tending_until", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_problem", sa.String(length=300), nullable=False),
        sa.Column("daily_quota", sa.Integer(), nullable=True),
        sa.Column("quota_day", sa.Date(), nullable=True),
        sa.Column("quota_used", sa.Integer(), nullable=False),
        sa.Column(
            "quiet",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("metrics_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("name", name=op.f("uq_channel_name")),
    )
    op.create_table(
        "image_reading",
        sa.Column("image_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "reading",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_reading")),
        sa.UniqueConstraint("image_sha256", name=op.f("uq_image_reading_image_sha256")),
    )
    op.create_table(
        "process_choice",
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("process", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_choice")),
        sa.UniqueConstraint("department", name=op.f("uq_process_choice_department")),
    )
    op.create_table(
        "route_gate",
        sa.Column("process", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("gate", sa.String(length=40), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("in_turn", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_gate")),
        sa.UniqueConstraint(
            "process", "department", "gate", name=op.f("uq_route_gate_process_department_gate")
        ),
    )
    op.create_table(
        "source_post",
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("posted_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_post")),
        sa.UniqueConstraint("url", name=op.f("uq_source_post_url")),
    )
    with op.batch_alter_table("source_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_post_sha256"), ["sha256"], unique=False)

    op.create_table(
        "staff_member",
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("employee_id", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("left_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("family", sa.String(length=80), nullable=False),
        sa.Column("given", sa.String(length=80), nullable=False),
        sa.Column("reading", sa.String(length=160), nullable=False),
        sa.Column("romaji", sa.String(length=160), nullable=False),
        sa.Column(
            "display_order",
            sa.Enum(
                "family_first",
                "given_first",
                name="displayorder",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_member_email")),
    )
    op.create_table(
        "user_account",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("digest_time", sa.String(length=5), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("family", sa.String(length=80), nullable=False),
        sa.Column("given", sa.String(length=80), nullable=False),
        sa.Column("reading", sa.String(length=160), nullable=False),
        sa.Column("romaji", sa.String(length=160), nullable=False),
        sa.Column(
            "display_order",
            sa.Enum(
                "family_first",
                "given_first",
                name="displayorder",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_table(
        "worker_heartbeat",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("started_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_heartbeat")),
    )
    with op.batch_alter_table("worker_heartbeat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_worker_heartbeat_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "api_token",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("expires_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_api_token_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_token_token_sha256")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "asset",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.String(length=26), nullable=True),
        sa.Column("erased_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user_account.id"], name=op.f("fk_asset_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("sha256", name=op.f("uq_asset_sha256")),
    )
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.create_index(
            "ix_asset_erased",
            ["erased_at"],
            unique=False,
            sqlite_where=sa.text("erased_at IS NOT NULL"),
            postgresql_where=sa.text("erased_at IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_asset_uploaded_by_id"), ["uploaded_by_id"], unique=False
        )

    op.create_table(
        "caution_day",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_caution_day_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caution_day")),
        sa.UniqueConstraint("day", name=op.f("uq_caution_day_day")),
    )
    with op.batch_alter_table("caution_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_caution_day_by_id"), ["by_id"], unique=False)

    op.create_table(
        "channel_credential",
        sa.Column("channel_id", sa.String(length=26), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("refresh_expires_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("connected_by_id", sa.String(length=26), nullable=True),
        sa.Column("account_name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_channel_credential_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["connected_by_id"],
            ["user_account.id"],
            name=op.f("fk_channel_credential_connected_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_credential")),
    )
    with op.batch_alter_table("channel_credential", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_channel_credential_channel_id"), ["channel_id"], unique=True
        )
        batch_op.create_index(
            batch_op.f("ix_channel_credential_connected_by_id"), ["connected_by_id"], unique=False
        )

    op.create_table(
        "deputy",
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("deputy_id", sa.String(length=26), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "pr",
                "privacy",
                "route",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("from_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("until_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_deputy_some_time")),
        sa.CheckConstraint("user_id <> deputy_id", name=op.f("ck_deputy_not_oneself")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_deputy_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["user_account.id"], name=op.f("fk_deputy_deputy_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_deputy_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deputy_created_by_id"), ["created_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_deputy_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deputy_user_id"), ["user_id"], unique=False)

    op.create_table(
        "freeze",
        sa.Column("channel_id", sa.String(length=26), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.Column("lifted_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_freeze_by_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_freeze_channel_id")),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["user_account.id"], name=op.f("fk_freeze_lifted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freeze")),
    )
    with op.batch_alter_table("freeze", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_freeze_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_freeze_channel_id"), ["channel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_freeze_lifted_at"), ["lifted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_freeze_lifted_by_id"), ["lifted_by_id"], unique=False)

    op.create_table(
        "idempotent_answer",
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_idempotent_answer_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotent_answer")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_idempotent_answer_user_id_key")),
    )
    with op.batch_alter_table("idempotent_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotent_answer_user_id"), ["user_id"], unique=False)

    op.create_table(
        "mail_wish",
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asked",
                "alert",
                "decide",
                "desk",
                "stories",
                "channels",
                name="mailkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "way",
            sa.Enum(
                "at_once",
                "digest",
                "never",
                name="mailway",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_mail_wish_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_wish")),
        sa.UniqueConstraint("user_id", "kind", name=op.f("uq_mail_wish_user_id_kind")),
    )
    with op.batch_alter_table("mail_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_wish_user_id"), ["user_id"], unique=False)

    op.create_table(
        "oauth_attempt",
        sa.Column("state_sha256", sa.String(length=64), nullable=False),
        sa.Column("channel_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("used_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_oauth_attempt_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_oauth_attempt_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_attempt")),
        sa.UniqueConstraint("state_sha256", name=op.f("uq_oauth_attempt_state_sha256")),
    )
    with op.batch_alter_table("oauth_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_oauth_attempt_channel_id"), ["channel_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_oauth_attempt_user_id"), ["user_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "pr",
                "privacy",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_role_grant_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_role_grant_user_id_role")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "route_member",
        sa.Column("route_gate_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["route_gate_id"], ["route_gate.id"], name=op.f("fk_route_member_route_gate_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_route_member_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_member")),
        sa.UniqueConstraint(
            "route_gate_id", "user_id", name=op.f("uq_route_member_route_gate_id_user_id")
        ),
    )
    with op.batch_alter_table("route_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_route_member_user_id"), ["user_id"], unique=False)

    op.create_table(
        "rule_set",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column(
            "severities",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("small_team", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("restored", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_rule_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
        sa.UniqueConstraint("number", name=op.f("uq_rule_set_number")),
    )
    with op.batch_alter_table("rule_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_set_by_id"), ["by_id"], unique=False)

    op.create_table(
        "story",
        sa.Column("process", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "nominated",
                "awaiting_author",
                "drafting",
                "in_review",
                "cleared",
                "scheduled",
                "publishing",
                "live",
                "partly_live",
                "missed",
                "withdrawing",
                "withdrawn",
                "declined",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("state_since", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("source_post_id", sa.String(length=26), nullable=False),
        sa.Column("merged_into_id", sa.String(length=26), nullable=True),
        sa.Column("latest_revision_id", sa.String(length=26), nullable=True),
        sa.Column("release_id", sa.String(length=26), nullable=True),
        sa.Column("live_release_id", sa.String(length=26), nullable=True),
        sa.Column("scheduled_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("scheduled_local", sa.String(length=16), nullable=True),
        sa.Column("scheduled_zone", sa.String(length=64), nullable=True),
        sa.Column(
            "acknowledged",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("first_live_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["latest_revision_id"],
            ["revision.id"],
            name=op.f("fk_story_latest_revision_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["live_release_id"],
            ["release.id"],
            name=op.f("fk_story_live_release_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["story.id"], name=op.f("fk_story_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_story_release_id"), use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["source_post_id"], ["source_post.id"], name=op.f("fk_story_source_post_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sa.UniqueConstraint("slug", name=op.f("uq_story_slug")),
    )
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_first_live_at"), ["first_live_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_story_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_story_scheduled_at"), ["scheduled_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_story_source_post_id"), ["source_post_id"], unique=False
        )
        batch_op.create_index("ix_story_state", ["state", "state_since"], unique=False)

    op.create_table(
        "suppression",
        sa.Column("quote_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("quote_masked", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_suppression_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
        sa.UniqueConstraint("quote_hash", name=op.f("uq_suppression_quote_hash")),
    )
    with op.batch_alter_table("suppression", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suppression_by_id"), ["by_id"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("seen_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("user_agent", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_user_session_token_sha256")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "event",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=True),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("story_id", sa.String(length=26), nullable=True),
        sa.Column(
            "data",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_event_story_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_story_id"), ["story_id"], unique=False)

    op.create_table(
        "nomination",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_nomination_story_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_nomination_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("story_id", "user_id", name=op.f("uq_nomination_story_id_user_id")),
    )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nomination_story_id"), ["story_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nomination_user_id"), ["user_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asked",
                "alert",
                "decide",
                "desk",
                "stories",
                "channels",
                name="mailkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("in_digest", sa.Boolean(), nullable=False),
        sa.Column("story_id", sa.String(length=26), nullable=True),
        sa.Column(
            "params",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("dedup_key", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "sent",
                "failed",
                name="noticestate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("due_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_notice_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_notice_dedup_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notice_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )
        batch_op.create_index(batch_op.f("ix_notice_story_id"), ["story_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "author",
                "named",
                "quoted",
                "pictured",
                name="how",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("removed_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("family", sa.String(length=80), nullable=False),
        sa.Column("given", sa.String(length=80), nullable=False),
        sa.Column("reading", sa.String(length=160), nullable=False),
        sa.Column("romaji", sa.String(length=160), nullable=False),
        sa.Column(
            "display_order",
            sa.Enum(
                "family_first",
                "given_first",
                name="displayorder",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_person_story_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_person_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("story_id", "email", name=op.f("uq_person_story_id_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_story_id"), ["story_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_user_id"), ["user_id"], unique=False)

    op.create_table(
        "revision",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column(
            "tags",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "channel_texts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "people_ids",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_by_id", sa.String(length=26), nullable=True),
        sa.Column("redacted_by_id", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_revision_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["redacted_by_id"], ["user_account.id"], name=op.f("fk_revision_redacted_by_id")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_revision_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("story_id", "number", name=op.f("uq_revision_story_id_number")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_revision_created_by_id"), ["created_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_revision_redacted_by_id"), ["redacted_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_revision_story_id"), ["story_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("revision_id", sa.String(length=26), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "agreed",
                "declined",
                "withdrawn",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "channels",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "name_form",
            sa.Enum(
                "full",
                "given",
                "department",
                "anonymous",
                name="nameform",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("photo", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column(
            "on_leaving",
            sa.Enum(
                "remove",
                "anonymise",
                "keep",
                name="onleaving",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("small_fixes", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_consent_revision_id")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_consent_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_revision_id"), ["revision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_story_id"), ["story_id"], unique=False)
        batch_op.create_index(
            "ix_consent_until",
            ["until"],
            unique=False,
            sqlite_where=sa.text("until IS NOT NULL"),
            postgresql_where=sa.text("until IS NOT NULL"),
        )

    op.create_table(
        "consent_request",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("revision_id", sa.String(length=26), nullable=False),
        sa.Column("expires_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consent_request_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_consent_request_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_consent_request_story_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_request")),
    )
    with op.batch_alter_table("consent_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_request_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_consent_request_revision_id"), ["revision_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_consent_request_story_id"), ["story_id"], unique=False)

    op.create_table(
        "release",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("revision_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name_form", sa.String(length=20), nullable=False),
        sa.Column("created_by_id", sa.String(length=26), nullable=True),
        sa.Column("cleared_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("look_asked_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_release_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_release_revision_id")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_release_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("story_id", "number", name=op.f("uq_release_story_id_number")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_release_created_by_id"), ["created_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_release_revision_id"), ["revision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_story_id"), ["story_id"], unique=False)

    op.create_table(
        "revision_image",
        sa.Column("revision_id", sa.String(length=26), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.String(length=26), nullable=False),
        sa.Column("alt", sa.String(length=500), nullable=False),
        sa.Column(
            "people_ids",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_revision_image_asset_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_image_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_image")),
        sa.UniqueConstraint(
            "revision_id", "position", name=op.f("uq_revision_image_revision_id_position")
        ),
    )
    with op.batch_alter_table("revision_image", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_image_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_revision_image_revision_id"), ["revision_id"], unique=False
        )

    op.create_table(
        "emergency",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("release_id", sa.String(length=26), nullable=False),
        sa.Column("release_sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "accepted",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.String(length=26), nullable=False),
        sa.Column("proposed_for_id", sa.String(length=26), nullable=True),
        sa.Column("expires_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.String(length=26), nullable=True),
        sa.Column("confirmed_for_id", sa.String(length=26), nullable=True),
        sa.Column("confirmed_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user_account.id"], name=op.f("fk_emergency_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_for_id"], ["user_account.id"], name=op.f("fk_emergency_confirmed_for_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user_account.id"], name=op.f("fk_emergency_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_for_id"], ["user_account.id"], name=op.f("fk_emergency_proposed_for_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_emergency_release_id")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_emergency_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency")),
    )
    with op.batch_alter_table("emergency", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_emergency_confirmed_by_id"), ["confirmed_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_emergency_confirmed_for_id"), ["confirmed_for_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_emergency_proposed_by_id"), ["proposed_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_emergency_proposed_for_id"), ["proposed_for_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_emergency_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_emergency_story_id"), ["story_id"], unique=False)

    op.create_table(
        "payload",
        sa.Column("release_id", sa.String(length=26), nullable=False),
        sa.Column("channel_id", sa.String(length=26), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column(
            "images",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_payload_channel_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_payload_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payload")),
        sa.UniqueConstraint(
            "release_id", "channel_id", name=op.f("uq_payload_release_id_channel_id")
        ),
    )
    with op.batch_alter_table("payload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payload_channel_id"), ["channel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payload_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payload_sha256"), ["sha256"], unique=False)

    op.create_table(
        "resolution",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "redact",
                "consented",
                "justified",
                "false_alarm",
                name="resolutionkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.String(length=26), nullable=True),
        sa.Column("by_id", sa.String(length=26), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_resolution_by_id")),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_resolution_consent_id")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_resolution_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
        sa.UniqueConstraint(
            "story_id", "fingerprint", name=op.f("uq_resolution_story_id_fingerprint")
        ),
    )
    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resolution_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resolution_consent_id"), ["consent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resolution_story_id"), ["story_id"], unique=False)

    op.create_table(
        "review_look",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("release_id", sa.String(length=26), nullable=False),
        sa.Column("before_id", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["before_id"], ["release.id"], name=op.f("fk_review_look_before_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_review_look_release_id")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_review_look_story_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_review_look_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_look")),
        sa.UniqueConstraint("story_id", "user_id", name=op.f("uq_review_look_story_id_user_id")),
    )
    with op.batch_alter_table("review_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_look_before_id"), ["before_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_look_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_look_story_id"), ["story_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_look_user_id"), ["user_id"], unique=False)

    op.create_table(
        "scan_run",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("release_id", sa.String(length=26), nullable=False),
        sa.Column("release_sha256", sa.String(length=64), nullable=False),
        sa.Column("engine_version", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("ruleset_version", sa.String(length=40), nullable=False),
        sa.Column("directory_version", sa.String(length=40), nullable=False),
        sa.Column(
            "failed",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_scan_run_release_id")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_scan_run_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_run")),
    )
    with op.batch_alter_table("scan_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_run_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scan_run_story_id"), ["story_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("release_id", sa.String(length=26), nullable=False),
        sa.Column("scan_run_id", sa.String(length=26), nullable=True),
        sa.Column("payload_id", sa.String(length=26), nullable=False),
        sa.Column("surface", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(length=5), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column(
            "message",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "suggestion",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("quote_masked", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.Column("quote_hash", sa.String(length=64), nullable=False),
        sa.Column("image_sha256", sa.String(length=64), nullable=True),
        sa.Column(
            "box",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_finding_by_id")),
        sa.ForeignKeyConstraint(["payload_id"], ["payload.id"], name=op.f("fk_finding_payload_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_finding_person_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_finding_release_id")),
        sa.ForeignKeyConstraint(
            ["scan_run_id"], ["scan_run.id"], name=op.f("fk_finding_scan_run_id")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_finding_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_fingerprint"), ["fingerprint"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_payload_id"), ["payload_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_release_id"), ["release_id"], unique=False)
        batch_op.create_index("ix_finding_rule", ["rule", "fingerprint"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_scan_run_id"), ["scan_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_story_id"), ["story_id"], unique=False)

    op.create_table(
        "gate",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("release_id", sa.String(length=26), nullable=False),
        sa.Column("release_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("in_turn", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "open",
                "held",
                "returned",
                name="gatestate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("due_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("claimed_by_id", sa.String(length=26), nullable=True),
        sa.Column("claimed_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.String(length=26), nullable=True),
        sa.Column("decided_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("emergency_id", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["user_account.id"], name=op.f("fk_gate_claimed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_gate_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["emergency_id"], ["emergency.id"], name=op.f("fk_gate_emergency_id")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_gate_release_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_gate_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate")),
        sa.UniqueConstraint("release_id", "name", name=op.f("uq_gate_release_id_name")),
    )
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gate_claimed_by_id"), ["claimed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(
            "ix_gate_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_gate_emergency_id"), ["emergency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_story_id"), ["story_id"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("channel_id", sa.String(length=26), nullable=False),
        sa.Column("payload_id", sa.String(length=26), nullable=False),
        sa.Column("remote_id", sa.String(length=500), nullable=False),
        sa.Column("permalink", sa.String(length=2000), nullable=False),
        sa.Column(
            "data",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("published_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("modified_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("read_back_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("read_back_sha256", sa.String(length=64), nullable=True),
        sa.Column("gone_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_receipt_channel_id")),
        sa.ForeignKeyConstraint(["payload_id"], ["payload.id"], name=op.f("fk_receipt_payload_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_receipt_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint(
            "channel_id", "remote_id", name=op.f("uq_receipt_channel_id_remote_id")
        ),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_channel_id"), ["channel_id"], unique=False)
        batch_op.create_index(
            "ix_receipt_gone", ["channel_id", "language", "gone_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_receipt_payload_id"), ["payload_id"], unique=False)
        batch_op.create_index(
            "ix_receipt_shelf", ["channel_id", "language", "ordinal"], unique=False
        )
        batch_op.create_index("ix_receipt_story_channel", ["story_id", "channel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_story_id"), ["story_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("release_id", sa.String(length=26), nullable=False),
        sa.Column("payload_id", sa.String(length=26), nullable=False),
        sa.Column("channel_id", sa.String(length=26), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "publish",
                "update",
                "take_down",
                name="deliverykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "sending",
                "uncertain",
                "checking",
                "done",
                "needs_person",
                "cancelled",
                "given_up",
                name="deliverystate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("release_sha256", sa.String(length=64), nullable=False),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("due_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("planned_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("after_id", sa.String(length=26), nullable=True),
        sa.Column("receipt_id", sa.String(length=26), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("gen", sa.Integer(), nullable=False),
        sa.Column("lease_until", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("in_doubt", sa.Boolean(), nullable=False),
        sa.Column("first_sent_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "altered",
                "blocked",
                "by_hand",
                "cannot_tell",
                "different",
                "fault",
                "first_given_up",
                "late",
                "quiet",
                "quota",
                "reconnect",
                "refused",
                "replaced",
                "still_there",
                "taken",
                "throttled",
                "unknown",
                "unreachable",
                "vanished",
                "withdrawn",
                "workers_died",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["delivery.id"], name=op.f("fk_delivery_after_id")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_delivery_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["payload_id"], ["payload.id"], name=op.f("fk_delivery_payload_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_delivery_receipt_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_delivery_release_id")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_delivery_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "release_id", "channel_id", "kind", name=op.f("uq_delivery_release_id_channel_id_kind")
        ),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_after_id"), ["after_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_channel_id"), ["channel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_payload_id"), ["payload_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_receipt_id"), ["receipt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_story_id"), ["story_id"], unique=False)
        batch_op.create_index(
            "ix_delivery_stuck",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("state = 'needs_person'"),
            postgresql_where=sa.text("state = 'needs_person'"),
        )
        batch_op.create_index(
            "ix_delivery_urgent",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text(
                "kind = 'take_down' AND state IN ('ready', 'sending', 'uncertain', 'checking')"
            ),
            postgresql_where=sa.text(
                "kind = 'take_down' AND state IN ('ready', 'sending', 'uncertain', 'checking')"
            ),
        )
        batch_op.create_index(
            "ix_delivery_waiting",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('ready', 'sending', 'uncertain', 'checking')"),
            postgresql_where=sa.text("state IN ('ready', 'sending', 'uncertain', 'checking')"),
        )
        batch_op.create_index(
            "uq_delivery_ordinal",
            ["channel_id", "language", "ordinal"],
            unique=True,
            sqlite_where=sa.text("kind = 'publish'"),
            postgresql_where=sa.text("kind = 'publish'"),
        )

    op.create_table(
        "gate_decision",
        sa.Column("gate_id", sa.String(length=26), nullable=False),
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("acting_for_id", sa.String(length=26), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["acting_for_id"], ["user_account.id"], name=op.f("fk_gate_decision_acting_for_id")
        ),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_gate_decision_gate_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_gate_decision_story_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_gate_decision_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_decision")),
        sa.UniqueConstraint("gate_id", "user_id", name=op.f("uq_gate_decision_gate_id_user_id")),
    )
    with op.batch_alter_table("gate_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_gate_decision_acting_for_id"), ["acting_for_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_gate_decision_story_id"), ["story_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_decision_user_id"), ["user_id"], unique=False)

    op.create_table(
        "gate_seat",
        sa.Column("gate_id", sa.String(length=26), nullable=False),
        sa.Column("story_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_gate_seat_gate_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_gate_seat_story_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_gate_seat_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_seat")),
        sa.UniqueConstraint("gate_id", "user_id", name=op.f("uq_gate_seat_gate_id_user_id")),
    )
    with op.batch_alter_table("gate_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gate_seat_story_id"), ["story_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_gate_seat_user_id"), ["user_id"], unique=False)

    op.create_table(
        "metric",
        sa.Column("receipt_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("read_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_metric_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric")),
        sa.UniqueConstraint(
            "receipt_id", "name", "day", name=op.f("uq_metric_receipt_id_name_day")
        ),
    )
    op.create_table(
        "receipt_tag",
        sa.Column("receipt_id", sa.String(length=26), nullable=False),
        sa.Column("channel_id", sa.String(length=26), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("tag", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_receipt_tag_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_tag_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_tag")),
        sa.UniqueConstraint("receipt_id", "tag", name=op.f("uq_receipt_tag_receipt_id_tag")),
    )
    with op.batch_alter_table("receipt_tag", schema=None) as batch_op:
        batch_op.create_index(
            "ix_receipt_tag_shelf", ["channel_id", "language", "tag", "ordinal"], unique=False
        )

    op.create_table(
        "attempt",
        sa.Column("delivery_id", sa.String(length=26), nullable=False),
        sa.Column("gen", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("started_at", syndicate.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", syndicate.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_attempt_delivery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_delivery_id"), ["delivery_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_delivery_id"))

    op.drop_table("attempt")
    with op.batch_alter_table("receipt_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_receipt_tag_shelf")

    op.drop_table("receipt_tag")
    op.drop_table("metric")
    with op.batch_alter_table("gate_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gate_seat_user_id"))
        batch_op.drop_index(batch_op.f("ix_gate_seat_story_id"))

    op.drop_table("gate_seat")
    with op.batch_alter_table("gate_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gate_decision_user_id"))
        batch_op.drop_index(batch_op.f("ix_gate_decision_story_id"))
        batch_op.drop_index(batch_op.f("ix_gate_decision_acting_for_id"))

    op.drop_table("gate_decision")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delivery_ordinal",
            sqlite_where=sa.text("kind = 'publish'"),
            postgresql_where=sa.text("kind = 'publish'"),
        )
        batch_op.drop_index(
            "ix_delivery_waiting",
            sqlite_where=sa.text("state IN ('ready', 'sending', 'uncertain', 'checking')"),
            postgresql_where=sa.text("state IN ('ready', 'sending', 'uncertain', 'checking')"),
        )
        batch_op.drop_index(
            "ix_delivery_urgent",
            sqlite_where=sa.text(
                "kind = 'take_down' AND state IN ('ready', 'sending', 'uncertain', 'checking')"
            ),
            postgresql_where=sa.text(
                "kind = 'take_down' AND state IN ('ready', 'sending', 'uncertain', 'checking')"
            ),
        )
        batch_op.drop_index(
            "ix_delivery_stuck",
            sqlite_where=sa.text("state = 'needs_person'"),
            postgresql_where=sa.text("state = 'needs_person'"),
        )
        batch_op.drop_index(batch_op.f("ix_delivery_story_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_release_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_receipt_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_payload_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_channel_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_after_id"))

    op.drop_table("delivery")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_story_id"))
        batch_op.drop_index("ix_receipt_story_channel")
        batch_op.drop_index("ix_receipt_shelf")
        batch_op.drop_index(batch_op.f("ix_receipt_payload_id"))
        batch_op.drop_index("ix_receipt_gone")
        batch_op.drop_index(batch_op.f("ix_receipt_channel_id"))

    op.drop_table("receipt")
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gate_story_id"))
        batch_op.drop_index(batch_op.f("ix_gate_release_id"))
        batch_op.drop_index(batch_op.f("ix_gate_emergency_id"))
        batch_op.drop_index(
            "ix_gate_due",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_gate_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_gate_claimed_by_id"))

    op.drop_table("gate")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_story_id"))
        batch_op.drop_index(batch_op.f("ix_finding_scan_run_id"))
        batch_op.drop_index("ix_finding_rule")
        batch_op.drop_index(batch_op.f("ix_finding_release_id"))
        batch_op.drop_index(batch_op.f("ix_finding_person_id"))
        batch_op.drop_index(batch_op.f("ix_finding_payload_id"))
        batch_op.drop_index(batch_op.f("ix_finding_fingerprint"))
        batch_op.drop_index(batch_op.f("ix_finding_by_id"))

    op.drop_table("finding")
    with op.batch_alter_table("scan_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scan_run_story_id"))
        batch_op.drop_index(batch_op.f("ix_scan_run_release_id"))

    op.drop_table("scan_run")
    with op.batch_alter_table("review_look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_look_user_id"))
        batch_op.drop_index(batch_op.f("ix_review_look_story_id"))
        batch_op.drop_index(batch_op.f("ix_review_look_release_id"))
        batch_op.drop_index(batch_op.f("ix_review_look_before_id"))

    op.drop_table("review_look")
    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resolution_story_id"))
        batch_op.drop_index(batch_op.f("ix_resolution_consent_id"))
        batch_op.drop_index(batch_op.f("ix_resolution_by_id"))

    op.drop_table("resolution")
    with op.batch_alter_table("payload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payload_sha256"))
        batch_op.drop_index(batch_op.f("ix_payload_release_id"))
        batch_op.drop_index(batch_op.f("ix_payload_channel_id"))

    op.drop_table("payload")
    with op.batch_alter_table("emergency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_emergency_story_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_release_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_proposed_for_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_proposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_confirmed_for_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_confirmed_by_id"))

    op.drop_table("emergency")
    with op.batch_alter_table("revision_image", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_image_revision_id"))
        batch_op.drop_index(batch_op.f("ix_revision_image_asset_id"))

    op.drop_table("revision_image")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_story_id"))
        batch_op.drop_index(batch_op.f("ix_release_revision_id"))
        batch_op.drop_index(batch_op.f("ix_release_created_by_id"))

    op.drop_table("release")
    with op.batch_alter_table("consent_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_request_story_id"))
        batch_op.drop_index(batch_op.f("ix_consent_request_revision_id"))
        batch_op.drop_index(batch_op.f("ix_consent_request_person_id"))

    op.drop_table("consent_request")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_consent_until",
            sqlite_where=sa.text("until IS NOT NULL"),
            postgresql_where=sa.text("until IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_consent_story_id"))
        batch_op.drop_index(batch_op.f("ix_consent_revision_id"))
        batch_op.drop_index(batch_op.f("ix_consent_person_id"))

    op.drop_table("consent")
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_story_id"))
        batch_op.drop_index(batch_op.f("ix_revision_redacted_by_id"))
        batch_op.drop_index(batch_op.f("ix_revision_created_by_id"))

    op.drop_table("revision")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_user_id"))
        batch_op.drop_index(batch_op.f("ix_person_story_id"))

    op.drop_table("person")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_story_id"))
        batch_op.drop_index(
            "ix_notice_due",
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )

    op.drop_table("notice")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_user_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_story_id"))

    op.drop_table("nomination")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_story_id"))
        batch_op.drop_index(batch_op.f("ix_event_name"))

    op.drop_table("event")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("suppression", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suppression_by_id"))

    op.drop_table("suppression")
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.drop_index("ix_story_state")
        batch_op.drop_index(batch_op.f("ix_story_source_post_id"))
        batch_op.drop_index(batch_op.f("ix_story_scheduled_at"))
        batch_op.drop_index(batch_op.f("ix_story_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_story_first_live_at"))

    op.drop_table("story")
    with op.batch_alter_table("rule_set", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_set_by_id"))

    op.drop_table("rule_set")
    with op.batch_alter_table("route_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_route_member_user_id"))

    op.drop_table("route_member")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_user_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("oauth_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_oauth_attempt_user_id"))
        batch_op.drop_index(batch_op.f("ix_oauth_attempt_channel_id"))

    op.drop_table("oauth_attempt")
    with op.batch_alter_table("mail_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_wish_user_id"))

    op.drop_table("mail_wish")
    with op.batch_alter_table("idempotent_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotent_answer_user_id"))

    op.drop_table("idempotent_answer")
    with op.batch_alter_table("freeze", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_freeze_lifted_by_id"))
        batch_op.drop_index(batch_op.f("ix_freeze_lifted_at"))
        batch_op.drop_index(batch_op.f("ix_freeze_channel_id"))
        batch_op.drop_index(batch_op.f("ix_freeze_by_id"))

    op.drop_table("freeze")
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputy_user_id"))
        batch_op.drop_index(batch_op.f("ix_deputy_deputy_id"))
        batch_op.drop_index(batch_op.f("ix_deputy_created_by_id"))

    op.drop_table("deputy")
    with op.batch_alter_table("channel_credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_channel_credential_connected_by_id"))
        batch_op.drop_index(batch_op.f("ix_channel_credential_channel_id"))

    op.drop_table("channel_credential")
    with op.batch_alter_table("caution_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_caution_day_by_id"))

    op.drop_table("caution_day")
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asset_uploaded_by_id"))
        batch_op.drop_index(
            "ix_asset_erased",
            sqlite_where=sa.text("erased_at IS NOT NULL"),
            postgresql_where=sa.text("erased_at IS NOT NULL"),
        )

    op.drop_table("asset")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_user_id"))

    op.drop_table("api_token")
    with op.batch_alter_table("worker_heartbeat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_worker_heartbeat_seen_at"))

    op.drop_table("worker_heartbeat")
    op.drop_table("user_account")
    op.drop_table("staff_member")
    with op.batch_alter_table("source_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_post_sha256"))

    op.drop_table("source_post")
    op.drop_table("route_gate")
    op.drop_table("process_choice")
    op.drop_table("image_reading")
    op.drop_table("channel")
