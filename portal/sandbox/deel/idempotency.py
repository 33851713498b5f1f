"""`Idempotency-Key`: successful answers are kept for 24 hours and given again."""

import threading
from collections.abc import Callable
from datetime import timedelta

from portal.sandbox.clock import instant
from portal.sandbox.deel.call import Answer, Caller
from portal.sandbox.deel.errors import Problem, Refused, refuse
from portal.sandbox.state import Sandbox

LIFETIME = timedelta(hours=24)
LONGEST_KEY = 64


class Idempotency:
    """Knows which keys are being worked on; finished ones are in the database.

    A key belongs to the caller, not to a path or body: the kept answer comes back whatever is sent
    with it the second time.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._running: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def once(
        self, caller: Caller, key: str, request_id: str, carry_out: Callable[[], Answer]
    ) -> Answer:
        """The kept answer of this key, else the one of `carry_out`, kept if it is a 2xx."""
        if len(key) > LONGEST_KEY:
            raise refuse(400, f"Idempotency-Key must be at most {LONGEST_KEY} characters")
        claim = (caller.worker or "organization", key)
        with self._lock:
            if claim in self._running:
                raise Refused(
                    429,
                    Problem("Request conflict detected. A request with this key is in progress."),
                    code="REQUEST_CONFLICT",
                    retry_after=1,
                )
            self._running.add(claim)
        try:
            kept = self._kept(*claim)
            if kept is not None:
                return kept
            answer = carry_out()
            if 200 <= answer.status < 300:
                self._keep(*claim, request_id, answer)
            return answer
        finally:
            with self._lock:
                self._running.discard(claim)

    def _kept(self, caller: str, key: str) -> Answer | None:
        oldest = instant(self._sandbox.clock.now() - LIFETIME)
        row = self._sandbox.store.db.execute(
            "SELECT * FROM idempotent_answers WHERE caller = ? AND key = ? AND stored_at > ?",
            (caller, key, oldest),
        ).fetchone()
        if row is None:
            return None
        headers = {"x-original-request-id": row["request_id"]}
        return Answer(row["status"], row["body"], row["content_type"], headers)

    def _keep(self, caller: str, key: str, request_id: str, answer: Answer) -> None:
        with self._sandbox.store.transaction() as db:
            db.execute(
                "REPLACE INTO idempotent_answers"
                " (caller, key, request_id, status, content_type, body, stored_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    caller,
                    key,
                    request_id,
                    answer.status,
                    answer.content_type,
                    answer.body,
                    instant(self._sandbox.clock.now()),
                ),
            )
