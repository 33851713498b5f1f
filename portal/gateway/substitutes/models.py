"""A period in which somebody decides in a manager's place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.backends.team import Colleague
from portal.db import Base, Vault, new_id


class SubstitutionState(StrEnum):
    ASKED = "asked"
    """Named by the manager; nothing follows from it yet."""
    ACCEPTED = "accepted"
    """Counts from the first day to the end of the last."""
    DECLINED = "declined"
    ENDED = "ended"
    """By one of the two, before its last day was over."""


class SubstitutionRow(Base):
    """What it gives is read from the HR system at each click: here stands only who and when."""

    __tablename__ = "substitutions"
    __table_args__ = (
        UniqueConstraint("manager_account_id", "key"),
        Index("ix_substitutions_backend_substitute_id", "backend", "substitute_id", "ends_at"),
        Index("ix_substitutions_backend_manager_id", "backend", "manager_id", "ends_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    backend: Mapped[str] = mapped_column(String(40))
    manager_account_id: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64))
    """The form's: pressed twice, it names once."""
    manager_id: Mapped[str] = mapped_column(String(128))
    """Worker ids, as the next one."""
    substitute_id: Mapped[str] = mapped_column(String(128))
    substitute_account_id: Mapped[str] = mapped_column(String(32), default="")
    """Known once they have answered."""
    sealed: Mapped[str] = mapped_column(Text)
    """Names and addresses of both."""
    first: Mapped[date]
    """In the manager's time zone, as the next one."""
    last: Mapped[date]
    starts_at: Mapped[datetime]
    """When the first day begins there."""
    ends_at: Mapped[datetime]
    """When the last day is over there."""
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(16), default="")
    """``manager`` or ``substitute``."""


@dataclass(frozen=True, slots=True)
class Substitution:
    id: str
    backend: str
    manager: Colleague
    substitute: Colleague
    manager_account_id: str
    substitute_account_id: str
    """Empty until they have answered."""
    first: date
    last: date
    starts_at: datetime
    ends_at: datetime
    state: SubstitutionState
    ended_by: str

    def runs(self, now: datetime) -> bool:
        return self.state is SubstitutionState.ACCEPTED and self.starts_at <= now < self.ends_at

    def is_open(self, now: datetime) -> bool:
        """Whether it counts, or may still come to."""
        states = (SubstitutionState.ASKED, SubstitutionState.ACCEPTED)
        return self.state in states and now < self.ends_at

    def concerns(self, worker_id: str) -> bool:
        return worker_id in (self.manager.id, self.substitute.id)


def seal_people(vault: Vault, manager: Colleague, substitute: Colleague) -> str:
    both = {"manager": manager, "substitute": substitute}
    return vault.seal(
        json.dumps({role: [one.name, one.email] for role, one in both.items()}, ensure_ascii=False)
    )


def opened(vault: Vault, row: SubstitutionRow) -> Substitution:
    """Raises: VaultError, where the key is lost."""
    people = json.loads(vault.open(row.sealed))
    return Substitution(
        id=row.id,
        backend=row.backend,
        manager=Colleague(row.manager_id, *people["manager"]),
        substitute=Colleague(row.substitute_id, *people["substitute"]),
        manager_account_id=row.manager_account_id,
        substitute_account_id=row.substitute_account_id,
        first=row.first,
        last=row.last,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=SubstitutionState(row.state),
        ended_by=row.ended_by,
    )
