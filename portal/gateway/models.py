"""The gateway's tables. They know accounts by id alone: what was sent outlives an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, new_id


class WorkerToken(Base):
    """The worker-scoped token of one worker, and who may mint the next one."""

    __tablename__ = "worker_tokens"

    backend: Mapped[str] = mapped_column(String(40), primary_key=True)
    worker_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text, default="")
    """Empty: there is none."""
    expires_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    """Counts the tokens of this worker: a refusal is compared with it before a new mint."""
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    revoke_at: Mapped[datetime | None] = mapped_column(index=True)
    """When to ask the HR system (again) to kill the last token; None: nothing to kill."""


class ActionRow(Base):
    """One write of a worker: the intent, who may send it, and what came of it."""

    __tablename__ = "actions"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_actions_state_next_check_at", "state", "next_check_at"),
        Index("ix_actions_account_id_created_at", "account_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(String(32))
    backend: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64))
    """The form's. Chosen by a browser, so it means nothing outside this account."""
    call_key: Mapped[str] = mapped_column(String(32))
    """Our own, for the HR system: the same in every send of one intent."""
    digest: Mapped[str] = mapped_column(String(64))
    """Keyed digest of all that was asked: one key stands for one payload."""
    thing: Mapped[str] = mapped_column(String(64))
    """Keyed digest of what it is about: two acts on one thing are never open at once."""
    subject: Mapped[str] = mapped_column(String(64))
    """Keyed digest of what makes two acts the same, sent from two tabs or not."""
    sealed: Mapped[str] = mapped_column(Text)
    """Who and what, encrypted, until the outcome is known; then empty."""
    state: Mapped[str] = mapped_column(String(16))
    message: Mapped[str] = mapped_column(Text, default="")
    """The HR system's sentence, sealed, or empty."""
    references: Mapped[list[str]] = mapped_column("reference_ids", JSON, default=list)
    rounds: Mapped[int] = mapped_column(default=0)
    """How often the effect has been looked up."""
    sends: Mapped[int] = mapped_column(default=1)
    lease: Mapped[str] = mapped_column(String(32))
    """Who may send."""
    lease_until: Mapped[datetime]
    """No call of ours is under way after this."""
    next_check_at: Mapped[datetime]
    created_at: Mapped[datetime]
    """When it was (last) asked for."""
    updated_at: Mapped[datetime]
    obstacle: Mapped[str] = mapped_column(String(16), default="")
    """Why the last look could not tell; empty: it could."""
    refused: Mapped[bool] = mapped_column(default=False)
    """Open: the last send was refused, the one before may still take effect."""
    by_hand: Mapped[bool] = mapped_column(default=False)
    """Who runs the portal found out what came of it."""


class Reading(Base):
    """The bytes of one document went to the worker in full."""

    __tablename__ = "readings"
    __table_args__ = (
        Index("ix_readings_account_id_kind_object_id", "account_id", "kind", "object_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(128))
    sha256: Mapped[str] = mapped_column(String(64))
    read_at: Mapped[datetime]
