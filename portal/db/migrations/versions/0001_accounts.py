"""Accounts, sessions, sign-in requests, held forms."""

import sqlalchemy as sa
from alembic import op

revision = "0001_accounts"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("backend", sa.String(40), nullable=False),
        sa.Column("worker_id", sa.String(128), nullable=False),
        sa.Column("contract_id", sa.String(128)),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("backend", "worker_id", name="uq_accounts_backend_worker_id"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_sessions_account_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_index("ix_sessions_last_seen_at", "sessions", ["last_seen_at"])
    op.create_table(
        "sign_in_requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("token_hash", sa.String(64)),
        sa.Column("code_hash", sa.String(64)),
        sa.Column("code_attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.Text),
        sa.Column("next_path", sa.String(500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_requests"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_requests_token_hash"),
    )
    op.create_index("ix_sign_in_requests_browser_hash", "sign_in_requests", ["browser_hash"])
    op.create_index("ix_sign_in_requests_created_at", "sign_in_requests", ["created_at"])
    op.create_index(
        "ix_sign_in_requests_address", "sign_in_requests", ["address_hash", "created_at"]
    )
    op.create_table(
        "held_forms",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("path", sa.String(500), nullable=False),
        sa.Column("sealed_values", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held_forms"),
        sa.UniqueConstraint("token_hash", name="uq_held_forms_token_hash"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_held_forms_account_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_held_forms_account_id", "held_forms", ["account_id"])
    op.create_index("ix_held_forms_expires_at", "held_forms", ["expires_at"])


def downgrade() -> None:
    op.drop_table("held_forms")
    op.drop_table("sign_in_requests")
    op.drop_table("sessions")
    op.drop_table("accounts")
