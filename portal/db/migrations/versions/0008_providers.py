"""OpenID providers: who opens which account, journeys there, sessions begun there."""

import sqlalchemy as sa
from alembic import op

revision = "0008_providers"
down_revision = "0007_proofs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("provider", sa.String(40)))
    op.create_table(
        "provider_subjects",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_provider_subjects"),
        sa.UniqueConstraint("account_id", name="uq_provider_subjects_account_id"),
        sa.UniqueConstraint("issuer", "subject", name="uq_provider_subjects_issuer_subject"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name="fk_provider_subjects_account_id",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "provider_journeys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("next_path", sa.String(500), nullable=False),
        sa.Column("proof_id", sa.String(32)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_provider_journeys"),
        sa.UniqueConstraint("state_hash", name="uq_provider_journeys_state_hash"),
    )
    op.create_index("ix_provider_journeys_expires_at", "provider_journeys", ["expires_at"])


def downgrade() -> None:
    op.drop_table("provider_journeys")
    op.drop_table("provider_subjects")
    op.drop_column("sessions", "provider")
