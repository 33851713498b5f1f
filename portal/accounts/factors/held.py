"""Which second factors an account has. No Flask in here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.factors.models import AuthenticatorApp, Passkey
from portal.accounts.factors.recovery import RecoveryCodes
from portal.accounts.models import Account
from portal.backends.types import WorkerIdentity
from portal.db import Database


@dataclass(frozen=True)
class Held:
    passkeys: int
    app: bool

    @property
    def any(self) -> bool:
        """Whether the mail alone opens the account no longer."""
        return self.passkeys > 0 or self.app


def held_by(db: Session, account_id: str) -> Held:
    passkeys = select(func.count()).select_from(Passkey).where(Passkey.account_id == account_id)
    app = select(AuthenticatorApp.account_id).where(
        AuthenticatorApp.account_id == account_id, AuthenticatorApp.created_at.is_not(None)
    )
    return Held(db.scalar(passkeys) or 0, db.scalar(app) is not None)


def drop_codes_of_last(db: Session, account_id: str) -> None:
    """Recovery codes go with the last factor that they stand in for."""
    if not held_by(db, account_id).any:
        RecoveryCodes.drop(db, account_id)


class Factors:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, account_id: str) -> Held:
        with self._database.read() as db:
            return held_by(db, account_id)

    def account_that_asks(self, worker: WorkerIdentity) -> str | None:
        """The id of the worker's account when it has a second factor."""
        own = (Account.backend == worker.backend, Account.worker_id == worker.worker_id)
        with self._database.read() as db:
            account_id = db.scalar(select(Account.id).where(*own))
            return account_id if account_id and held_by(db, account_id).any else None
