"""The portal's own database, out of order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from portal.db import Database


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
