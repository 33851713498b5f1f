"""Who has left and may still read, and the private addresses that open accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0013_leavers"
down_revision = "0012_substitutions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("last_day", sa.Date(), nullable=True))
    op.add_column(
        "accounts", sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "personal_addresses",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("keys", sa.String(16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_personal_addresses"),
        sa.UniqueConstraint("account_id", name="uq_personal_addresses_account_id"),
        sa.UniqueConstraint("address_hash", name="uq_personal_addresses_address_hash"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_personal_addresses_account_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_personal_addresses_keys", "personal_addresses", ["keys"])
    op.create_table(
        "address_requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=True),
        sa.Column("code_attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_address_requests"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_address_requests_account_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_address_requests_account", "address_requests", ["account_id", "created_at"])
    op.create_index(
        "ix_address_requests_address", "address_requests", ["address_hash", "created_at"]
    )
    op.create_index("ix_address_requests_created_at", "address_requests", ["created_at"])


def downgrade() -> None:
    op.drop_table("address_requests")
    op.drop_table("personal_addresses")
    op.drop_column("accounts", "ended")
    op.drop_column("accounts", "last_day")
