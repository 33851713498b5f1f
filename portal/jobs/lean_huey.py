"""huey, without the drivers of queues that are not used here.

huey imports those of Redis and PostgreSQL wherever they are installed: 15 MB in every process.
"""

from __future__ import annotations

from portal.lean import without

with without("psycopg", "redis"):
    from huey import SqliteHuey, crontab
    from huey.api import Huey
    from huey.consumer import Consumer
    from huey.exceptions import CancelExecution
    from huey.serializer import Serializer
    from huey.signals import SIGNAL_INTERRUPTED

__all__ = [
    "SIGNAL_INTERRUPTED",
    "CancelExecution",
    "Consumer",
    "Huey",
    "Serializer",
    "SqliteHuey",
    "crontab",
]
