"""Browsers that an account was opened in before."""

import sqlalchemy as sa
from alembic import op

revision = "0009_known_browsers"
down_revision = "0008_providers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_browsers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_browsers"),
        sa.UniqueConstraint(
            "account_id", "secret_hash", name="uq_known_browsers_account_id_secret_hash"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_known_browsers_account_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_known_browsers_seen_at", "known_browsers", ["seen_at"])


def downgrade() -> None:
    op.drop_table("known_browsers")
