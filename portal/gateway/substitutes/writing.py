"""Naming a substitute, their answer, and the end. Each is one conditional change of one row, so of
two people who press at once one is told how it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.audit import Event, record
from portal.backends.team import Colleague
from portal.db import Database, new_id
from portal.gateway.substitutes.models import (
    Substitution,
    SubstitutionRow,
    SubstitutionState,
    seal_people,
)
from portal.services import Services

KEPT = timedelta(days=400)
"""After its end: a year's reviews and then some."""


def name(
    services: Services,
    account_id: str,
    key: str,
    *,
    backend: str,
    manager: Colleague,
    substitute: Colleague,
    days: tuple[date, date],
    between: tuple[datetime, datetime],
) -> str | None:
    """Ask somebody to stand in. ``days`` in the manager's time zone, ``between``: the same as
    instants.

    Returns: its id, the first one's for a form that was sent twice; None where the manager has
    somebody in these days by now. Raises: StorageUnavailable.
    """
    now = datetime.now(UTC)
    row = SubstitutionRow(
        id=new_id(),
        backend=backend,
        manager_account_id=account_id,
        key=key,
        manager_id=manager.id,
        substitute_id=substitute.id,
        sealed=seal_people(services.vault, manager, substitute),
        first=days[0],
        last=days[1],
        starts_at=between[0],
        ends_at=between[1],
        state=SubstitutionState.ASKED,
        created_at=now,
    )
    own_key = (SubstitutionRow.manager_account_id == account_id) & (SubstitutionRow.key == key)
    try:
        with services.database.begin() as session:
            _take_turns(services.database, session, account_id)
            known = session.scalar(select(SubstitutionRow.id).where(own_key))
            if known is not None:
                return known
            if _has_another(session, row, now):
                return None
            session.add(row)
            record(
                session,
                Event.SUBSTITUTE_NAMED,
                account_id=account_id,
                actor="manager",
                backend=backend,
                object_id=row.id,
                substitute=substitute.id,
            )
            return row.id
    except IntegrityError:
        with services.database.read() as session:
            return session.scalar(select(SubstitutionRow.id).where(own_key))


def answer(
    services: Services, substitution: Substitution, account_id: str, *, accept: bool
) -> bool:
    """What the one who was asked says. False: it was answered, ended or over before.

    ``account_id``: theirs. Raises: StorageUnavailable.
    """
    now = datetime.now(UTC)
    state = SubstitutionState.ACCEPTED if accept else SubstitutionState.DECLINED
    with services.database.begin() as session:
        waiting = SubstitutionRow.state == SubstitutionState.ASKED
        values = {"state": state, "answered_at": now, "substitute_account_id": account_id}
        if not _change(session, substitution, waiting, values, now):
            return False
        event = Event.SUBSTITUTE_ACCEPTED if accept else Event.SUBSTITUTE_DECLINED
        _record(session, event, substitution, account_id, "worker")
        _record(session, event, substitution, substitution.manager_account_id, "substitute")
    return True


def end(services: Services, substitution: Substitution, *, by: str) -> bool:
    """At once. ``by``: ``manager`` or ``substitute``. False: it was over before.

    Raises: StorageUnavailable.
    """
    now = datetime.now(UTC)
    with services.database.begin() as session:
        going = SubstitutionRow.state.in_((SubstitutionState.ASKED, SubstitutionState.ACCEPTED))
        values = {"state": SubstitutionState.ENDED, "ended_at": now, "ended_by": by}
        if not _change(session, substitution, going, values, now):
            return False
        for account_id in (substitution.manager_account_id, substitution.substitute_account_id):
            if account_id:
                _record(session, Event.SUBSTITUTE_ENDED, substitution, account_id, by)
    return True


def delete_old(database: Database) -> None:
    with database.begin() as session:
        old = SubstitutionRow.ends_at < datetime.now(UTC) - KEPT
        session.execute(delete(SubstitutionRow).where(old))


def _has_another(session: Session, row: SubstitutionRow, now: datetime) -> bool:
    return (
        session.scalar(
            select(SubstitutionRow.id)
            .where(
                SubstitutionRow.backend == row.backend,
                SubstitutionRow.manager_id == row.manager_id,
                SubstitutionRow.state.in_(
                    (SubstitutionState.ASKED, SubstitutionState.ACCEPTED),
                ),
                SubstitutionRow.ends_at > now,
                SubstitutionRow.starts_at < row.ends_at,
                SubstitutionRow.ends_at > row.starts_at,
            )
            .limit(1)
        )
        is not None
    )


def _take_turns(database: Database, session: Session, account_id: str) -> None:
    # SQLite has one writer at a time anyway.
    if not database.is_sqlite:
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
            {"name": f"substitutions {account_id}"},
        )


def _change(
    session: Session,
    substitution: Substitution,
    condition: ColumnElement[bool],
    values: dict[str, object],
    now: datetime,
) -> bool:
    result = session.execute(
        update(SubstitutionRow)
        .where(SubstitutionRow.id == substitution.id, SubstitutionRow.ends_at > now, condition)
        .values(**values)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def _record(
    session: Session, event: Event, substitution: Substitution, account_id: str, actor: str
) -> None:
    record(
        session,
        event,
        account_id=account_id,
        actor=actor,
        backend=substitution.backend,
        object_id=substitution.id,
    )
