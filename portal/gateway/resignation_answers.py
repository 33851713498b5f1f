"""What a manager answered to a resignation through the portal: the HR system tells the worker
neither who it was nor why.

As in ``decisions.py``, a row is written before the answer is sent and counts only once the ledger
knows that it was taken.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Index, Select, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.backends.offboarding import Acceptance, DeclineReason, Refusal, TeamResignation
from portal.db import Base, Database, Vault, VaultError, new_id
from portal.gateway.ledger.action import ActionState
from portal.gateway.models import ActionRow
from portal.gateway.noted import make_way, note_behalf
from portal.gateway.responsibility import Behalf, Report
from portal.services import Services

CLOCKS_DIFFER = timedelta(minutes=2)
"""By how much the HR system's clock may be ahead of ours."""

log = structlog.get_logger("portal.gateway")


class ResignationAnswerRow(Base):
    """One answer of a manager."""

    __tablename__ = "resignation_answers"
    __table_args__ = (
        Index("ix_resignation_answers_account_id_key", "account_id", "key"),
        Index("ix_resignation_answers_backend_worker_id", "backend", "worker_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(String(32))
    """The manager's."""
    key: Mapped[str] = mapped_column(String(64))
    """The form's, as in the ledger."""
    backend: Mapped[str] = mapped_column(String(40))
    worker_id: Mapped[str] = mapped_column(String(128))
    """Who resigns."""
    resignation_id: Mapped[str] = mapped_column(String(128))
    sealed: Mapped[str] = mapped_column(Text)
    """Names, days and reason."""
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Answered:
    resignation_id: str
    worker_id: str
    worker_name: str
    worker_email: str
    by: str
    """The name of whoever pressed."""
    behalf: Behalf
    manager_name: str
    """On whose behalf, where that is another manager's."""
    last_day: date | None
    """As it stood in the list when it was answered."""
    refusal: Refusal | None
    """None: it was accepted."""
    at: datetime


def note(
    services: Services,
    account_id: str,
    key: str,
    resignation: TeamResignation,
    report: Report,
    answer: Acceptance | Refusal,
    *,
    backend: str,
    by: str,
) -> None:
    """Keep what is about to be sent. Raises: StorageUnavailable (then nothing may be sent)."""
    told = {
        "by": by,
        "name": report.name,
        "email": report.email,
        "last_day": _text(resignation.last_day),
        "refusal": _told(answer) if isinstance(answer, Refusal) else None,
        "behalf": report.behalf,
        "for": report.manager_name,
    }
    with services.database.begin() as session:
        row = ResignationAnswerRow
        if not make_way(services.database, session, row.account_id, row.key, account_id, key):
            return
        session.add(
            ResignationAnswerRow(
                account_id=account_id,
                key=key,
                backend=backend,
                worker_id=resignation.worker_id,
                resignation_id=resignation.id,
                sealed=services.vault.seal(json.dumps(told)),
                created_at=datetime.now(UTC),
            )
        )
        note_behalf(
            session,
            account_id,
            backend=backend,
            object_id=resignation.id,
            behalf=report.behalf,
            manager_id=report.manager_id if report.behalf is Behalf.MANAGER else "",
        )


def of_action(services: Services, action_id: str) -> Answered | None:
    """What an accepted action of a manager has answered; None for any other action.

    Whose action it is, is for the caller to know."""
    return _first(services, _taken().where(ActionRow.id == action_id))


def latest_for(
    services: Services, backend: str, worker_id: str, since: datetime | None
) -> Answered | None:
    """What was last answered here to a worker's own resignation; None if it was done elsewhere.

    ``since``: when the resignation was handed in. Its id says nothing: the employer's list may
    know it by another one."""
    query = _taken().where(
        ResignationAnswerRow.backend == backend, ResignationAnswerRow.worker_id == worker_id
    )
    if since is not None:
        query = query.where(ResignationAnswerRow.created_at >= since - CLOCKS_DIFFER)
    return _first(services, query)


def of_resignation(services: Services, backend: str, resignation_id: str) -> Answered | None:
    """What was answered here, by whomever."""
    return _first(
        services,
        _taken().where(
            ResignationAnswerRow.backend == backend,
            ResignationAnswerRow.resignation_id == resignation_id,
        ),
    )


def of_another(services: Services, account_id: str, backend: str, resignation_id: str) -> bool:
    """Whether the answer of somebody else than this account was taken."""
    query = _taken().where(
        ResignationAnswerRow.backend == backend,
        ResignationAnswerRow.resignation_id == resignation_id,
        ResignationAnswerRow.account_id != account_id,
    )
    with services.database.read() as session:
        return session.scalars(query).first() is not None


def delete_unsent(database: Database) -> None:
    """What was kept for an answer that was never sent."""
    sent = select(ActionRow.id).where(_same_action())
    with database.begin() as session:
        session.execute(
            delete(ResignationAnswerRow).where(
                ResignationAnswerRow.created_at < datetime.now(UTC) - timedelta(days=1),
                ~sent.exists(),
            )
        )


def _taken() -> Select[ResignationAnswerRow]:
    """The answers that the HR system took, the latest first."""
    return (
        select(ResignationAnswerRow)
        .join(ActionRow, _same_action())
        .where(ActionRow.state == ActionState.ACCEPTED)
        .order_by(ResignationAnswerRow.created_at.desc())
    )


def _same_action() -> ColumnElement[bool]:
    return (ActionRow.account_id == ResignationAnswerRow.account_id) & (
        ActionRow.key == ResignationAnswerRow.key
    )


def _first(services: Services, query: Select[ResignationAnswerRow]) -> Answered | None:
    with services.database.read() as session:
        row = session.scalars(query).first()
    if row is None:
        return None
    try:
        return _open(services.vault, row)
    except VaultError:
        log.error("resignation_answer_not_readable", answer_id=row.id)
        return None


def _told(refusal: Refusal) -> dict[str, str]:
    return {
        "reason": refusal.reason,
        "detail": refusal.detail,
        "possible_last_day": _text(refusal.possible_last_day),
    }


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _open(vault: Vault, row: ResignationAnswerRow) -> Answered:
    """Raises: VaultError, where the key is lost."""
    told = json.loads(vault.open(row.sealed))
    refusal = told["refusal"]
    return Answered(
        resignation_id=row.resignation_id,
        worker_id=row.worker_id,
        worker_name=told["name"],
        worker_email=told["email"],
        by=told["by"],
        behalf=Behalf(told.get("behalf", Behalf.SELF)),
        manager_name=told.get("for", ""),
        last_day=_day(told["last_day"]),
        refusal=Refusal(
            DeclineReason(refusal["reason"]), refusal["detail"], _day(refusal["possible_last_day"])
        )
        if refusal
        else None,
        at=row.created_at,
    )
