"""The rules of sign-in by mail. No Flask in here.

A browser asks for an address; a job finds the worker and issues a link and a code; the same
browser spends one of them, once.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.accounts.identities import is_same_address, open_identity, seal_identity
from portal.accounts.models import Account, Outcome, SignInRequest
from portal.accounts.tokens import hash_of, keyed_hash_of, new_code, new_secret
from portal.audit import Event, record
from portal.backends.types import WorkerIdentity
from portal.db import Database, Vault, VaultError, new_id

LIFETIME = timedelta(minutes=10)
CODE_ATTEMPTS = 5
MAILS_PER_ADDRESS = 10
MAILS_WINDOW = timedelta(minutes=15)
WRONG_CODES_PER_ADDRESS = 50
WRONG_CODES_WINDOW = timedelta(days=1)
KEPT = timedelta(days=1)
"""How long a request is kept, for the windows above."""


class Refusal(Enum):
    NO_LONGER_VALID = auto()
    OTHER_BROWSER = auto()
    WRONG_CODE = auto()
    CODES_OFF = auto()
    """Too many wrong codes for this address today; its links still work."""


@dataclass(frozen=True)
class Issued:
    """What the mail carries; nowhere else in clear."""

    secret: str
    code: str
    until: datetime


@dataclass(frozen=True)
class Proven:
    """Somebody reads the mail of this worker, in the browser that asked."""

    identity: WorkerIdentity
    next_path: str


class SignIn:
    def __init__(self, database: Database, vault: Vault, key: str) -> None:
        """``key`` turns addresses and codes into hashes that can't be tried without it."""
        self._database = database
        self._vault = vault
        self._key = key

    def ask(self, address: str, browser: str, next_path: str) -> str:
        """Note the wish and end this browser's earlier ones. Returns the request's id.

        Does the same for every address: whether somebody has it is found out later, elsewhere.
        """
        now = datetime.now(UTC)
        request = SignInRequest(
            id=new_id(),
            browser_hash=hash_of(browser),
            address_hash=self._address_hash(address),
            next_path=next_path,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        with self._database.begin() as db:
            db.execute(
                update(SignInRequest)
                .where(
                    SignInRequest.browser_hash == request.browser_hash,
                    SignInRequest.ended_at.is_(None),
                )
                .values(ended_at=now, outcome=Outcome.SUPERSEDED)
            )
            db.add(request)
            record(db, Event.SIGN_IN_REQUESTED, object_id=request.id)
        return request.id

    def issue(self, request_id: str, identity: WorkerIdentity) -> Issued | None:
        """A link and a code for this request, once. None when it has ended, has them already, or
        the address got its share of mails."""
        now = datetime.now(UTC)
        issued = Issued(new_secret(), new_code(), now + LIFETIME)
        with self._database.begin() as db:
            if self._mails(db, identity.email, now) >= MAILS_PER_ADDRESS:
                record(db, Event.SIGN_IN_LIMITED, actor="portal", object_id=request_id)
                return None
            changed = db.execute(
                update(SignInRequest)
                .where(
                    SignInRequest.id == request_id,
                    SignInRequest.token_hash.is_(None),
                    SignInRequest.ended_at.is_(None),
                    SignInRequest.expires_at > now,
                )
                .values(
                    token_hash=hash_of(issued.secret),
                    code_hash=self._code_hash(request_id, issued.code),
                    worker=seal_identity(self._vault, identity),
                    expires_at=issued.until,
                )
                .returning(SignInRequest.id)
            ).first()
        return issued if changed else None

    def state_of_link(self, secret: str, browser: str | None) -> Refusal | None:
        """What would come of spending this link here; None: it would sign in. Changes nothing."""
        with self._database.read() as db:
            found = db.execute(
                select(SignInRequest.browser_hash).where(
                    SignInRequest.token_hash == hash_of(secret), *_live(datetime.now(UTC))
                )
            ).scalar_one_or_none()
        if found is None:
            return Refusal.NO_LONGER_VALID
        return None if browser and found == hash_of(browser) else Refusal.OTHER_BROWSER

    def spend_link(self, secret: str, browser: str | None) -> Proven | Refusal:
        now = datetime.now(UTC)
        with self._database.begin() as db:
            proven = self._spend(
                db,
                now,
                SignInRequest.token_hash == hash_of(secret),
                SignInRequest.browser_hash == hash_of(browser or ""),
            )
            if proven is None:
                record(db, Event.SIGN_IN_FAILED, way="link")
        return proven or self.state_of_link(secret, browser) or Refusal.NO_LONGER_VALID

    def spend_code(self, code: str, browser: str | None) -> Proven | Refusal:
        """Counts the try before it looks at the code, so that parallel guesses don't add up."""
        with self._database.begin() as db:
            outcome = self._try_code(db, code, hash_of(browser or ""))
            if isinstance(outcome, Refusal):
                record(
                    db,
                    Event.SIGN_IN_FAILED,
                    account_id=self._account_asked_for(db, hash_of(browser or "")),
                    way="code",
                    reason=outcome.name.lower(),
                )
        return outcome

    def end_waiting(self, worker: WorkerIdentity, address: str) -> None:
        """What was mailed to this address of theirs signs nobody in any more. All requests that
        live are looked at, since whose they are stands under their seals."""
        now = datetime.now(UTC)
        with self._database.begin() as db:
            live = select(SignInRequest).where(SignInRequest.worker.is_not(None), *_live(now))
            for request in db.scalars(live):
                if self._is_for(request, worker, address):
                    request.ended_at, request.outcome = now, Outcome.SUPERSEDED

    def _is_for(self, request: SignInRequest, worker: WorkerIdentity, address: str) -> bool:
        try:
            found = open_identity(self._vault, request.worker or "")
        except VaultError:
            return False
        same = (found.backend, found.worker_id) == (worker.backend, worker.worker_id)
        return same and is_same_address(found.email, address)

    def is_waiting(self, browser: str | None) -> bool:
        """Whether a code typed in this browser could be right."""
        if browser is None:
            return False
        with self._database.read() as db:
            return (
                db.execute(
                    select(SignInRequest.id).where(
                        SignInRequest.browser_hash == hash_of(browser), *_live(datetime.now(UTC))
                    )
                ).first()
                is not None
            )

    def _try_code(self, db: Session, code: str, browser_hash: str) -> Proven | Refusal:
        now = datetime.now(UTC)
        tried = db.execute(
            update(SignInRequest)
            .where(SignInRequest.browser_hash == browser_hash, *_live(now))
            .values(code_attempts=SignInRequest.code_attempts + 1)
            .returning(
                SignInRequest.id,
                SignInRequest.address_hash,
                SignInRequest.code_hash,
                SignInRequest.code_attempts,
            )
        ).first()
        if tried is None:
            return Refusal.NO_LONGER_VALID
        right = hmac.compare_digest(tried.code_hash or "", self._code_hash(tried.id, code))
        if self._wrong_codes(db, tried.address_hash, now) > WRONG_CODES_PER_ADDRESS:
            return Refusal.CODES_OFF
        if right:
            spent = self._spend(db, now, SignInRequest.id == tried.id)
            return spent or Refusal.NO_LONGER_VALID
        if tried.code_attempts < CODE_ATTEMPTS:
            return Refusal.WRONG_CODE
        db.execute(
            update(SignInRequest)
            .where(SignInRequest.id == tried.id)
            .values(ended_at=now, outcome=Outcome.WRONG_CODES)
        )
        return Refusal.NO_LONGER_VALID

    def _account_asked_for(self, db: Session, browser_hash: str) -> str:
        """Whose account this browser last asked to sign in to, so that its owner sees who tries;
        empty for nobody's."""
        sealed = db.scalar(
            select(SignInRequest.worker)
            .where(SignInRequest.browser_hash == browser_hash, SignInRequest.worker.is_not(None))
            .order_by(SignInRequest.created_at.desc())
            .limit(1)
        )
        if sealed is None:
            return ""
        try:
            worker = open_identity(self._vault, sealed)
        except VaultError:
            return ""
        own = (Account.backend == worker.backend, Account.worker_id == worker.worker_id)
        return db.scalar(select(Account.id).where(*own)) or ""

    def _spend(self, db: Session, now: datetime, *which: ColumnElement[bool]) -> Proven | None:
        """The one conditional update that uses a request up; None when it was not to be had."""
        spent = db.execute(
            update(SignInRequest)
            .where(*which, SignInRequest.worker.is_not(None), *_live(now))
            .values(ended_at=now, outcome=Outcome.SIGNED_IN)
            .returning(SignInRequest.worker, SignInRequest.next_path)
        ).first()
        if spent is None:
            return None
        try:
            return Proven(open_identity(self._vault, spent.worker), spent.next_path)
        except VaultError:
            return None  # Sealed with a key that is gone: asking again helps.

    def _mails(self, db: Session, address: str, now: datetime) -> int:
        """Mails of late that nobody used: signing in makes room again for oneself."""
        return (
            db.scalar(
                select(func.count())
                .select_from(SignInRequest)
                .where(
                    SignInRequest.address_hash == self._address_hash(address),
                    SignInRequest.created_at > now - MAILS_WINDOW,
                    SignInRequest.token_hash.is_not(None),
                    _not_signed_in(),
                )
            )
            or 0
        )

    def _wrong_codes(self, db: Session, address_hash: str, now: datetime) -> int:
        return (
            db.scalar(
                select(func.sum(SignInRequest.code_attempts)).where(
                    SignInRequest.address_hash == address_hash,
                    SignInRequest.created_at > now - WRONG_CODES_WINDOW,
                    _not_signed_in(),
                )
            )
            or 0
        )

    def _address_hash(self, address: str) -> str:
        return keyed_hash_of(self._key, "address", address)

    def _code_hash(self, request_id: str, code: str) -> str:
        return keyed_hash_of(self._key, "code", request_id, code)


def _live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return SignInRequest.ended_at.is_(None), SignInRequest.expires_at > now


def _not_signed_in() -> ColumnElement[bool]:
    return or_(SignInRequest.outcome.is_(None), SignInRequest.outcome != Outcome.SIGNED_IN)


def delete_old(database: Database) -> None:
    with database.begin() as db:
        db.execute(delete(SignInRequest).where(SignInRequest.created_at < datetime.now(UTC) - KEPT))
