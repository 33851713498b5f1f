"""Proofs before an act."""

import sqlalchemy as sa
from alembic import op

revision = "0007_proofs"
down_revision = "0006_team"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proofs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("object_id", sa.String(128), nullable=False),
        sa.Column("code_hash", sa.String(64)),
        sa.Column("code_attempts", sa.Integer, nullable=False),
        sa.Column("path", sa.String(500), nullable=False),
        sa.Column("sealed_values", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("proven_at", sa.DateTime(timezone=True)),
        sa.Column("way", sa.String(20)),
        sa.Column("used_for", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_proofs"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_proofs_account_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_proofs_need", "proofs", ["session_id", "act", "object_id"])
    op.create_index("ix_proofs_account", "proofs", ["account_id", "created_at"])
    op.create_index("ix_proofs_created_at", "proofs", ["created_at"])


def downgrade() -> None:
    op.drop_table("proofs")
