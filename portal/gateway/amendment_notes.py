"""What managers did to amendments through the portal, for whom, and what they said to it.

HR systems keep neither the manager's name nor a reason, and an action of the ledger forgets what it
was about once its outcome is known. A note is written before the act is sent and counts only once
the ledger knows that it was taken.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Index, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Database, VaultError, new_id
from portal.gateway.ledger.action import ActionKind, ActionState
from portal.gateway.models import ActionRow
from portal.gateway.noted import make_way, note_behalf
from portal.gateway.responsibility import Behalf
from portal.services import Services

log = structlog.get_logger("portal.gateway")


class AmendmentNoteRow(Base):
    __tablename__ = "amendment_notes"
    __table_args__ = (
        Index("ix_amendment_notes_account_id_key", "account_id", "key"),
        Index("ix_amendment_notes_backend_worker_id", "backend", "worker_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(String(32))
    """The manager's."""
    key: Mapped[str] = mapped_column(String(64))
    """The form's, as in the ledger."""
    backend: Mapped[str] = mapped_column(String(40))
    worker_id: Mapped[str] = mapped_column(String(128))
    """Whose contract it is."""
    amendment_id: Mapped[str] = mapped_column(String(128))
    """Empty for a new one: the action's reference names it."""
    sealed: Mapped[str] = mapped_column(Text)
    """A ``Note``."""
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Note:
    worker_id: str
    name: str
    email: str
    """The worker's, for work."""
    by: str
    """The name of whoever pressed."""
    behalf: Behalf = Behalf.SELF
    manager_id: str = ""
    manager_name: str = ""
    """On whose behalf, where that is another manager's."""
    wished: bool = False
    """The worker had asked for it."""
    draft: bool = False
    """It was one before."""
    reason: str = ""

    @property
    def known(self) -> bool:
        """Whether the worker knew of it before."""
        return self.wished or not self.draft

    @property
    def declined(self) -> bool:
        """Of what was cancelled: a wish that never went on its way."""
        return self.wished and self.draft


def keep(
    services: Services, account_id: str, key: str, note: Note, *, backend: str, amendment_id: str
) -> None:
    """Raises: StorageUnavailable (then nothing may be sent)."""
    with services.database.begin() as session:
        row = AmendmentNoteRow
        if not make_way(services.database, session, row.account_id, row.key, account_id, key):
            return
        session.add(
            AmendmentNoteRow(
                account_id=account_id,
                key=key,
                backend=backend,
                worker_id=note.worker_id,
                amendment_id=amendment_id,
                sealed=services.vault.seal(json.dumps(asdict(note))),
                created_at=datetime.now(UTC),
            )
        )
        note_behalf(
            session,
            account_id,
            backend=backend,
            object_id=amendment_id,
            behalf=note.behalf,
            manager_id=note.manager_id,
        )


def of_action(services: Services, action_id: str) -> Note | None:
    """Whose action it is, is for the caller to know."""
    with services.database.read() as session:
        row = session.scalars(
            select(AmendmentNoteRow)
            .join(ActionRow, _of_the_same_form())
            .where(ActionRow.id == action_id)
            .limit(1)
        ).first()
    return _open(services, row) if row else None


def latest_for(
    services: Services, backend: str, worker_id: str, amendment_id: str, kind: ActionKind
) -> Note | None:
    """What was last done so to a worker's own amendment, and was taken; None if elsewhere."""
    with services.database.read() as session:
        row = session.scalars(
            select(AmendmentNoteRow)
            .join(ActionRow, _of_the_same_form())
            .where(
                AmendmentNoteRow.backend == backend,
                AmendmentNoteRow.worker_id == worker_id,
                AmendmentNoteRow.amendment_id == amendment_id,
                ActionRow.kind == kind,
                ActionRow.state == ActionState.ACCEPTED,
            )
            .order_by(ActionRow.updated_at.desc())
            .limit(1)
        ).first()
    return _open(services, row) if row else None


def delete_unsent(database: Database) -> None:
    """What was kept for an act that was never sent."""
    sent = select(ActionRow.id).where(_of_the_same_form())
    with database.begin() as session:
        session.execute(
            delete(AmendmentNoteRow).where(
                AmendmentNoteRow.created_at < datetime.now(UTC) - timedelta(days=1), ~sent.exists()
            )
        )


def _of_the_same_form() -> ColumnElement[bool]:
    return (AmendmentNoteRow.account_id == ActionRow.account_id) & (
        AmendmentNoteRow.key == ActionRow.key
    )


def _open(services: Services, row: AmendmentNoteRow) -> Note | None:
    try:
        told = json.loads(services.vault.open(row.sealed))
    except VaultError:
        log.error("amendment_note_not_readable", note_id=row.id)
        return None
    return Note(**{**told, "behalf": Behalf(told["behalf"])})
