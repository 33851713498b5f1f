"""The language that somebody is written to in: that of the browser they used last."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.models import Account, KnownBrowser
from portal.db import Database
from portal.web.locale import in_language


@dataclass(frozen=True)
class Readers:
    """Of one HR system, by worker id."""

    languages: Mapping[str, str]

    @contextmanager
    def language_of(self, worker_id: str) -> Iterator[None]:
        """What is rendered meanwhile is in theirs; where they were never here, in that of the
        context, as without this."""
        language = self.languages.get(worker_id)
        with in_language(language) if language else nullcontext():
            yield


def readers_of(database: Database, backend: str, worker_ids: Collection[str]) -> Readers:
    """One look for all of them. Raises: StorageUnavailable."""
    newest_last = (
        select(Account.worker_id, KnownBrowser.language)
        .join(KnownBrowser, KnownBrowser.account_id == Account.id)
        .where(Account.backend == backend, Account.worker_id.in_(worker_ids))
        .order_by(KnownBrowser.seen_at)
    )
    with database.read() as db:
        return Readers(dict(db.execute(newest_last).all()))
