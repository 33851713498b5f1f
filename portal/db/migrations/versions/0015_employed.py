"""Accounts of the employer's own people, who are employed elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0015_employed"
down_revision = "0014_amendment_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "accounts",
        sa.Column("employed", sa.Boolean, nullable=False, server_default=sa.true()),
    )


def downgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("employed")
