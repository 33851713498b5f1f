"""The one way into the audit log. Triggers in the database refuse changes and deletions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.audit.events import Event
from portal.audit.visitor import visitor
from portal.backends import context
from portal.db import Base, new_id

ADDRESS_LENGTH = 45
USER_AGENT_LENGTH = 200
ID_LENGTH = 128


class AuditEvent(Base):
    """One event. No foreign keys: it outlives what it speaks of."""

    __tablename__ = "audit_events"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(index=True)
    tag: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = mapped_column(String(32), index=True)
    actor: Mapped[str] = mapped_column(String(32))
    backend: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    request_id: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    user_agent: Mapped[str] = mapped_column(String(USER_AGENT_LENGTH))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(
    session: Session,
    event: Event,
    *,
    account_id: str = "",
    actor: str = "worker",
    backend: str = "",
    object_id: str = "",
    **details: str | int | bool,
) -> None:
    """Add an event to the transaction of the change that it tells of.

    ``account_id``: whose affair it is; ``actor``: who acted (``worker``, ``manager``,
    ``substitute``, ``portal``, ``operator``).
    ``details``: ids, states and counts; never a name, an amount, a text somebody typed or a token.
    """
    from_where = visitor.get()
    session.add(
        AuditEvent(
            at=datetime.now(UTC),
            tag=event.value,
            account_id=account_id,
            actor=actor,
            backend=backend,
            object_id=object_id[:ID_LENGTH],
            request_id=context.request_id.get()[:64],
            address=from_where.address[:ADDRESS_LENGTH],
            user_agent=from_where.user_agent[:USER_AGENT_LENGTH],
            details=details,
        )
    )
