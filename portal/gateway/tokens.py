"""Where worker-scoped tokens rest: encrypted, with a lease that lets one process mint at a time.

Each change is one conditional update in its own short transaction, so it holds across threads,
processes and machines (whose clocks may differ by less than the lease).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, and_, bindparam, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.audit import Event, record
from portal.backends.types import Credential, WorkerIdentity
from portal.db import Database, Vault, VaultError, new_id
from portal.gateway.models import WorkerToken

LEASE = timedelta(seconds=45)
"""Longer than a mint can take; a winner that died blocks the others for this long."""

_STORED = select(WorkerToken.version, WorkerToken.sealed, WorkerToken.expires_at).where(
    WorkerToken.backend == bindparam("backend"), WorkerToken.worker_id == bindparam("worker_id")
)


@dataclass(frozen=True, slots=True)
class StoredToken:
    version: int
    credential: Credential | None = field(repr=False)
    """None when there is none or it can't be decrypted any more."""


class TokenStore:
    """The token of one worker."""

    def __init__(self, database: Database, vault: Vault, identity: WorkerIdentity) -> None:
        self._database = database
        self._vault = vault
        self._backend = identity.backend
        self._worker_id = identity.worker_id

    def load(self) -> StoredToken:
        found = self._database.rows(_STORED, backend=self._backend, worker_id=self._worker_id)
        if not found:
            return StoredToken(0, None)
        version, sealed, expires_at = found[0]
        return StoredToken(version, self._open(sealed, expires_at))

    def take_lease(self, seen: int) -> str | None:
        """The right to mint (or revoke) next, unless another has it or version ``seen`` is past."""
        now, lease = datetime.now(UTC), new_id()
        self._make_row()
        free = or_(WorkerToken.lease_until.is_(None), WorkerToken.lease_until < now)
        taken = self._update(
            and_(WorkerToken.version == seen, free), lease=lease, lease_until=now + LEASE
        )
        return lease if taken else None

    def put(self, lease: str, credential: Credential, account_id: str) -> bool:
        """Commit a new token. False when the lease ran out and somebody else has it."""
        with self._database.begin() as session:
            changed = session.execute(
                update(WorkerToken)
                .where(self._mine(), WorkerToken.lease == lease)
                .values(
                    sealed=self._vault.seal(credential.token),
                    expires_at=credential.expires_at,
                    version=WorkerToken.version + 1,
                    lease=None,
                    lease_until=None,
                    revoke_at=None,
                )
            )
            if not _one(changed):
                return False
            record(session, Event.TOKEN_MINTED, account_id=account_id, backend=self._backend)
            return True

    def release(self, lease: str) -> None:
        self._update(WorkerToken.lease == lease, lease=None, lease_until=None)

    def drop(self) -> bool:
        """Forget the token and note that the HR system is to kill it. False if there was none."""
        return self._update(
            WorkerToken.sealed != "",
            sealed="",
            expires_at=None,
            version=WorkerToken.version + 1,
            revoke_at=datetime.now(UTC),
        )

    def revoked(self, lease: str) -> None:
        """The HR system has killed the last token."""
        with self._database.begin() as session:
            changed = session.execute(
                update(WorkerToken)
                .where(self._mine(), WorkerToken.lease == lease)
                .values(lease=None, lease_until=None, revoke_at=None)
            )
            if _one(changed):
                record(session, Event.TOKEN_REVOKED, actor="portal", backend=self._backend)

    def postpone_revocation(self, lease: str, until: datetime) -> None:
        self._update(WorkerToken.lease == lease, lease=None, lease_until=None, revoke_at=until)

    def _open(self, sealed: str, expires_at: datetime | None) -> Credential | None:
        if not sealed or expires_at is None:
            return None
        try:
            return Credential(self._vault.open(sealed), expires_at)
        except VaultError:
            return None

    def _make_row(self) -> None:
        with self._database.read() as session:
            if session.get(WorkerToken, (self._backend, self._worker_id)) is not None:
                return
        try:
            with self._database.begin() as session:
                session.add(WorkerToken(backend=self._backend, worker_id=self._worker_id))
        except IntegrityError:
            return  # made by another at the same time

    def _mine(self) -> ColumnElement[bool]:
        return and_(WorkerToken.backend == self._backend, WorkerToken.worker_id == self._worker_id)

    def _update(self, condition: ColumnElement[bool], **values: object) -> bool:
        with self._database.begin() as session:
            return _one(
                session.execute(update(WorkerToken).where(self._mine(), condition).values(values))
            )


def to_revoke(database: Database, limit: int) -> Sequence[WorkerToken]:
    """Workers whose last token waits to be killed, longest waiting first."""
    with database.read() as session:
        return session.scalars(
            select(WorkerToken)
            .where(WorkerToken.revoke_at <= datetime.now(UTC))
            .order_by(WorkerToken.revoke_at)
            .limit(limit)
        ).all()


def _one(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1
