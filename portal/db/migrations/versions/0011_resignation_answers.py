"""What managers answered to resignations."""

import sqlalchemy as sa
from alembic import op

revision = "0011_resignation_answers"
down_revision = "0010_factors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resignation_answers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("backend", sa.String(40), nullable=False),
        sa.Column("worker_id", sa.String(128), nullable=False),
        sa.Column("resignation_id", sa.String(128), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_resignation_answers"),
    )
    op.create_index(
        "ix_resignation_answers_account_id_key", "resignation_answers", ["account_id", "key"]
    )
    op.create_index(
        "ix_resignation_answers_backend_worker_id",
        "resignation_answers",
        ["backend", "worker_id"],
    )


def downgrade() -> None:
    op.drop_table("resignation_answers")
