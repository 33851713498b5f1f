"""Ten codes on paper, each good once, for whoever lost the phone. No Flask in here."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from portal.accounts.factors.models import RecoveryCode
from portal.accounts.tokens import keyed_hash_of
from portal.audit import Event, record
from portal.db import Database

COUNT = 10
LENGTH = 10
"""Of about 50 random bits."""
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what is mistaken for something else on paper."""


class RecoveryCodes:
    def __init__(self, database: Database, keys: Sequence[str]) -> None:
        """``keys``: the newest makes hashes, codes that were hashed with another one work too."""
        self._database = database
        self._keys = keys

    def make_if_first(self, db: Session, account_id: str) -> tuple[str, ...]:
        """With the first factor of an account: its codes, in clear only here. Else nothing."""
        own = select(RecoveryCode.id).where(RecoveryCode.account_id == account_id)
        return () if db.scalar(own.limit(1)) else self._make(db, account_id)

    def renew(self, account_id: str) -> tuple[str, ...]:
        """New codes in place of all earlier ones."""
        with self._database.begin() as db:
            self.drop(db, account_id)
            return self._make(db, account_id)

    def use(self, db: Session, account_id: str, code: str) -> bool:
        """Whether it is one of the account's that nobody has used, which it is no longer."""
        hashes = [keyed_hash_of(key, "recovery", account_id, code) for key in self._keys]
        used = db.execute(
            update(RecoveryCode)
            .where(*_unused(account_id), RecoveryCode.code_hash.in_(hashes))
            .values(used_at=datetime.now(UTC))
            .returning(RecoveryCode.id)
        ).first()
        if used is None:
            return False
        left = self._left(db, account_id)
        record(db, Event.RECOVERY_CODE_USED, account_id=account_id, left=left)
        return True

    def left(self, account_id: str) -> int:
        with self._database.read() as db:
            return self._left(db, account_id)

    @staticmethod
    def drop(db: Session, account_id: str) -> None:
        db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))

    def _make(self, db: Session, account_id: str) -> tuple[str, ...]:
        now = datetime.now(UTC)
        codes = tuple(_new_code() for _ in range(COUNT))
        for code in codes:
            code_hash = keyed_hash_of(self._keys[0], "recovery", account_id, code)
            db.add(RecoveryCode(account_id=account_id, code_hash=code_hash, created_at=now))
        record(db, Event.RECOVERY_CODES_MADE, account_id=account_id)
        return codes

    @staticmethod
    def _left(db: Session, account_id: str) -> int:
        unused = select(func.count()).select_from(RecoveryCode).where(*_unused(account_id))
        return db.scalar(unused) or 0


def as_typed(text: str | None) -> str:
    """Without blanks and dashes, in small letters, as codes are hashed."""
    return "".join(letter for letter in (text or "").lower() if letter.isalnum())


def as_shown(code: str) -> str:
    """In two halves, for eyes and paper."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def _unused(account_id: str) -> tuple[ColumnElement[bool], ...]:
    return RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)


def _new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
