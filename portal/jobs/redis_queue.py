"""The queue on a Redis server: any number of processes on any machines share it."""

from __future__ import annotations

from typing import Any

import redis
from huey import PriorityRedisHuey, storage

from portal.db import StorageUnavailable

# huey was loaded without the driver (library.py); here it is used after all.
storage.Redis = storage.PriorityRedisStorage.redis_client = redis.Redis
storage.ConnectionPool = redis.ConnectionPool
storage.ConnectionError = redis.ConnectionError
storage.TimeoutError = redis.TimeoutError


class SharedQueue(PriorityRedisHuey):  # type: ignore[misc]
    def enqueue(self, task: Any) -> Any:
        """Raises: StorageUnavailable; the job may be in the queue nevertheless."""
        try:
            return super().enqueue(task)
        except redis.RedisError as error:
            raise StorageUnavailable("the job queue takes nothing now") from error
