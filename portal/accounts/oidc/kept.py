"""What was read from afar and is kept for a while, by all threads of a process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from portal.accounts.oidc.answers import ProviderAway

ASK_AGAIN_AFTER = 10.0
"""Seconds after a failure in which nobody waits for another one."""
T = TypeVar("T")


class Kept(Generic[T]):
    def __init__(self, read: Callable[[], T]) -> None:
        """``read`` may raise ProviderAway."""
        self._read = read
        self._lock = threading.Lock()
        self._value: T | None = None
        self._read_at = 0.0
        self._failed_at: float | None = None

    def get(self, max_age: float) -> T:
        """The value, read anew when it is older than ``max_age`` seconds. While one thread does
        so, and when it fails, the others get the older copy. Raises: ProviderAway, without one."""
        if self._value is not None and self._is_younger_than(max_age):
            return self._value
        if not self._lock.acquire(blocking=self._value is None):
            return self._older()
        try:
            if self._value is not None and self._is_younger_than(max_age):
                return self._value
            if self._failed_at and time.time() - self._failed_at < ASK_AGAIN_AFTER:
                return self._older()
            try:
                self._value = self._read()
            except ProviderAway:
                self._failed_at = time.time()
                if self._value is None:
                    raise
            else:
                self._read_at, self._failed_at = time.time(), None
            return self._older()
        finally:
            self._lock.release()

    def _is_younger_than(self, seconds: float) -> bool:
        return time.time() - self._read_at < seconds

    def _older(self) -> T:
        if self._value is None:
            raise ProviderAway("did not answer a moment ago")
        return self._value
