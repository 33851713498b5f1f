"""Journeys to a provider and back: begun in one browser, ended once, in the same. No Flask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update

from portal.accounts.models import ProviderJourney
from portal.accounts.tokens import hash_of, new_secret
from portal.db import Database, Vault, VaultError, new_id

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True)
class Begun:
    """What goes to the provider; the verifier only as a hash, until the code is redeemed."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Returned:
    provider: str
    nonce: str
    verifier: str
    next_path: str
    proof_id: str | None
    """The proof that the journey was for; None for a sign-in."""
    begun_at: datetime


class Journeys:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def begin(
        self, provider: str, browser: str, *, next_path: str = "", proof_id: str | None = None
    ) -> Begun:
        begun = Begun(new_secret(), new_secret(), new_secret())
        now = datetime.now(UTC)
        with self._database.begin() as db:
            db.add(
                ProviderJourney(
                    id=new_id(),
                    state_hash=hash_of(begun.state),
                    browser_hash=hash_of(browser),
                    provider=provider,
                    sealed=self._vault.seal(json.dumps([begun.nonce, begun.verifier])),
                    next_path=next_path,
                    proof_id=proof_id,
                    created_at=now,
                    expires_at=now + LIFETIME,
                )
            )
        return begun

    def end(self, state: str, browser: str | None) -> Returned | None:
        """The journey that this browser began with this state, once; None for anything else."""
        now = datetime.now(UTC)
        with self._database.begin() as db:
            ended = db.execute(
                update(ProviderJourney)
                .where(
                    ProviderJourney.state_hash == hash_of(state),
                    ProviderJourney.browser_hash == hash_of(browser or ""),
                    ProviderJourney.ended_at.is_(None),
                    ProviderJourney.expires_at > now,
                )
                .values(ended_at=now)
                .returning(
                    ProviderJourney.provider,
                    ProviderJourney.sealed,
                    ProviderJourney.next_path,
                    ProviderJourney.proof_id,
                    ProviderJourney.created_at,
                )
            ).first()
        if ended is None:
            return None
        try:
            nonce, verifier = json.loads(self._vault.open(ended.sealed))
        except VaultError:
            return None  # Sealed with a key that is gone: signing in again helps.
        return Returned(
            ended.provider, nonce, verifier, ended.next_path, ended.proof_id, ended.created_at
        )


def delete_old(database: Database) -> None:
    with database.begin() as db:
        db.execute(delete(ProviderJourney).where(ProviderJourney.expires_at < datetime.now(UTC)))
