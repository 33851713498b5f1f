"""The rules of a proof: asked for, given by a mailed code, good for a while. No Flask in here.

A proof belongs to one session, one act and one object: what was proven for one change to the
contract, or in one browser, is worth nothing for another.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Proof
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.terms import (
    Asked,
    Issued,
    Limited,
    Need,
    Stage,
    Use,
    Values,
    Verdict,
)
from portal.accounts.tokens import keyed_hash_of, new_code
from portal.audit import Event, record
from portal.db import Database, Vault, VaultError, new_id

LIFETIME = timedelta(minutes=10)
"""Of a code, and of what it has proven."""
CODE_ATTEMPTS = 5
MAILS_PER_ACCOUNT = 10
MAILS_WINDOW = timedelta(minutes=15)
WRONG_CODES_PER_ACCOUNT = 50
WRONG_CODES_WINDOW = timedelta(days=1)
MAX_CHARACTERS = 100_000
KEPT = timedelta(days=1)
"""How long a proof is kept, for the windows above."""


class Proofs:
    def __init__(self, database: Database, vault: Vault, key: str) -> None:
        """``key`` turns codes into hashes that can't be tried without it."""
        self._database = database
        self._vault = vault
        self._key = key

    def ask(self, need: Need, path: str, values: Values) -> str | Limited:
        """Note that a proof is needed, in place of an earlier one not given. Returns its id.

        ``path`` and ``values``: the form that goes on once it is given; kept sealed.
        Raises: ValueError when the values are too long to keep.
        """
        text = json.dumps(values)
        if len(text) > MAX_CHARACTERS:
            raise ValueError("a form of this length is none of ours")
        now = datetime.now(UTC)
        proof = Proof(
            id=new_id(),
            account_id=need.account_id,
            session_id=need.session_id,
            act=need.act,
            object_id=need.object_id,
            path=path,
            sealed_values=self._vault.seal(text),
            created_at=now,
            expires_at=now + LIFETIME,
        )
        with self._database.begin() as db:
            limit = self._limit(db, need.account_id, now)
            if limit is not None:
                _note(db, Event.STEP_UP_LIMITED, need)
                return limit
            db.execute(
                update(Proof)
                .where(*_of(need), Proof.proven_at.is_(None), Proof.ended_at.is_(None))
                .values(ended_at=now)
            )
            db.add(proof)
            _note(db, Event.STEP_UP_ASKED, need)
        return proof.id

    def issue(self, proof_id: str) -> Issued | None:
        """The code for this proof, once; None when it has one, or is over."""
        now = datetime.now(UTC)
        code = new_code()
        with self._database.begin() as db:
            act = db.execute(
                update(Proof)
                .where(Proof.id == proof_id, Proof.code_hash.is_(None), *_waiting(now))
                .values(code_hash=self._code_hash(proof_id, code), expires_at=now + LIFETIME)
                .returning(Proof.act)
            ).scalar_one_or_none()
        return Issued(Act(act), code, now + LIFETIME) if act else None

    def find(self, proof_id: str) -> Asked | None:
        with self._database.read() as db:
            proof = db.get(Proof, proof_id)
        if proof is None:
            return None
        return Asked(
            id=proof.id,
            account_id=proof.account_id,
            session_id=proof.session_id,
            act=Act(proof.act),
            path=proof.path,
            values=self._values(proof),
            stage=_stage(proof, datetime.now(UTC)),
        )

    def try_code(self, need: Need, code: str) -> Verdict | Limited:
        """The code that was mailed."""
        return self._try(
            need,
            "mail_code",
            lambda _db, proof_id, code_hash: hmac.compare_digest(
                code_hash or "", self._code_hash(proof_id, code)
            ),
        )

    def try_factor(
        self, need: Need, way: str, is_right: Callable[[Session], bool]
    ) -> Verdict | Limited:
        """A code that was not mailed; ``is_right`` uses it up where it is one of the account's."""
        return self._try(need, way, lambda db, *_: is_right(db))

    def _try(
        self, need: Need, way: str, is_right: Callable[[Session, str, str | None], bool]
    ) -> Verdict | Limited:
        """Counts the try before it looks at the code, so that parallel guesses don't add up."""
        now = datetime.now(UTC)
        with self._database.begin() as db:
            limit = self._wrong_codes_limit(db, need.account_id, now)
            if limit is not None:
                _note(db, Event.STEP_UP_LIMITED, need)
                return limit
            tried = db.execute(
                update(Proof)
                .where(*_of(need), *_waiting(now))
                .values(code_attempts=Proof.code_attempts + 1)
                .returning(Proof.id, Proof.code_hash, Proof.code_attempts)
            ).first()
            if tried is None:
                # The second of a double click finds the code spent by the first.
                return Verdict.PROVEN if _held(db, need, now) else Verdict.NO_LONGER_VALID
            if is_right(db, tried.id, tried.code_hash):
                _mark_proven(db, need, Proof.id == tried.id, now=now, way=way)
                return Verdict.PROVEN
            _note(db, Event.STEP_UP_FAILED, need, way=way)
        used_up = tried.code_attempts >= CODE_ATTEMPTS
        return Verdict.NO_LONGER_VALID if used_up else Verdict.WRONG_CODE

    def give(self, proof_id: str, way: str) -> bool:
        """Note that it was given elsewhere than here; False when it is over."""
        now = datetime.now(UTC)
        with self._database.begin() as db:
            row = db.scalar(select(Proof).where(Proof.id == proof_id, *_waiting(now)))
            if row is None:
                return False
            need = Need(row.account_id, row.session_id, Act(row.act), row.object_id)
            _mark_proven(db, need, Proof.id == proof_id, now=now, way=way)
        return True

    def waiting(self, need: Need) -> str | None:
        """The id of the proof that can still be given."""
        with self._database.read() as db:
            found = select(Proof.id).where(*_of(need), *_waiting(datetime.now(UTC)))
            return db.scalar(found.order_by(Proof.created_at.desc()).limit(1))

    def hold(self, need: Need) -> bool:
        """Whether there is a fresh proof that nothing has used."""
        with self._database.read() as db:
            return _held(db, need, datetime.now(UTC))

    def use(self, need: Need, key: str) -> Use | None:
        """Use the proof up for the write of this key; None without one.

        Sending one write twice, as a double click does, needs no second proof.
        """
        fresh = (*_of(need), _fresh(datetime.now(UTC)))
        newest = select(Proof.id).where(*fresh, Proof.used_for.is_(None))
        newest = newest.order_by(Proof.proven_at.desc()).limit(1)
        with self._database.begin() as db:
            taken = db.execute(
                update(Proof)
                .where(Proof.id == newest.scalar_subquery(), Proof.used_for.is_(None))
                .values(used_for=key)
                .returning(Proof.id)
            ).first()
            if taken is not None:
                _note(db, Event.STEP_UP_USED, need)
                return Use.FIRST
            used = select(Proof.id).where(*fresh, Proof.used_for == key).limit(1)
            return Use.AGAIN if db.scalar(used) is not None else None

    def give_back(self, need: Need, key: str) -> None:
        """After a write that did nothing: the proof is good for another try."""
        with self._database.begin() as db:
            db.execute(update(Proof).where(*_of(need), Proof.used_for == key).values(used_for=None))

    def _values(self, proof: Proof) -> Values:
        try:
            return [
                (name, text) for name, text in json.loads(self._vault.open(proof.sealed_values))
            ]
        except VaultError:
            return []  # Sealed with a key that is gone: the form has to be filled in again.

    def _limit(self, db: Session, account_id: str, now: datetime) -> Limited | None:
        since = now - MAILS_WINDOW
        unproven = (
            Proof.account_id == account_id,
            Proof.created_at > since,
            Proof.proven_at.is_(None),
        )
        count, oldest = db.execute(
            select(func.count(), func.min(Proof.created_at)).where(*unproven)
        ).one()
        if count >= MAILS_PER_ACCOUNT:
            return Limited(oldest + MAILS_WINDOW)
        return self._wrong_codes_limit(db, account_id, now)

    def _wrong_codes_limit(self, db: Session, account_id: str, now: datetime) -> Limited | None:
        unproven = (
            Proof.account_id == account_id,
            Proof.created_at > now - WRONG_CODES_WINDOW,
            Proof.proven_at.is_(None),
            Proof.code_attempts > 0,
        )
        wrong, oldest = db.execute(
            select(func.sum(Proof.code_attempts), func.min(Proof.created_at)).where(*unproven)
        ).one()
        if (wrong or 0) < WRONG_CODES_PER_ACCOUNT:
            return None
        return Limited(oldest + WRONG_CODES_WINDOW)

    def _code_hash(self, proof_id: str, code: str) -> str:
        return keyed_hash_of(self._key, "proof", proof_id, code)


