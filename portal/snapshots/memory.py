"""Opened snapshots in this process, so that a page needs no key and no parsing."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock
from typing import Any

from portal.snapshots.sealed import Owner
from portal.snapshots.store import Snapshot

SIZE = 2_000
"""Snapshots at most; about 6 kB each."""
UNUSED_SECONDS = 30 * 60
"""After that long without a look nobody is expected to look again."""

_Key = tuple[Owner, str]


class Memory:
    """Least recently used goes first. Safe to use from all threads."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._lock = Lock()
        self._entries: OrderedDict[_Key, tuple[float, Snapshot[Any]]] = OrderedDict()

    def get(self, owner: Owner, resource: str, stamp: str) -> Snapshot[Any] | None:
        """Only with the stamp that stands in the database."""
        key = (owner, resource)
        with self._lock:
            _used, snapshot = self._entries.get(key, (0.0, None))
            if snapshot is None or snapshot.stamp != stamp:
                return None
            self._entries[key] = (time.monotonic(), snapshot)
            self._entries.move_to_end(key)
            return snapshot

    def put(self, owner: Owner, resource: str, snapshot: Snapshot[Any]) -> None:
        now = time.monotonic()
        with self._lock:
            self._entries[owner, resource] = (now, snapshot)
            self._entries.move_to_end((owner, resource))
            while len(self._entries) > self._size or self._oldest() < now - UNUSED_SECONDS:
                self._entries.popitem(last=False)

    def drop(self, account_id: str) -> None:
        with self._lock:
            for key in [key for key in self._entries if key[0].account_id == account_id]:
                del self._entries[key]

    def __len__(self) -> int:
        return len(self._entries)

    def _oldest(self) -> float:
        used, _snapshot = next(iter(self._entries.values()))
        return used
