"""What a passkey has to sign: random, for one purpose in one browser, once, for five minutes."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from portal.accounts.factors.models import PasskeyChallenge
from portal.accounts.tokens import hash_of
from portal.db import Database

LIFETIME = timedelta(minutes=5)
BYTES = 32


class Challenges:
    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, *bound_to: str) -> bytes:
        """``bound_to``: what for, and the session, browser or page that may answer it. A new one
        takes the place of what the same asked for before."""
        challenge = secrets.token_bytes(BYTES)
        with self._database.begin() as db:
            bound = _bound(bound_to)
            db.execute(delete(PasskeyChallenge).where(PasskeyChallenge.bound_to == bound))
            db.add(
                PasskeyChallenge(
                    challenge_hash=hash_of(challenge.hex()),
                    bound_to=bound,
                    expires_at=datetime.now(UTC) + LIFETIME,
                )
            )
        return challenge

    def use_up(self, challenge: bytes, *bound_to: str) -> bool:
        """Whether it was given to the same and is answered for the first time."""
        with self._database.begin() as db:
            used = db.execute(
                delete(PasskeyChallenge)
                .where(
                    PasskeyChallenge.challenge_hash == hash_of(challenge.hex()),
                    PasskeyChallenge.bound_to == _bound(bound_to),
                    PasskeyChallenge.expires_at > datetime.now(UTC),
                )
                .returning(PasskeyChallenge.challenge_hash)
            ).first()
        return used is not None


def _bound(to: tuple[str, ...]) -> str:
    return hash_of("\0".join(to))


def delete_old(database: Database) -> None:
    with database.begin() as db:
        now = datetime.now(UTC)
        db.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < now))
