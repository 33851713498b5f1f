"""Who has reports, what managers decided, what was told by mail, and feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0006_team"
down_revision = "0005_snapshots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "accounts",
        sa.Column("has_reports", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("backend", sa.String(40), nullable=False),
        sa.Column("worker_id", sa.String(128), nullable=False),
        sa.Column("time_off_id", sa.String(128), nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("refusal", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_account_id_key", "decisions", ["account_id", "key"])
    op.create_index("ix_decisions_backend_worker_id", "decisions", ["backend", "worker_id"])
    op.create_table(
        "tellings",
        sa.Column("action_id", sa.String(32), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("action_id", name="pk_tellings"),
    )
    op.create_table(
        "nudges",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("time_off_id", sa.String(128), nullable=False),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "time_off_id", name="pk_nudges"),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),
    )


def downgrade() -> None:
    op.drop_table("calendar_feeds")
    op.drop_table("nudges")
    op.drop_table("tellings")
    op.drop_table("decisions")
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("has_reports")
