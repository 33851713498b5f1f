"""What keeps an action open, that it was settled by hand, and a worker's actions by date."""

import sqlalchemy as sa
from alembic import op

revision = "0004_undecided_actions"
down_revision = "0003_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "actions", sa.Column("obstacle", sa.String(16), nullable=False, server_default="")
    )
    for name in ("refused", "by_hand"):
        op.add_column(
            "actions", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
        )
    op.create_index("ix_actions_account_id_created_at", "actions", ["account_id", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_actions_account_id_created_at", "actions")
    for name in ("by_hand", "refused", "obstacle"):
        op.drop_column("actions", name)
