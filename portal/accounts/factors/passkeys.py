"""Passkeys: added, named, used, removed. No Flask in here.

Whoever asks for one says what for and in which session, browser or page (``bound_to``): an
answer counts only there, and once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.factors.ceremonies import (
    Answer,
    NotThis,
    options_to_add,
    options_to_ask,
    read,
    verify_new,
    verify_use,
)
from portal.accounts.factors.challenges import Challenges
from portal.accounts.factors.held import drop_codes_of_last
from portal.accounts.factors.models import Passkey
from portal.accounts.factors.recovery import RecoveryCodes
from portal.accounts.factors.site import Site
from portal.accounts.models import Account
from portal.audit import Event, record
from portal.backends.types import WorkerIdentity
from portal.db import Database, new_id


@dataclass(frozen=True)
class OwnPasskey:
    """As its owner sees it."""

    id: str
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Added:
    recovery_codes: tuple[str, ...]
    """Made with the first factor of an account; in clear only here."""


@dataclass(frozen=True)
class Shown:
    """Whose passkey it is, verified."""

    account_id: str
    identity: WorkerIdentity
    """As the HR system described them when they were last here."""


class Passkeys:
    def __init__(self, database: Database, recovery: RecoveryCodes, site: Site | None) -> None:
        self._database = database
        self._challenges = Challenges(database)
        self._recovery = recovery
        self._site = site

    @property
    def offered(self) -> bool:
        """Whether browsers make passkeys for the portal's address."""
        return self._site is not None

    def of(self, account_id: str) -> list[OwnPasskey]:
        """Oldest first."""
        own = select(Passkey).where(Passkey.account_id == account_id)
        with self._database.read() as db:
            rows = db.scalars(own.order_by(Passkey.created_at)).all()
        return [OwnPasskey(row.id, row.name, row.created_at, row.used_at) for row in rows]

    def find(self, account_id: str, passkey_id: str) -> OwnPasskey | None:
        return next((one for one in self.of(account_id) if one.id == passkey_id), None)

    def ask_for_new(self, account_id: str, *bound_to: str) -> str:
        """What the browser makes a passkey from, as JSON."""
        have = self._credentials(account_id)
        with self._database.begin() as db:
            account = db.get_one(Account, account_id)
            if account.passkey_user is None:
                account.passkey_user = _new_user()
        return options_to_add(
            self._require_site(),
            self._challenges.make("add", *bound_to),
            user=account.passkey_user,
            email=account.email,
            name=account.name,
            have=have,
        )

    def add(self, account_id: str, name: str, text: str, *bound_to: str) -> Added | None:
        """The passkey that ``text``, the browser's answer, tells of; None when it does not hold."""
        try:
            answer = read(text)
            self._use_up(answer, "add", *bound_to)
            new = verify_new(self._require_site(), answer)
        except NotThis as refused:
            self._refuse(account_id, "add", str(refused))
            return None
        passkey = Passkey(
            id=new_id(),
            account_id=account_id,
            credential_id=new.credential_id,
            public_key=new.public_key,
            sign_count=new.sign_count,
            name=name,
            created_at=datetime.now(UTC),
        )
        try:
            with self._database.begin() as db:
                db.add(passkey)
                db.flush()
                record(db, Event.PASSKEY_ADDED, account_id=account_id, object_id=passkey.id)
                return Added(self._recovery.make_if_first(db, account_id))
        except IntegrityError:
            self._refuse(account_id, "add", "known")
            return None

    def ask(self, purpose: str, *bound_to: str, account_id: str | None = None) -> str:
        """What a passkey signs, as JSON for the browser. Without an account: any passkey."""
        return options_to_ask(
            self._require_site(),
            self._challenges.make(purpose, *bound_to),
            have=self._credentials(account_id) if account_id else (),
        )

    def verify(
        self, text: str, purpose: str, *bound_to: str, account_id: str | None = None
    ) -> Shown | None:
        """Whose passkey answered; None, and a note of it, when the answer does not hold.

        With an account it has to be one of its own.
        """
        owner = account_id or ""
        try:
            answer = read(text)
            self._use_up(answer, purpose, *bound_to)
            passkey, account = self._find(answer, account_id)
            owner = account.id
            count = verify_use(
                self._require_site(),
                answer,
                public_key=passkey.public_key,
                sign_count=passkey.sign_count,
            )
            self._count(passkey, count)
        except NotThis as refused:
            self._refuse(owner, purpose, str(refused))
            return None
        return Shown(account.id, account.identity)

    def rename(self, account_id: str, passkey_id: str, name: str) -> bool:
        with self._database.begin() as db:
            renamed = db.execute(
                update(Passkey)
                .where(Passkey.account_id == account_id, Passkey.id == passkey_id)
                .values(name=name)
                .returning(Passkey.id)
            ).first()
        return renamed is not None

    def remove(self, account_id: str, passkey_id: str) -> bool:
        with self._database.begin() as db:
            removed = db.execute(
                delete(Passkey)
                .where(Passkey.account_id == account_id, Passkey.id == passkey_id)
                .returning(Passkey.id)
            ).first()
            if removed is None:
                return False
            record(db, Event.PASSKEY_REMOVED, account_id=account_id, object_id=passkey_id)
            drop_codes_of_last(db, account_id)
        return True

    def _require_site(self) -> Site:
        if self._site is None:
            raise NotThis("no site")
        return self._site

    def _credentials(self, account_id: str) -> list[str]:
        with self._database.read() as db:
            own = select(Passkey.credential_id).where(Passkey.account_id == account_id)
            return list(db.scalars(own))

    def _use_up(self, answer: Answer, *bound_to: str) -> None:
        if not self._challenges.use_up(answer.challenge, *bound_to):
            raise NotThis("challenge")

    def _find(self, answer: Answer, account_id: str | None) -> tuple[Passkey, Account]:
        """Raises: NotThis. A passkey that names its account has to name the right one; without an
        account to look for it has to name it."""
        with self._database.read() as db:
            found = db.execute(
                select(Passkey, Account)
                .join(Account, Account.id == Passkey.account_id)
                .where(Passkey.credential_id == answer.credential_id)
            ).first()
        if found is None:
            raise NotThis("unknown")
        passkey, account = found
        if account_id is not None and account.id != account_id:
            raise NotThis("another account")
        if (answer.user or account_id is None) and answer.user != account.passkey_user:
            raise NotThis("another account")
        return passkey, account

    def _count(self, passkey: Passkey, count: int) -> None:
        """Only over the count that the answer was verified against."""
        with self._database.begin() as db:
            counted = db.execute(
                update(Passkey)
                .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
                .values(sign_count=count, used_at=datetime.now(UTC))
                .returning(Passkey.id)
            ).first()
        if counted is None:
            raise NotThis("counter")

    def _refuse(self, account_id: str, purpose: str, reason: str) -> None:
        with self._database.begin() as db:
            record(db, Event.PASSKEY_REFUSED, account_id=account_id, purpose=purpose, reason=reason)


def _new_user() -> str:
    from webauthn.helpers import bytes_to_base64url, generate_user_handle

    return bytes_to_base64url(generate_user_handle())
