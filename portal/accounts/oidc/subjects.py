"""Whose account somebody at a provider opens, by issuer and subject. No Flask in here."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Account, ProviderSubject
from portal.accounts.sessions import account_for
from portal.audit import Event, record
from portal.backends.types import WorkerIdentity
from portal.db import Database


class Subjects:
    def __init__(self, database: Database) -> None:
        self._database = database

    def worker_of(self, issuer: str, subject: str) -> WorkerIdentity | None:
        """Whoever came from there before, as their HR system described them then."""
        with self._database.read() as db:
            account = db.scalar(
                select(Account)
                .join(ProviderSubject)
                .where(ProviderSubject.issuer == issuer, ProviderSubject.subject == subject)
            )
        return account.identity if account else None

    def issuer_of(self, account_id: str) -> str | None:
        """Of the provider that opens this account, if there is one."""
        with self._database.read() as db:
            return db.scalar(
                select(ProviderSubject.issuer).where(ProviderSubject.account_id == account_id)
            )

    def is_of(self, account_id: str, issuer: str, subject: str) -> bool:
        with self._database.read() as db:
            found = select(ProviderSubject.id).where(
                ProviderSubject.account_id == account_id,
                ProviderSubject.issuer == issuer,
                ProviderSubject.subject == subject,
            )
            return db.scalar(found) is not None

    def link(self, worker: WorkerIdentity, issuer: str, subject: str) -> bool:
        """Let this subject open the worker's account from now on.

        False when another one does already, at this provider or a second: an address that was
        given to somebody new, or is registered elsewhere, opens nothing.
        """
        try:
            with self._database.begin() as db:
                account = account_for(db, worker, datetime.now(UTC))
                db.add(ProviderSubject(account_id=account.id, issuer=issuer, subject=subject))
                record(db, Event.PROVIDER_LINKED, account_id=account.id, backend=worker.backend)
        except IntegrityError:
            return self._opens(worker, issuer, subject)
        return True

    def _opens(self, worker: WorkerIdentity, issuer: str, subject: str) -> bool:
        found = self.worker_of(issuer, subject)
        return found is not None and found.worker_id == worker.worker_id
