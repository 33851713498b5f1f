"""The queue: huey on a SQLite file of its own, every job sealed at rest."""

from __future__ import annotations

import sqlite3
from typing import Any

from portal.db import StorageUnavailable, Vault
from portal.jobs.library import Huey, Serializer, SqliteHuey
from portal.settings import Settings

FILE_NAME = "jobs.sqlite3"


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


def build_jobs(settings: Settings, vault: Vault) -> Huey:
    """The queue in ``PORTAL_DATA_DIR``, shared by the processes of one machine.

    Results are not kept: a job writes what it found where it belongs.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return EmbeddedQueue(
        "portal",
        results=False,
        serializer=SealedSerializer(vault),
        filename=str(settings.data_dir / FILE_NAME),
        timeout=10,
    )