def _of(need: Need) -> tuple[ColumnElement[bool], ...]:
    return (
        Proof.account_id == need.account_id,
        Proof.session_id == need.session_id,
        Proof.act == need.act,
        Proof.object_id == need.object_id,
    )


def _waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Proof.proven_at.is_(None),
        Proof.ended_at.is_(None),
        Proof.expires_at > now,
        Proof.code_attempts < CODE_ATTEMPTS,
    )


def _fresh(now: datetime) -> ColumnElement[bool]:
    return Proof.proven_at > now - LIFETIME


def _held(db: Session, need: Need, now: datetime) -> bool:
    fresh = select(Proof.id).where(*_of(need), _fresh(now), Proof.used_for.is_(None))
    return db.scalar(fresh.limit(1)) is not None


def _stage(proof: Proof, now: datetime) -> Stage:
    if proof.proven_at is not None:
        fresh = proof.proven_at > now - LIFETIME and proof.used_for is None
        return Stage.PROVEN if fresh else Stage.OVER
    waits = proof.ended_at is None and proof.expires_at > now
    return Stage.WAITING if waits and proof.code_attempts < CODE_ATTEMPTS else Stage.OVER


def _mark_proven(
    db: Session, need: Need, *which: ColumnElement[bool], now: datetime, way: str
) -> None:
    db.execute(update(Proof).where(*which).values(proven_at=now, way=way))
    _note(db, Event.STEP_UP_PROVEN, need, way=way)


def _note(db: Session, event: Event, need: Need, **details: str) -> None:
    record(
        db,
        event,
        account_id=need.account_id,
        object_id=need.object_id,
        act=need.act.value,
        session_id=need.session_id,
        **details,
    )


def delete_old(database: Database) -> None:
    with database.begin() as db:
        db.execute(delete(Proof).where(Proof.created_at < datetime.now(UTC) - KEPT))
