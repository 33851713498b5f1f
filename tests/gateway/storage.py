"""The portal's own database, out of order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from portal.db import Database
from tests.gateway.faults import Killed


class Storage:
    """Switches a database to read-only and back, or lets its disk be full."""

    def __init__(self, database: Database) -> None:
        self.broken = False
        self.full = False
        self._is_sqlite = database.is_sqlite
        event.listen(database.engine, "checkout", self._on_checkout)

    def _on_checkout(self, connection: Any, _record: object, _proxy: object) -> None:
        if self._is_sqlite:
            connection.execute(f"PRAGMA query_only={int(self.broken)}")
            if self.full:
                connection.execute("PRAGMA max_page_count=1")  # stays at what it has now
        else:
            connection.read_only = self.broken or None


class DiesAt:
    """Kills the process at a step of its transactions: as one begins, or just before it commits."""

    def __init__(self, database: Database) -> None:
        self.left: int | None = None
        """Steps to go; None: it lives."""
        event.listen(database.engine, "begin", self._step)
        event.listen(database.engine, "commit", self._step)

    def _step(self, _connection: object) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left == 0:
            raise Killed
