"""Private addresses: those that open an account, and those of which that is still to be proved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, new_id


class PersonalAddress(Base):
    """One an account, and none opens two."""

    __tablename__ = "personal_addresses"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), unique=True
    )
    address_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed: it is found by its hash, and nobody without the key can try addresses on it."""
    sealed: Mapped[str] = mapped_column(Text)
    keys: Mapped[str] = mapped_column(String(16), index=True)
    """Tells whether hash and seal were made with today's keys."""
    since: Mapped[datetime]


class AddressRequest(Base):
    """Somebody signed in has typed an address. The code exists only once the mail is being written,
    so a request for an address that is not to be had has none and can never be right."""

    __tablename__ = "address_requests"
    __table_args__ = (
        Index("ix_address_requests_account", "account_id", "created_at"),
        Index("ix_address_requests_address", "address_hash", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    session_id: Mapped[str] = mapped_column(String(32))
    address_hash: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[str] = mapped_column(Text)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    proven: Mapped[bool] = mapped_column(default=False)
