"""What was called, so that a test can count it."""

import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 50_000


@dataclass(kw_only=True)
class Entry:
    """One call of an API. `token` is organization, worker or None; `at` is an ISO instant."""

    operation: str
    method: str
    path: str
    at: str
    status: int = 0
    token: str | None = None
    worker: str | None = None
    idempotency_key: str | None = None
    request_id: str = ""
    fault: str | None = None


class Journal:
    """The last calls, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """Keep one call; the entry may still change until its answer is sent."""
        with self._lock:
            self._entries.append(entry)

    def entries(self) -> list[dict[str, Any]]:
        """All calls kept."""
        with self._lock:
            return [asdict(entry) for entry in self._entries]

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._entries.clear()
