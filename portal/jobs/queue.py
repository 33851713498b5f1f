"""The queue: huey on a SQLite file of its own or on a Redis server, every job sealed at rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog

from portal.db import StorageUnavailable, Vault
from portal.jobs.lean_huey import SIGNAL_INTERRUPTED, Huey, Serializer, SqliteHuey
from portal.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

NAME = "portal"
FILE_NAME = "jobs.sqlite3"

log = structlog.get_logger("portal.jobs")


class SealedSerializer(Serializer):  # type: ignore[misc]
    """Jobs name people and carry links. What was not sealed by us is never unpickled."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault

    def _serialize(self, data: Any) -> bytes:
        return self._vault.seal_bytes(super()._serialize(data))

    def _deserialize(self, data: bytes) -> Any:
        return super()._deserialize(self._vault.open_bytes(bytes(data)))


class EmbeddedQueue(SqliteHuey):  # type: ignore[misc]
    def enqueue(self, task: Any) -> Any:
        """Raises: StorageUnavailable; the job is not in the queue then."""
        try:
            return super().enqueue(task)
        except sqlite3.OperationalError as error:
            raise StorageUnavailable("the job queue takes nothing now") from error


def build_jobs(settings: Settings, vault: Vault, redis: Redis | None = None) -> Huey:
    """The queue on ``redis``; else in ``PORTAL_DATA_DIR``, shared by the processes of one machine.

    Results are not kept: a job writes what it found where it belongs.
    """
    serializer = SealedSerializer(vault)
    jobs = _embedded(settings, serializer) if redis is None else _shared(redis, serializer)
    # What a process that stops could not finish is begun anew.
    jobs.signal(SIGNAL_INTERRUPTED)(lambda _signal, task: jobs.enqueue(task))
    return jobs


def _embedded(settings: Settings, serializer: Serializer) -> Huey:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return EmbeddedQueue(
        NAME,
        results=False,
        serializer=serializer,
        filename=str(settings.data_dir / FILE_NAME),
        timeout=10,
    )


def _shared(redis: Redis, serializer: Serializer) -> Huey:
    # Imported here, since the driver takes 19 MB.
    from portal.jobs.redis_queue import SharedQueue

    pool = redis.connection_pool
    return SharedQueue(NAME, results=False, serializer=serializer, connection_pool=pool)


def left_out_unless_queued(job: Any) -> Callable[..., None]:
    """For what a later job makes good: a queue that takes nothing is no reason to fail."""

    def put(*arguments: object) -> None:
        try:
            job(*arguments)
        except StorageUnavailable as error:
            log.warning("job_left_out", job=job.task_class.__name__, reason=str(error))

    return put


def at_once_unless_queued(job: Any) -> Callable[..., None]:
    """For what must not be left out: the caller does it where the queue takes nothing."""

    def put(*arguments: object) -> None:
        try:
            job(*arguments)
        except StorageUnavailable as error:
            log.warning("job_done_at_once", job=job.task_class.__name__, reason=str(error))
            job.call_local(*arguments)

    return put
