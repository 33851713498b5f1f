"""The private addresses that open accounts: found by hash, held under seal, removed. No Flask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from portal.accounts.identities import comparable, is_same_address
from portal.accounts.models import Account
from portal.accounts.personal.models import PersonalAddress
from portal.accounts.tokens import keyed_hash_of
from portal.audit import Event, record
from portal.db import Database, Vault, VaultError
from portal.settings import Settings

KEPT_LONGER = timedelta(days=30)


@dataclass(frozen=True)
class Kept:
    """Whose account an address opens."""

    account: Account
    address: str
    """As its owner proved it, which may differ in the case of its letters from what is typed."""


class PersonalAddresses:
    def __init__(self, database: Database, vault: Vault, settings: Settings) -> None:
        self._database = database
        self._vault = vault
        self._hash_keys = settings.secret_keys
        newest_seal = settings.encryption_keys[0].get_secret_value()
        self._keys = keyed_hash_of(self._hash_keys[0], "keys", newest_seal)[:16]

    def of(self, account_id: str) -> str | None:
        """The one that opens this account."""
        with self._database.read() as db:
            row = db.scalar(_row_of(account_id))
        return self._open(row.sealed) if row else None

    def find(self, address: str) -> Kept | None:
        """Exactly this address but for the case of A to Z."""
        with self._database.read() as db:
            found = db.execute(
                select(PersonalAddress.sealed, Account)
                .join(Account, Account.id == PersonalAddress.account_id)
                .where(PersonalAddress.address_hash.in_(self._hashes(address)))
            ).first()
        kept = self._open(found.sealed) if found else None
        return Kept(found.Account, kept) if found and kept else None

    def is_of_another(self, db: Session, address: str, account_id: str) -> bool:
        """Whether it opens another account of ours, by whatever way."""
        personal = select(PersonalAddress.id).where(
            PersonalAddress.address_hash.in_(self._hashes(address)),
            PersonalAddress.account_id != account_id,
        )
        if db.scalar(personal) is not None:
            return True
        likely = select(Account.email).where(
            func.lower(Account.email) == comparable(address), Account.id != account_id
        )
        return any(is_same_address(email, address) for email in db.scalars(likely))

    def keep(self, db: Session, account_id: str, address: str) -> None:
        """From now on it opens this account, in place of the one before.

        Raises: IntegrityError at the flush, when another account has it.
        """
        db.execute(delete(PersonalAddress).where(PersonalAddress.account_id == account_id))
        db.add(
            PersonalAddress(
                account_id=account_id,
                address_hash=self.hash(address),
                sealed=self._vault.seal(address),
                keys=self._keys,
                since=datetime.now(UTC),
            )
        )
        record(db, Event.PERSONAL_ADDRESS_GIVEN, account_id=account_id)
        db.flush()

    def remove(self, account_id: str, *, actor: str = "worker") -> str | None:
        """It opens nothing any more. Returns the address, if there was one."""
        with self._database.begin() as db:
            row = db.scalar(_row_of(account_id))
            if row is None:
                return None
            db.delete(row)
            record(db, Event.PERSONAL_ADDRESS_REMOVED, account_id=account_id, actor=actor)
            return self._open(row.sealed) or ""

    def forget_of_no_use(self, leaver_days: int) -> None:
        """Of those whose time after the last day has been over for a while. Not at once: a last
        day may have moved since its worker was here."""
        end = datetime.now(UTC).date() - timedelta(days=leaver_days) - KEPT_LONGER
        over = select(Account.id).where(Account.last_day < end)
        with self._database.begin() as db:
            forgotten = db.scalars(
                delete(PersonalAddress)
                .where(PersonalAddress.account_id.in_(over))
                .returning(PersonalAddress.account_id)
            ).all()
            for account_id in forgotten:
                record(db, Event.PERSONAL_ADDRESS_REMOVED, account_id=account_id, actor="portal")

    def renew_keys(self) -> None:
        """Hash and seal with the newest keys what was kept with earlier ones, so that those can be
        taken out of the settings some day."""
        with self._database.begin() as db:
            older = select(PersonalAddress).where(PersonalAddress.keys != self._keys)
            for row in db.scalars(older):
                address = self._open(row.sealed)
                if address is not None:
                    row.address_hash = self.hash(address)
                    row.sealed = self._vault.seal(address)
                    row.keys = self._keys

    def hash(self, address: str) -> str:
        return self._hash(self._hash_keys[0], address)

    def _hashes(self, address: str) -> list[str]:
        return [self._hash(key, address) for key in self._hash_keys]

    def _hash(self, key: str, address: str) -> str:
        return keyed_hash_of(key, "personal address", comparable(address))

    def _open(self, sealed: str) -> str | None:
        """None: sealed with a key that is gone."""
        try:
            return self._vault.open(sealed)
        except VaultError:
            return None


def _row_of(account_id: str) -> Select[PersonalAddress]:
    return select(PersonalAddress).where(PersonalAddress.account_id == account_id)
