"""What a manager decided through the portal, and why: HR systems keep neither name nor reason.

A row is written before the decision is sent and counts only once the ledger knows that it was
taken, so a reason is never told for what somebody else decided.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import structlog
from sqlalchemy import Index, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.backends.team import Decision
from portal.db import Base, Database, StorageUnavailable, Vault, VaultError, new_id
from portal.gateway.ledger.action import ActionState
from portal.gateway.models import ActionRow
from portal.gateway.noted import make_way, note_behalf
from portal.gateway.responsibility import Behalf
from portal.services import Services

log = structlog.get_logger("portal.gateway")


class DecisionRow(Base):
    """One request in one decision of a manager."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("ix_decisions_account_id_key", "account_id", "key"),
        Index("ix_decisions_backend_worker_id", "backend", "worker_id"),
        Index("ix_decisions_backend_for_manager_id", "backend", "for_manager_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(String(32))
    """The manager's."""
    key: Mapped[str] = mapped_column(String(64))
    """The form's, as in the ledger."""
    backend: Mapped[str] = mapped_column(String(40))
    worker_id: Mapped[str] = mapped_column(String(128))
    """Who asked for the time off."""
    for_manager_id: Mapped[str] = mapped_column(String(128), default="")
    """In whose place somebody else decides; empty where nobody's."""
    time_off_id: Mapped[str] = mapped_column(String(128))
    decision: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[str] = mapped_column(Text)
    """Names, days and reason."""
    refusal: Mapped[str] = mapped_column(Text, default="")
    """The HR system's sentence, sealed, where it did not take this one of several."""
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that somebody is about to decide on."""

    time_off_id: str
    worker_id: str = ""
    """Empty, like the rest, for what is not, or no longer, in the manager's team."""
    name: str = ""
    email: str = ""
    start: date | None = None
    end: date | None = None
    behalf: Behalf = Behalf.SELF
    manager_id: str = ""
    manager_name: str = ""
    """Of the manager on whose behalf it is decided; empty where it is on nobody's."""


@dataclass(frozen=True, slots=True)
class Decided:
    time_off_id: str
    worker_id: str
    worker_name: str
    worker_email: str
    start: date | None
    end: date | None
    decision: Decision
    by: str
    """The name of whoever pressed."""
    behalf: Behalf
    manager_name: str
    """On whose behalf, where that is another manager's."""
    reason: str
    refusal: str
    taken: bool
    """Whether the HR system took it: not yet, while that is being checked."""


def note(
    services: Services,
    account_id: str,
    key: str,
    decision: Decision,
    requests: Iterable[Asked],
    *,
    backend: str,
    by: str,
    reason: str,
) -> None:
    """Keep what is about to be sent. Raises: StorageUnavailable (then nothing may be sent)."""
    with services.database.begin() as session:
        row = DecisionRow
        if not make_way(services.database, session, row.account_id, row.key, account_id, key):
            return
        for asked in requests:
            told = {
                "by": by,
                "name": asked.name,
                "email": asked.email,
                "start": asked.start.isoformat() if asked.start else "",
                "end": asked.end.isoformat() if asked.end else "",
                "reason": reason,
                "behalf": asked.behalf,
                "for": asked.manager_name,
            }
            for_manager = asked.manager_id if asked.behalf is Behalf.MANAGER else ""
            session.add(
                DecisionRow(
                    account_id=account_id,
                    key=key,
                    backend=backend,
                    worker_id=asked.worker_id,
                    for_manager_id=for_manager,
                    time_off_id=asked.time_off_id,
                    decision=decision,
                    sealed=services.vault.seal(json.dumps(told)),
                    created_at=datetime.now(UTC),
                )
            )
            note_behalf(
                session,
                account_id,
                backend=backend,
                object_id=asked.time_off_id,
                behalf=asked.behalf,
                manager_id=for_manager,
            )


def note_refusals(services: Services, account_id: str, messages: Mapping[str, str]) -> None:
    """Keep why some of several were not taken, by request.

    They were sent all the same: that this can't be kept is no reason to say anything else of it.
    """
    said = {time_off_id: message for time_off_id, message in messages.items() if message}
    if not said:
        return
    try:
        with services.database.begin() as session:
            for time_off_id, message in said.items():
                session.execute(
                    update(DecisionRow)
                    .where(
                        DecisionRow.account_id == account_id,
                        DecisionRow.time_off_id == time_off_id,
                    )
                    .values(refusal=services.vault.seal(message))
                )
    except StorageUnavailable as error:
        log.warning("refusals_not_noted", reason=str(error))


def delete_unsent(database: Database) -> None:
    """What was kept for a decision that was never sent."""
    sent = select(ActionRow.id).where(
        ActionRow.account_id == DecisionRow.account_id, ActionRow.key == DecisionRow.key
    )
    with database.begin() as session:
        session.execute(
            delete(DecisionRow).where(
                DecisionRow.created_at < datetime.now(UTC) - timedelta(days=1), ~sent.exists()
            )
        )


def of_action(services: Services, action_id: str) -> tuple[Decided, ...]:
    """What one action of a manager decides. Whose action it is, is for the caller to know."""
    with services.database.read() as session:
        action = session.get(ActionRow, action_id)
        if action is None:
            return ()
        return _decided(services.vault, session, action)


def latest_for(
    services: Services, backend: str, worker_id: str, time_off_id: str
) -> Decided | None:
    """What was decided here about a worker's own request; None if it was decided elsewhere."""
    with services.database.read() as session:
        actions = session.scalars(
            select(ActionRow)
            .join(
                DecisionRow,
                (DecisionRow.account_id == ActionRow.account_id)
                & (DecisionRow.key == ActionRow.key),
            )
            .where(
                DecisionRow.backend == backend,
                DecisionRow.worker_id == worker_id,
                DecisionRow.time_off_id == time_off_id,
                ActionRow.state == ActionState.ACCEPTED,
            )
            .order_by(ActionRow.updated_at.desc())
        ).all()
        found = [
            each
            for action in actions
            for each in _decided(services.vault, session, action, only=(time_off_id,))
            if each.taken
        ]
    return found[0] if found else None


def for_manager(
    services: Services, backend: str, manager_id: str, offset: int, limit: int
) -> tuple[Decided, ...]:
    """What was decided in this manager's place and taken, newest first."""
    with services.database.read() as session:
        rows = session.execute(
            select(DecisionRow, ActionRow)
            .join(
                ActionRow,
                (DecisionRow.account_id == ActionRow.account_id)
                & (DecisionRow.key == ActionRow.key),
            )
            .where(
                DecisionRow.backend == backend,
                DecisionRow.for_manager_id == manager_id,
                ActionRow.state == ActionState.ACCEPTED,
            )
            .order_by(DecisionRow.created_at.desc(), DecisionRow.id)
            .offset(offset)
            .limit(limit)
        ).all()
    found = []
    for row, action in rows:
        try:
            found.append(_open(services.vault, row, taken=row.time_off_id in action.references))
        except VaultError:
            log.error("decision_not_readable", decision_id=row.id)
    return tuple(each for each in found if each.taken)


def _decided(
    vault: Vault, session: Session, action: ActionRow, only: Collection[str] = ()
) -> tuple[Decided, ...]:
    rows = session.scalars(
        select(DecisionRow)
        .where(DecisionRow.account_id == action.account_id, DecisionRow.key == action.key)
        .order_by(DecisionRow.created_at, DecisionRow.id)
    )
    taken = set(action.references) if action.state == ActionState.ACCEPTED else set()
    found = []
    for row in rows:
        if only and row.time_off_id not in only:
            continue
        try:
            found.append(_open(vault, row, taken=row.time_off_id in taken))
        except VaultError:
            log.error("decision_not_readable", decision_id=row.id)
    return tuple(found)


def _open(vault: Vault, row: DecisionRow, *, taken: bool) -> Decided:
    """Raises: VaultError, where the key is lost."""
    told = json.loads(vault.open(row.sealed))
    return Decided(
        time_off_id=row.time_off_id,
        worker_id=row.worker_id,
        worker_name=told["name"],
        worker_email=told["email"],
        start=date.fromisoformat(told["start"]) if told["start"] else None,
        end=date.fromisoformat(told["end"]) if told["end"] else None,
        decision=Decision(row.decision),
        by=told["by"],
        behalf=Behalf(told.get("behalf", Behalf.SELF)),
        manager_name=told.get("for", ""),
        reason=told["reason"],
        refusal=vault.open(row.refusal) if row.refusal else "",
        taken=taken,
    )
