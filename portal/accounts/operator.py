"""What an operator does to one worker's account at the command line. Every use is audited."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from portal.accounts.factors.held import Held, held_by
from portal.accounts.factors.models import AuthenticatorApp, Passkey, RecoveryCode, SecondStep
from portal.accounts.identities import is_same_address
from portal.accounts.models import Account, ProviderSubject
from portal.accounts.personal.addresses import PersonalAddresses
from portal.accounts.sessions import Sessions
from portal.accounts.sign_in import SignIn
from portal.audit import Event, record
from portal.backends.errors import BackendError
from portal.gateway.credentials import revoke, revoke_due
from portal.services import Services

ACTOR = "operator"
_FACTORS = (ProviderSubject, Passkey, AuthenticatorApp, RecoveryCode, SecondStep)


@dataclass(frozen=True)
class Found:
    account: Account
    hr_system: str
    standing: str
    """What the HR system says now: ``active``, ``left``, ``gone`` or ``not answering``."""
    devices: int
    last_seen: datetime | None
    issuer: str
    """Of the provider that opens the account; empty without one."""
    held: Held
    """Second factors."""


class Operator:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database
        settings = services.settings
        self._personal = PersonalAddresses(services.database, services.vault, settings)
        self._sign_in = SignIn(services.database, services.vault, settings.secret_keys[0])
        self._sessions = Sessions(
            self._database, idle=settings.session_idle, lifetime=settings.session_lifetime
        )

    def find(self, address: str) -> list[Found]:
        """The accounts with this address, one for each HR system that has had such a worker."""
        accounts = self._accounts(address, Event.OPERATOR_FOUND)
        return [self._describe(account) for account in accounts]

    def sign_out(self, address: str) -> list[Account]:
        """End all their sessions and have the HR system's tokens killed."""
        accounts = self._accounts(address, Event.OPERATOR_SIGNED_OUT)
        for account in accounts:
            self._sessions.end_all(account.id, actor=ACTOR)
            revoke(self._services, account.identity)
            if self._services.settings.snapshot_drop_at_sign_out:
                self._services.snapshots.drop(account.id)
        revoke_due(self._services)
        return accounts

    def reset_factors(self, address: str) -> list[Account]:
        """Forget what opens the account besides its mail, and end the sessions begun with it."""
        accounts = self._accounts(address, Event.OPERATOR_RESET_FACTORS)
        for account in accounts:
            with self._database.begin() as db:
                for table in _FACTORS:
                    db.execute(delete(table).where(table.account_id == account.id))
                db.get_one(Account, account.id).passkey_user = None
            removed = self._personal.remove(account.id, actor=ACTOR)
            if removed:
                self._sign_in.end_waiting(account.identity, removed)
            self._sessions.end_all(account.id, actor=ACTOR)
        return accounts

    def _accounts(self, address: str, event: Event) -> list[Account]:
        """Those with the address; notes that they were looked for, also when there is none."""
        with self._database.begin() as db:
            likely = select(Account).where(func.lower(Account.email) == address.lower())
            found = [one for one in db.scalars(likely) if is_same_address(one.email, address)]
            for account_id in [account.id for account in found] or [""]:
                record(db, event, account_id=account_id, actor=ACTOR, uid=os.getuid())
        return found

    def _describe(self, account: Account) -> Found:
        devices = self._sessions.devices(account.id)
        with self._database.read() as db:
            issuer = db.scalar(
                select(ProviderSubject.issuer).where(ProviderSubject.account_id == account.id)
            )
            held = held_by(db, account.id)
        backend = self._services.backends.get(account.backend)
        return Found(
            account=account,
            hr_system=backend.label if backend else account.backend,
            standing=self._standing(account),
            devices=len(devices),
            last_seen=devices[0].last_seen if devices else None,
            issuer=issuer or "",
            held=held,
        )

    def _standing(self, account: Account) -> str:
        backend = self._services.backends.get(account.backend)
        if backend is None:
            return "gone"
        try:
            worker = backend.directory.refresh(account.identity)
        except BackendError:
            return "not answering"
        if worker is None:
            return "gone"
        return "active" if worker.active else "left" if worker.ended else "gone"
