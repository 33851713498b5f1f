"""What was last read of each worker, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0005_snapshots"
down_revision = "0004_undecided_actions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snapshots",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("resource", sa.String(40), nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "resource", name="pk_snapshots"),
    )
    op.create_index("ix_snapshots_changed_at", "snapshots", ["changed_at"])


def downgrade() -> None:
    op.drop_table("snapshots")
