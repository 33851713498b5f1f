"""What is noted of an act before it is sent belongs to the one try that is sent."""

from __future__ import annotations

from sqlalchemy import delete, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.audit import Event, record
from portal.db import Database
from portal.gateway.ledger.action import RETRYABLE
from portal.gateway.models import ActionRow
from portal.gateway.responsibility import Behalf


def make_way(
    database: Database,
    session: Session,
    account_column: InstrumentedAttribute[str],
    key_column: InstrumentedAttribute[str],
    account_id: str,
    key: str,
) -> bool:
    """Whether there is anything to note: what an earlier try of this form noted is gone then, as
    that did nothing. False once the form was sent: the ledger answers with that, whatever is asked
    under its key now.

    ``account_column``, ``key_column``: of the table of notes.
    """
    # SQLite has one writer at a time anyway.
    if not database.is_sqlite:
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
            {"name": f"noted {account_id}"},
        )
    sent = select(ActionRow.id).where(
        ActionRow.account_id == account_id,
        ActionRow.key == key,
        ActionRow.state.not_in(RETRYABLE),
    )
    if session.scalar(sent.limit(1)) is not None:
        return False
    earlier = (account_column == account_id, key_column == key)
    session.execute(delete(account_column.class_).where(*earlier))
    return True


def note_behalf(
    session: Session,
    account_id: str,
    *,
    backend: str,
    object_id: str,
    behalf: Behalf,
    manager_id: str,
) -> None:
    """Into the audit log, for whom it is decided; nothing where that is the asker's own team.

    ``manager_id``: of the manager on whose behalf; empty where it is the employer's."""
    if behalf is not Behalf.SELF:
        record(
            session,
            Event.DECIDED_FOR,
            account_id=account_id,
            actor="manager",
            backend=backend,
            object_id=object_id,
            behalf=behalf.value,
            manager=manager_id,
        )
