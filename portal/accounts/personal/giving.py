"""The rules of giving a private address: asked for, proved by a mailed code, kept. No Flask.

A request belongs to one session. What comes of an address that somebody else has is the same as of
one whose mail is lost: no code that could be typed.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.personal.addresses import PersonalAddresses
from portal.accounts.personal.models import AddressRequest
from portal.accounts.step_up.terms import Limited, Verdict
from portal.accounts.tokens import keyed_hash_of, new_code
from portal.audit import Event, record
from portal.db import Database, Vault, VaultError, new_id

LIFETIME = timedelta(minutes=10)
CODE_ATTEMPTS = 5
MAILS_PER_ACCOUNT = 5
MAILS_WINDOW = timedelta(hours=1)
MAILS_PER_ADDRESS = 5
"""From all accounts together, in silence: what showed would tell that others have asked for it."""
WRONG_CODES_PER_ACCOUNT = 20
WRONG_CODES_WINDOW = timedelta(days=1)
KEPT = timedelta(days=1)
"""How long a request is kept, for the windows above."""


@dataclass(frozen=True)
class Wish:
    """An address that a worker wants to sign in with."""

    account: Account
    address: str


@dataclass(frozen=True)
class Issued:
    """What the mail carries; nowhere else in clear."""

    code: str
    until: datetime


class Giving:
    def __init__(
        self, database: Database, vault: Vault, key: str, addresses: PersonalAddresses
    ) -> None:
        """``key`` turns codes into hashes that can't be tried without it."""
        self._database = database
        self._vault = vault
        self._key = key
        self._addresses = addresses

    def ask(self, account_id: str, session_id: str, address: str) -> str | Limited:
        """Note the wish, in place of the account's earlier ones. Returns the request's id."""
        now = datetime.now(UTC)
        request = AddressRequest(
            id=new_id(),
            account_id=account_id,
            session_id=session_id,
            address_hash=self._addresses.hash(address),
            sealed=self._vault.seal(address),
            created_at=now,
            expires_at=now + LIFETIME,
        )
        with self._database.begin() as db:
            limit = self._mails_limit(db, account_id, now) or self._codes_limit(db, account_id, now)
            if limit is not None:
                record(db, Event.PERSONAL_ADDRESS_LIMITED, account_id=account_id)
                return limit
            db.execute(
                update(AddressRequest)
                .where(AddressRequest.account_id == account_id, AddressRequest.ended_at.is_(None))
                .values(ended_at=now)
            )
            db.add(request)
            record(db, Event.PERSONAL_ADDRESS_ASKED, account_id=account_id, session_id=session_id)
        return request.id

    def wish(self, request_id: str) -> Wish | None:
        """What the request is for, if it waits and nobody here has that address."""
        with self._database.read() as db:
            row = db.scalar(
                select(AddressRequest).where(
                    AddressRequest.id == request_id, *_waiting(datetime.now(UTC))
                )
            )
            address = self._open(row) if row else None
            if row is None or address is None:
                return None
            if self._addresses.is_of_another(db, address, row.account_id):
                return None
            return Wish(db.get_one(Account, row.account_id), address)

    def issue(self, request_id: str) -> Issued | None:
        """The code for this request, once; None when it has one, is over, or the address got its
        share of mails."""
        now = datetime.now(UTC)
        code = new_code()
        with self._database.begin() as db:
            row = db.scalar(
                select(AddressRequest).where(
                    AddressRequest.id == request_id,
                    AddressRequest.code_hash.is_(None),
                    *_waiting(now),
                )
            )
            if row is None or self._mails_to(db, row.address_hash, now) >= MAILS_PER_ADDRESS:
                return None
            row.code_hash = self._code_hash(row.id, code)
            row.expires_at = now + LIFETIME
        return Issued(code, now + LIFETIME)

    def waiting(self, account_id: str, session_id: str) -> str | None:
        """The address of which a code typed in this session could be right."""
        with self._database.read() as db:
            row = db.scalar(
                select(AddressRequest).where(
                    *_of(account_id, session_id), *_waiting(datetime.now(UTC))
                )
            )
            return self._open(row) if row else None

    def try_code(self, account_id: str, session_id: str, code: str) -> Verdict | Limited:
        """Counts the try before it looks at the code. With the right one the address is kept,
        unless somebody else has got it meanwhile."""
        now = datetime.now(UTC)
        try:
            with self._database.begin() as db:
                return self._try_code(db, account_id, session_id, code, now)
        except IntegrityError:
            return Verdict.NO_LONGER_VALID  # Proved in another account at the same moment.

    def _try_code(
        self, db: Session, account_id: str, session_id: str, code: str, now: datetime
    ) -> Verdict | Limited:
        limit = self._codes_limit(db, account_id, now)
        if limit is not None:
            record(db, Event.PERSONAL_ADDRESS_LIMITED, account_id=account_id)
            return limit
        tried = db.scalars(
            update(AddressRequest)
            .where(*_of(account_id, session_id), *_waiting(now))
            .values(code_attempts=AddressRequest.code_attempts + 1)
            .returning(AddressRequest)
        ).first()
        if tried is None:
            return Verdict.NO_LONGER_VALID
        if not hmac.compare_digest(tried.code_hash or "", self._code_hash(tried.id, code)):
            record(db, Event.PERSONAL_ADDRESS_FAILED, account_id=account_id)
            used_up = tried.code_attempts >= CODE_ATTEMPTS
            return Verdict.NO_LONGER_VALID if used_up else Verdict.WRONG_CODE
        tried.ended_at, tried.proven = now, True
        address = self._open(tried)
        if address is None or self._addresses.is_of_another(db, address, account_id):
            return Verdict.NO_LONGER_VALID
        self._addresses.keep(db, account_id, address)
        return Verdict.PROVEN

    def _mails_limit(self, db: Session, account_id: str, now: datetime) -> Limited | None:
        count, oldest = db.execute(
            select(func.count(), func.min(AddressRequest.created_at)).where(
                AddressRequest.account_id == account_id,
                AddressRequest.created_at > now - MAILS_WINDOW,
            )
        ).one()
        return Limited(oldest + MAILS_WINDOW) if count >= MAILS_PER_ACCOUNT else None

    def _codes_limit(self, db: Session, account_id: str, now: datetime) -> Limited | None:
        wrong, oldest = db.execute(
            select(
                func.sum(AddressRequest.code_attempts), func.min(AddressRequest.created_at)
            ).where(
                AddressRequest.account_id == account_id,
                AddressRequest.created_at > now - WRONG_CODES_WINDOW,
                AddressRequest.proven.is_(False),
                AddressRequest.code_attempts > 0,
            )
        ).one()
        if (wrong or 0) < WRONG_CODES_PER_ACCOUNT:
            return None
        return Limited(oldest + WRONG_CODES_WINDOW)

    def _mails_to(self, db: Session, address_hash: str, now: datetime) -> int:
        mailed = select(func.count()).where(
            AddressRequest.address_hash == address_hash,
            AddressRequest.created_at > now - MAILS_WINDOW,
            AddressRequest.code_hash.is_not(None),
        )
        return db.scalar(mailed) or 0

    def _open(self, row: AddressRequest) -> str | None:
        try:
            return self._vault.open(row.sealed)
        except VaultError:
            return None  # Sealed with a key that is gone: asking again helps.

    def _code_hash(self, request_id: str, code: str) -> str:
        return keyed_hash_of(self._key, "address code", request_id, code)


def _of(account_id: str, session_id: str) -> tuple[ColumnElement[bool], ...]:
    return AddressRequest.account_id == account_id, AddressRequest.session_id == session_id


def _waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        AddressRequest.ended_at.is_(None),
        AddressRequest.expires_at > now,
        AddressRequest.code_attempts < CODE_ATTEMPTS,
    )


def delete_old(database: Database) -> None:
    with database.begin() as db:
        end = datetime.now(UTC) - KEPT
        db.execute(delete(AddressRequest).where(AddressRequest.created_at < end))
