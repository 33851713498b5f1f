"""The levels together: this process's memory, Redis where it is configured, the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import structlog

from portal.db import Database, Vault, new_id
from portal.settings import Settings
from portal.shared import redis_of
from portal.snapshots.behind import Behind
from portal.snapshots.memory import Memory
from portal.snapshots.refreshes import Refreshes
from portal.snapshots.resources import EVERYTHING, Resource
from portal.snapshots.sealed import Answer, NotReadable, Owner, seal, unseal
from portal.snapshots.shared import PATIENCE, NoShared, RedisShared, Shared
from portal.snapshots.store import Fresh, Mark, Sealed, Snapshot, SnapshotStore

T = TypeVar("T")

log = structlog.get_logger("portal.snapshots")


@dataclass(frozen=True, slots=True)
class _Read:
    owner: Owner
    resource: Resource[Any]
    answer: Answer[Any]
    began: datetime
    seen: Mark | None


class Snapshots:
    """Those of all workers, for one process. Every method raises StorageUnavailable."""

    def __init__(self, settings: Settings, database: Database, vault: Vault) -> None:
        self._kept = timedelta(days=settings.snapshot_days)
        self._vault = vault
        self._store = SnapshotStore(database)
        self._memory = Memory()
        self._shared = _shared(settings, self._kept)
        self._behind = Behind(self._store_now)
        self._refreshes = Refreshes()

    @property
    def on(self) -> bool:
        """Whether anything is kept at all."""
        return bool(self._kept)

    def marks(self, account_id: str) -> Mapping[str, Mark]:
        """What there is of an account, by name of the resource. Asked once a page, before any of
        its reads begins."""
        return self._store.marks(account_id) if self.on else {}

    def take(
        self, owner: Owner, resources: Mapping[str, Resource[Any]], marks: Mapping[str, Mark]
    ) -> dict[str, Snapshot[Any]]:
        """Those of ``resources`` (by name) that are kept, current and readable."""
        oldest = datetime.now(UTC) - self._kept
        current = {
            name: marks[name]
            for name in resources
            if name in marks and (marks[name].read_at or oldest) > oldest
        }
        found: dict[str, Snapshot[Any]] = {}
        for name, mark in current.items():
            held = self._memory.get(owner, name, mark.stamp)
            if held is not None:
                found[name] = held
        missing = [name for name in current if name not in found]
        if missing:
            for name, sealed in self._load(owner.account_id, missing, current).items():
                self._open(owner, resources[name], sealed, found)
        return found

    def keep(
        self,
        owner: Owner,
        resource: Resource[T],
        answer: Answer[T],
        began: datetime,
        seen: Mark | None,
    ) -> None:
        """Store a read a little later. ``seen``: the mark from before it ``began``."""
        if self.on:
            self._behind.add(_Read(owner, resource, answer, began, seen))

    def keep_now(
        self,
        owner: Owner,
        resource: Resource[T],
        answer: Answer[T],
        began: datetime,
        seen: Mark | None,
    ) -> None:
        if self.on:
            self._store_now([_Read(owner, resource, answer, began, seen)])

    def refresh(self, owner: Owner, resource: Resource[Any], job: Callable[[], None]) -> bool:
        """Run ``job``, which reads ``resource`` anew, while pages go on: one at a time in this
        process. Returns: whether it runs or will."""
        return self._refreshes.start((owner, resource.name), job)

    def note_failure(self, owner: Owner, resource: Resource[Any], seen: Mark) -> None:
        """The HR system did not answer: all processes shall know."""
        self._store.note_failure(owner.account_id, resource.name, seen.stamp)

    def outdate(self, owner: Owner, resource: Resource[Any]) -> None:
        self._store.outdate(owner.account_id, [resource])

    def drop(self, account_id: str) -> None:
        """Keep nothing of this account, and store nothing that is being read just now."""
        self._store.outdate(account_id, EVERYTHING)
        self._memory.drop(account_id)
        self._shared.drop(account_id, [resource.name for resource in EVERYTHING])

    def delete_old(self) -> None:
        """What nobody has refreshed for the time it may be kept."""
        self._store.delete_older(self._kept)

    def settle(self) -> None:
        """Wait until all that was begun so far is done and stored."""
        self._refreshes.settle()
        self._behind.settle()

    def close(self) -> None:
        """Store what was read so far; refreshes that have not begun never will."""
        self._refreshes.close()
        self._behind.close()

    def _load(
        self, account_id: str, missing: list[str], marks: Mapping[str, Mark]
    ) -> dict[str, Sealed]:
        """From Redis, and what it lacks from the database."""
        shared = self._shared.get(account_id, {name: marks[name].stamp for name in missing})
        loaded = {
            name: Sealed(marks[name].stamp, read_at, content)
            for name, content in shared.items()
            if (read_at := marks[name].read_at) is not None
        }
        rest = [name for name in missing if name not in loaded]
        return {**loaded, **self._store.load(account_id, rest)} if rest else loaded

    def _open(
        self,
        owner: Owner,
        resource: Resource[Any],
        sealed: Sealed,
        found: dict[str, Snapshot[Any]],
    ) -> None:
        try:
            answer = unseal(self._vault, owner, resource, sealed.content)
        except NotReadable as error:
            log.warning("snapshot_not_readable", resource=resource.name, reason=str(error))
            return
        snapshot = Snapshot(answer.value, sealed.read_at, sealed.stamp, answer.left_out)
        self._memory.put(owner, resource.name, snapshot)
        found[resource.name] = snapshot

    def _store_now(self, reads: list[_Read]) -> None:
        by_stamp = {new_id(): read for read in reads}
        fresh = [
            Fresh(
                read.owner.account_id,
                read.resource.name,
                read.seen.stamp if read.seen else None,
                Sealed(stamp, read.began, self._seal(read)),
            )
            for stamp, read in by_stamp.items()
        ]
        stored = self._store.put(fresh)
        for one in stored:
            read = by_stamp[one.sealed.stamp]
            answer = read.answer
            snapshot = Snapshot(answer.value, read.began, one.sealed.stamp, answer.left_out)
            self._memory.put(read.owner, read.resource.name, snapshot)
        self._shared.put(stored)

    def _seal(self, read: _Read) -> bytes:
        return seal(self._vault, read.owner, read.resource, read.answer)


def _shared(settings: Settings, kept: timedelta) -> Shared:
    redis = redis_of(settings, patience=PATIENCE) if kept else None
    return RedisShared(redis, kept) if redis else NoShared()
