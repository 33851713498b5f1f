"""The table of snapshots. It knows accounts by id alone and holds nothing that can be read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class SnapshotRow(Base):
    """The last read of one resource; or, sealed in nothing, the word that what was read before is
    out of date."""

    __tablename__ = "snapshots"

    account_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    resource: Mapped[str] = mapped_column(String(40), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(32))
    """A new one at each change: copies elsewhere are good only while theirs stands here."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    read_at: Mapped[datetime | None]
    """When the read began; None: nothing is kept."""
    failed_at: Mapped[datetime | None]
    """When the HR system last did not answer, if it has not answered since."""
    changed_at: Mapped[datetime] = mapped_column(index=True)
