"""Which browsers an account was opened in before, so that a new one can be told of. No Flask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import KnownBrowser
from portal.accounts.tokens import hash_of
from portal.db import Database, new_id

REMEMBERED = timedelta(days=400)
"""The longest that browsers keep a cookie."""


class KnownBrowsers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, account_id: str, secret: str, language: str) -> str | None:
        """Remember the browser that holds this secret. When it is new and not the account's
        first: the language of the one used last, to write to its owner in. None otherwise."""
        now = datetime.now(UTC)
        own = KnownBrowser.account_id == account_id
        with self._database.begin() as db:
            known = db.execute(
                update(KnownBrowser)
                .where(own, KnownBrowser.secret_hash == hash_of(secret))
                .values(seen_at=now, language=language)
                .returning(KnownBrowser.id)
            ).first()
            if known is not None:
                return None
            newest = select(KnownBrowser.language).where(own)
            last = db.scalar(newest.order_by(KnownBrowser.seen_at.desc()).limit(1))
            try:
                with db.begin_nested():
                    db.add(
                        KnownBrowser(
                            id=new_id(),
                            account_id=account_id,
                            secret_hash=hash_of(secret),
                            language=language,
                            seen_at=now,
                        )
                    )
            except IntegrityError:
                return None  # Signed in twice at the same moment: the other one tells of it.
        return last


def delete_old(database: Database) -> None:
    with database.begin() as db:
        end = datetime.now(UTC) - REMEMBERED
        db.execute(delete(KnownBrowser).where(KnownBrowser.seen_at < end))
