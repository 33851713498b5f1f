"""Codes that an app on a phone shows, new every 30 seconds (RFC 6238). No Flask in here."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.factors.held import drop_codes_of_last
from portal.accounts.factors.models import AuthenticatorApp
from portal.accounts.factors.recovery import RecoveryCodes
from portal.audit import Event, record
from portal.db import Database, Vault, VaultError

STEP_SECONDS = 30
EARLIER_AND_LATER = 1
"""Steps by which a phone's clock may be off."""
BEGUN_FOR = timedelta(days=1)


@dataclass(frozen=True)
class NewApp:
    """What the app has to know: as a key to type, and as what its camera reads."""

    key: str
    uri: str

    @property
    def key_in_groups(self) -> str:
        """As people type it; apps ignore the blanks."""
        return " ".join(self.key[at : at + 4] for at in range(0, len(self.key), 4))


class AuthenticatorApps:
    def __init__(
        self, database: Database, vault: Vault, recovery: RecoveryCodes, issuer: str
    ) -> None:
        """``issuer``: what the app calls the portal."""
        self._database = database
        self._vault = vault
        self._recovery = recovery
        self._issuer = issuer

    def begin(self, account_id: str) -> bool:
        """Make a key for an app that is not set up yet; False when one is."""
        import pyotp

        try:
            with self._database.begin() as db:
                db.execute(
                    delete(AuthenticatorApp).where(
                        AuthenticatorApp.account_id == account_id,
                        AuthenticatorApp.created_at.is_(None),
                    )
                )
                db.add(
                    AuthenticatorApp(
                        account_id=account_id,
                        sealed_secret=self._vault.seal(pyotp.random_base32()),
                        begun_at=datetime.now(UTC),
                    )
                )
        except IntegrityError:
            return False
        return True

    def begun(self, account_id: str, email: str) -> NewApp | None:
        """What was begun and not confirmed yet."""
        import pyotp

        with self._database.read() as db:
            sealed = db.scalar(
                select(AuthenticatorApp.sealed_secret).where(
                    AuthenticatorApp.account_id == account_id,
                    AuthenticatorApp.created_at.is_(None),
                )
            )
        key = self._open(sealed) if sealed else None
        if key is None:
            return None
        uri = pyotp.TOTP(key).provisioning_uri(name=email, issuer_name=self._issuer)
        return NewApp(key, uri)

    def confirm(self, account_id: str, code: str) -> tuple[str, ...] | None:
        """Set the app up with the first code that it shows; None when the code is wrong.

        Returns the recovery codes that were made with it: none when there were some already.
        """
        now = datetime.now(UTC)
        with self._database.begin() as db:
            if not self._take(db, account_id, code, now):
                return None
            done = db.execute(
                update(AuthenticatorApp)
                .where(
                    AuthenticatorApp.account_id == account_id,
                    AuthenticatorApp.created_at.is_(None),
                )
                .values(created_at=now)
                .returning(AuthenticatorApp.account_id)
            ).first()
            if done is None:
                return None
            record(db, Event.AUTHENTICATOR_APP_ADDED, account_id=account_id)
            return self._recovery.make_if_first(db, account_id)

    def is_right(self, db: Session, account_id: str, code: str) -> bool:
        """Whether the account's app shows this code about now and nobody has used it."""
        set_up = select(AuthenticatorApp.created_at).where(
            AuthenticatorApp.account_id == account_id
        )
        if db.scalar(set_up) is None:
            return False
        return self._take(db, account_id, code, datetime.now(UTC))

    def remove(self, account_id: str) -> bool:
        with self._database.begin() as db:
            removed = db.execute(
                delete(AuthenticatorApp)
                .where(
                    AuthenticatorApp.account_id == account_id,
                    AuthenticatorApp.created_at.is_not(None),
                )
                .returning(AuthenticatorApp.account_id)
            ).first()
            if removed is None:
                return False
            record(db, Event.AUTHENTICATOR_APP_REMOVED, account_id=account_id)
            drop_codes_of_last(db, account_id)
        return True

    def added_at(self, account_id: str) -> datetime | None:
        """When the app was set up; None without one."""
        with self._database.read() as db:
            return db.scalar(
                select(AuthenticatorApp.created_at).where(AuthenticatorApp.account_id == account_id)
            )

    def _take(self, db: Session, account_id: str, code: str, now: datetime) -> bool:
        """One conditional update, so that the same code at the same moment is taken once."""
        sealed = db.scalar(
            select(AuthenticatorApp.sealed_secret).where(AuthenticatorApp.account_id == account_id)
        )
        key = self._open(sealed) if sealed else None
        step = _step_of(key, code, now) if key else None
        if step is None:
            return False
        taken = db.execute(
            update(AuthenticatorApp)
            .where(AuthenticatorApp.account_id == account_id, AuthenticatorApp.last_step < step)
            .values(last_step=step)
            .returning(AuthenticatorApp.account_id)
        ).first()
        return taken is not None

    def _open(self, sealed: str) -> str | None:
        try:
            return self._vault.open(sealed)
        except VaultError:
            return None  # Sealed with a key that is gone: a recovery code helps.


def _step_of(key: str, code: str, now: datetime) -> int | None:
    """The newest of the steps around now whose code this is."""
    import pyotp

    current = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(key)
    steps = range(current + EARLIER_AND_LATER, current - EARLIER_AND_LATER - 1, -1)
    right = [
        step
        for step in steps
        if hmac.compare_digest(app.generate_otp(step).encode(), code.encode())
    ]
    return right[0] if right else None


def delete_abandoned(database: Database) -> None:
    with database.begin() as db:
        db.execute(
            delete(AuthenticatorApp).where(
                AuthenticatorApp.created_at.is_(None),
                AuthenticatorApp.begun_at < datetime.now(UTC) - BEGUN_FOR,
            )
        )
