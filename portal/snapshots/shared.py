"""Snapshots in Redis, sealed as in the database and good only with its stamp.

Redis is a shortcut: when it is away, slow or has forgotten, the database serves.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, cast

import structlog

from portal.snapshots.store import Fresh

if TYPE_CHECKING:
    from redis import Redis

PREFIX = "portal:snapshot:"
PATIENCE = 0.2
"""Seconds a page waits for Redis at most."""
LEFT_ALONE = 5.0
"""Seconds after a failure in which Redis is not asked."""

log = structlog.get_logger("portal.snapshots")


class Shared(Protocol):
    """A cache between the processes. Never raises."""

    def get(self, account_id: str, stamps: Mapping[str, str], /) -> dict[str, bytes]:
        """What is there with just these stamps, by name of the resource; in one round trip."""

    def put(self, reads: Sequence[Fresh], /) -> None: ...

    def drop(self, account_id: str, resources: Sequence[str], /) -> None: ...


class NoShared:
    """No Redis is configured."""

    def get(self, _account_id: str, _stamps: Mapping[str, str], /) -> dict[str, bytes]:
        return {}

    def put(self, _reads: Sequence[Fresh], /) -> None:
        return None

    def drop(self, _account_id: str, _resources: Sequence[str], /) -> None:
        return None


class RedisShared:
    def __init__(self, redis: Redis, kept: timedelta) -> None:
        # Imported here, since it takes 19 MB: only where it is configured.
        from redis import RedisError

        self._redis = redis
        self._error = RedisError
        self._kept = kept
        self._again_at = 0.0

    def get(self, account_id: str, stamps: Mapping[str, str]) -> dict[str, bytes]:
        if self._is_left_alone():
            return {}
        try:
            answer = self._redis.mget([_key(account_id, name) for name in stamps])
        except self._error as error:
            self._leave_alone(error)
            return {}
        found = cast(list[bytes | None], answer)
        fitting = {}
        for (name, stamp), entry in zip(stamps.items(), found, strict=True):
            kept_stamp, _, sealed = (entry or b"").partition(b" ")
            if sealed and kept_stamp == stamp.encode():
                fitting[name] = sealed
        return fitting

    def put(self, reads: Sequence[Fresh]) -> None:
        if self._is_left_alone():
            return
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                for read in reads:
                    entry = read.sealed.stamp.encode() + b" " + read.sealed.content
                    pipeline.set(_key(read.account_id, read.resource), entry, ex=self._kept)
                pipeline.execute()
        except self._error as error:
            self._leave_alone(error)

    def drop(self, account_id: str, resources: Sequence[str]) -> None:
        try:
            self._redis.delete(*(_key(account_id, name) for name in resources))
        except self._error as error:
            self._leave_alone(error)

    def _is_left_alone(self) -> bool:
        return time.monotonic() < self._again_at

    def _leave_alone(self, error: Exception) -> None:
        self._again_at = time.monotonic() + LEFT_ALONE
        log.warning("redis_unavailable", error=type(error).__name__)


def _key(account_id: str, resource: str) -> str:
    return f"{PREFIX}{account_id}:{resource}"
