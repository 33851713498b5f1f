"""Which substitutions there are. One that can't be decrypted any more counts as none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import structlog
from sqlalchemy import ColumnElement, Exists, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.backends.errors import NotFound
from portal.db import VaultError
from portal.gateway.substitutes.models import (
    Substitution,
    SubstitutionRow,
    SubstitutionState,
    opened,
)
from portal.services import Services

MOST = 50
"""Of one person, the latest."""
_OPEN = (SubstitutionState.ASKED, SubstitutionState.ACCEPTED)

log = structlog.get_logger("portal.gateway")


def running_for(services: Services, backend: str, worker_id: str) -> tuple[Substitution, ...]:
    """Those in which this worker stands in for somebody now. Raises: StorageUnavailable."""
    return _all(
        services,
        select(SubstitutionRow).where(
            SubstitutionRow.backend == backend,
            SubstitutionRow.substitute_id == worker_id,
            _running(datetime.now(UTC)),
        ),
    )


def running_of(services: Services, backend: str, manager_id: str) -> tuple[Substitution, ...]:
    """Those in which somebody stands in for this manager now. Raises: StorageUnavailable."""
    return _all(
        services,
        select(SubstitutionRow).where(
            SubstitutionRow.backend == backend,
            SubstitutionRow.manager_id == manager_id,
            _running(datetime.now(UTC)),
        ),
    )


def stands_in(
    backend: InstrumentedAttribute[str],
    worker_id: InstrumentedAttribute[str],
    now: ColumnElement[datetime],
) -> Exists:
    """For another query: whether the worker of these columns stands in for anybody."""
    return exists().where(
        SubstitutionRow.backend == backend,
        SubstitutionRow.substitute_id == worker_id,
        _running(now),
    )


def concerning(services: Services, backend: str, worker_id: str) -> tuple[Substitution, ...]:
    """As manager or as substitute, the latest first. Raises: StorageUnavailable."""
    mine = or_(SubstitutionRow.manager_id == worker_id, SubstitutionRow.substitute_id == worker_id)
    query = select(SubstitutionRow).where(SubstitutionRow.backend == backend, mine)
    return _all(services, query.order_by(SubstitutionRow.created_at.desc()).limit(MOST))


def open_invitations(services: Services, backend: str, worker_id: str) -> tuple[Substitution, ...]:
    """What this worker was asked and has not answered. Raises: StorageUnavailable."""
    return _all(
        services,
        select(SubstitutionRow).where(
            SubstitutionRow.backend == backend,
            SubstitutionRow.substitute_id == worker_id,
            SubstitutionRow.state == SubstitutionState.ASKED,
            SubstitutionRow.ends_at > datetime.now(UTC),
        ),
    )


def is_named(services: Services, backend: str, worker_id: str) -> bool:
    """Whether somebody asked them to stand in, for days that are not over, and they have not said
    no. Raises: StorageUnavailable."""
    named = select(SubstitutionRow.id).where(
        SubstitutionRow.backend == backend,
        SubstitutionRow.substitute_id == worker_id,
        SubstitutionRow.state.in_(_OPEN),
        SubstitutionRow.ends_at > datetime.now(UTC),
    )
    with services.database.read() as session:
        return session.scalar(named.limit(1)) is not None


def overlapping(
    services: Services, backend: str, manager_id: str, first: date, last: date
) -> Substitution | None:
    """One that this manager has in these days already. Raises: StorageUnavailable."""
    query = select(SubstitutionRow).where(
        SubstitutionRow.backend == backend,
        SubstitutionRow.manager_id == manager_id,
        SubstitutionRow.state.in_(_OPEN),
        SubstitutionRow.ends_at > datetime.now(UTC),
        SubstitutionRow.first <= last,
        SubstitutionRow.last >= first,
    )
    return next(iter(_all(services, query.limit(1))), None)


def by_key(services: Services, account_id: str, key: str) -> str | None:
    """The id of what this form of a manager's has named. Raises: StorageUnavailable."""
    with services.database.read() as session:
        return session.scalar(
            select(SubstitutionRow.id).where(
                SubstitutionRow.manager_account_id == account_id, SubstitutionRow.key == key
            )
        )


def by_id(services: Services, substitution_id: str) -> Substitution | None:
    """Whoever it concerns: for jobs, never by an id that a request names."""
    query = select(SubstitutionRow).where(SubstitutionRow.id == substitution_id)
    return next(iter(_all(services, query)), None)


def found(services: Services, substitution_id: str, backend: str, worker_id: str) -> Substitution:
    """One that concerns this worker. Raises: NotFound, StorageUnavailable."""
    query = select(SubstitutionRow).where(
        SubstitutionRow.id == substitution_id, SubstitutionRow.backend == backend
    )
    for one in _all(services, query):
        if one.concerns(worker_id):
            return one
    raise NotFound("no substitution of this worker", backend=backend)


def _running(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(
        SubstitutionRow.state == SubstitutionState.ACCEPTED,
        SubstitutionRow.starts_at <= now,
        SubstitutionRow.ends_at > now,
    )


def _all(services: Services, query: Select[SubstitutionRow]) -> tuple[Substitution, ...]:
    with services.database.read() as session:
        rows = session.scalars(query).all()
    opened_ones = []
    for row in rows:
        try:
            opened_ones.append(opened(services.vault, row))
        except VaultError:
            log.error("substitution_not_readable", substitution_id=row.id)
    return tuple(opened_ones)
