"""What managers did to amendments, and what they said to it."""

import sqlalchemy as sa
from alembic import op

revision = "0014_amendment_notes"
down_revision = "0013_leavers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "amendment_notes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("backend", sa.String(40), nullable=False),
        sa.Column("worker_id", sa.String(128), nullable=False),
        sa.Column("amendment_id", sa.String(128), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_amendment_notes"),
    )
    op.create_index("ix_amendment_notes_account_id_key", "amendment_notes", ["account_id", "key"])
    op.create_index(
        "ix_amendment_notes_backend_worker_id", "amendment_notes", ["backend", "worker_id"]
    )


def downgrade() -> None:
    op.drop_table("amendment_notes")
