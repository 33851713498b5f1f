"""Which actions were told of to those whom they concern: each is told of once, at once or later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Database
from portal.gateway.ledger.action import ActionKind, ActionState
from portal.gateway.models import ActionRow

TOLD_WITHIN = timedelta(days=1)
"""A mail that could not be written for so long is no news any more."""
AT_ONCE = 50


class Telling(Base):
    """An action of which those whom it concerns were told."""

    __tablename__ = "tellings"

    action_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    told_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    """When the manager was told once more, of what still waited then."""


def untold(database: Database, kinds: Collection[ActionKind]) -> Sequence[str]:
    """The ids of what was accepted and not told of yet. Raises: StorageUnavailable."""
    with database.read() as session:
        return session.scalars(
            select(ActionRow.id)
            .outerjoin(Telling, Telling.action_id == ActionRow.id)
            .where(
                ActionRow.kind.in_(kinds),
                ActionRow.state == ActionState.ACCEPTED,
                ActionRow.updated_at > datetime.now(UTC) - TOLD_WITHIN,
                Telling.action_id.is_(None),
            )
            .order_by(ActionRow.updated_at)
            .limit(AT_ONCE)
        ).all()


def claim(database: Database, action_id: str) -> bool:
    """Whether nobody else tells of it."""
    try:
        with database.begin() as session:
            session.add(Telling(action_id=action_id, told_at=datetime.now(UTC)))
    except IntegrityError:
        return False
    return True
