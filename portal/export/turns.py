"""Who makes a zip just now: each takes a thread of this process for minutes, which pages need."""

from __future__ import annotations

from threading import Lock

AT_ONCE = 8
"""In one process, of its 32 threads by default."""


class Turns:
    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._under_way: set[str] = set()
        self._lock = Lock()

    def take(self, account_id: str) -> bool:
        """False while this account makes one, or too many others do."""
        with self._lock:
            if account_id in self._under_way or len(self._under_way) >= self._at_once:
                return False
            self._under_way.add(account_id)
            return True

    def give_back(self, account_id: str) -> None:
        with self._lock:
            self._under_way.discard(account_id)
