"""Between a proven mail and a session, for accounts with a second factor. No Flask in here.

The browser that proved the mail holds a secret for ten minutes, and gives a factor within them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from portal.accounts.factors.models import SecondStep
from portal.accounts.identities import open_identity, seal_identity
from portal.accounts.sign_in import Proven
from portal.accounts.step_up.terms import Limited
from portal.accounts.tokens import hash_of, new_secret
from portal.audit import Event, record
from portal.db import Database, Vault, VaultError

LIFETIME = timedelta(minutes=10)
ATTEMPTS = 5
WRONG_PER_ACCOUNT = 50
WRONG_WINDOW = timedelta(days=1)
KEPT = timedelta(days=1)
"""How long a step is kept, for the window above."""


class StepRefusal(Enum):
    WRONG_CODE = auto()
    NO_LONGER_VALID = auto()


@dataclass(frozen=True)
class AtProvider:
    """Where somebody came from who was not known by it."""

    name: str
    issuer: str
    subject: str
    admin_group: str | None


@dataclass(frozen=True)
class Waiting:
    id: str
    account_id: str


@dataclass(frozen=True)
class Passed:
    proven: Proven
    way: str
    """How the mail was proven."""
    account_id: str
    at: AtProvider | None = None
    """The provider that vouched for the mail."""


class SecondSteps:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def begin(self, account_id: str, proven: Proven, way: str, at: AtProvider | None = None) -> str:
        """Returns the secret for the browser's cookie."""
        secret, now = new_secret(), datetime.now(UTC)
        who = {
            "worker": seal_identity(self._vault, proven.identity),
            "at": asdict(at) if at else None,
        }
        with self._database.begin() as db:
            db.add(
                SecondStep(
                    token_hash=hash_of(secret),
                    account_id=account_id,
                    worker=self._vault.seal(json.dumps(who)),
                    way=way,
                    next_path=proven.next_path,
                    created_at=now,
                    expires_at=now + LIFETIME,
                )
            )
            record(db, Event.SECOND_STEP_ASKED, account_id=account_id, way=way)
        return secret

    def find(self, secret: str | None) -> Waiting | None:
        """What this browser was asked for and can still give."""
        if secret is None:
            return None
        with self._database.read() as db:
            row = db.execute(
                select(SecondStep.id, SecondStep.account_id).where(
                    *_live(secret, datetime.now(UTC))
                )
            ).first()
        return Waiting(row.id, row.account_id) if row else None

    def try_code(
        self, secret: str, way: str, is_right: Callable[[Session, str], bool]
    ) -> Passed | StepRefusal | Limited:
        """Counts the try before ``is_right`` looks at the code, for the account of that id."""
        now = datetime.now(UTC)
        with self._database.begin() as db:
            account_id = db.scalar(select(SecondStep.account_id).where(*_live(secret, now)))
            if account_id is None:
                return StepRefusal.NO_LONGER_VALID
            limited = _limit(db, account_id, now)
            if limited is not None:
                record(db, Event.SECOND_STEP_LIMITED, account_id=account_id, way=way)
                return limited
            attempts = db.scalar(
                update(SecondStep)
                .where(*_live(secret, now))
                .values(attempts=SecondStep.attempts + 1)
                .returning(SecondStep.attempts)
            )
            if attempts is None:
                return StepRefusal.NO_LONGER_VALID
            if is_right(db, account_id):
                passed = self._pass(db, SecondStep.token_hash == hash_of(secret), now=now)
                return passed or StepRefusal.NO_LONGER_VALID
            record(db, Event.SECOND_STEP_FAILED, account_id=account_id, way=way)
        return StepRefusal.WRONG_CODE if attempts < ATTEMPTS else StepRefusal.NO_LONGER_VALID

    def pass_by_passkey(self, secret: str) -> Passed | None:
        """After one of the account's passkeys answered."""
        now = datetime.now(UTC)
        with self._database.begin() as db:
            return self._pass(db, *_live(secret, now), now=now)

    def end_waiting(self, account_id: str) -> None:
        """The mails that were proven so far open the account no longer."""
        now = datetime.now(UTC)
        waiting = (SecondStep.account_id == account_id, SecondStep.expires_at > now)
        with self._database.begin() as db:
            db.execute(update(SecondStep).where(*waiting).values(expires_at=now))

    def _pass(self, db: Session, *which: ColumnElement[bool], now: datetime) -> Passed | None:
        row = db.execute(
            update(SecondStep)
            .where(*which, SecondStep.passed_at.is_(None))
            .values(passed_at=now)
            .returning(
                SecondStep.worker, SecondStep.next_path, SecondStep.way, SecondStep.account_id
            )
        ).first()
        if row is None:
            return None
        try:
            who = json.loads(self._vault.open(row.worker))
            worker = open_identity(self._vault, who["worker"])
        except (VaultError, KeyError):
            # Sealed with a key that is gone, or by the version before: a new mail helps.
            return None
        at = AtProvider(**who["at"]) if who["at"] else None
        return Passed(Proven(worker, row.next_path), row.way, row.account_id, at)


def _live(secret: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        SecondStep.token_hash == hash_of(secret),
        SecondStep.passed_at.is_(None),
        SecondStep.expires_at > now,
        SecondStep.attempts < ATTEMPTS,
    )


def _limit(db: Session, account_id: str, now: datetime) -> Limited | None:
    wrong, oldest = db.execute(
        select(func.sum(SecondStep.attempts), func.min(SecondStep.created_at)).where(
            SecondStep.account_id == account_id,
            SecondStep.created_at > now - WRONG_WINDOW,
            SecondStep.passed_at.is_(None),
            SecondStep.attempts > 0,
        )
    ).one()
    return Limited(oldest + WRONG_WINDOW) if (wrong or 0) >= WRONG_PER_ACCOUNT else None


def delete_old(database: Database) -> None:
    with database.begin() as db:
        db.execute(delete(SecondStep).where(SecondStep.created_at < datetime.now(UTC) - KEPT))
