"""Who stands in for a manager, on whose behalf was decided, and who may act for the employer."""

import sqlalchemy as sa
from alembic import op

revision = "0012_substitutions"
down_revision = "0011_resignation_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "substitutions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("backend", sa.String(40), nullable=False),
        sa.Column("manager_account_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("manager_id", sa.String(128), nullable=False),
        sa.Column("substitute_id", sa.String(128), nullable=False),
        sa.Column("substitute_account_id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_substitutions"),
        sa.UniqueConstraint(
            "manager_account_id", "key", name="uq_substitutions_manager_account_id_key"
        ),
    )
    op.create_index(
        "ix_substitutions_backend_substitute_id",
        "substitutions",
        ["backend", "substitute_id", "ends_at"],
    )
    op.create_index(
        "ix_substitutions_backend_manager_id", "substitutions", ["backend", "manager_id", "ends_at"]
    )
    op.add_column(
        "decisions",
        sa.Column("for_manager_id", sa.String(128), nullable=False, server_default=""),
    )
    op.create_index(
        "ix_decisions_backend_for_manager_id",
        "decisions",
        ["backend", "for_manager_id", "created_at"],
    )
    op.add_column("sessions", sa.Column("admin_group", sa.String(200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_column("admin_group")
    op.drop_index("ix_decisions_backend_for_manager_id", "decisions")
    with op.batch_alter_table("decisions") as decisions:
        decisions.drop_column("for_manager_id")
    op.drop_table("substitutions")
