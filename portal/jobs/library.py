"""huey, without the drivers of queues that are not used here.

huey imports those of Redis and PostgreSQL wherever they are installed: 15 MB in every process.
"""

from __future__ import annotations

import sys

_DRIVERS = [name for name in ("psycopg", "redis") if name not in sys.modules]

# An import of what stands for None there fails, as if it was not installed.
sys.modules.update(dict.fromkeys(_DRIVERS))  # type: ignore[arg-type]
try:
    from huey import SqliteHuey, crontab
    from huey.api import Huey
    from huey.consumer import Consumer
    from huey.exceptions import CancelExecution
    from huey.serializer import Serializer
finally:
    for name in _DRIVERS:
        del sys.modules[name]

__all__ = ["CancelExecution", "Consumer", "Huey", "Serializer", "SqliteHuey", "crontab"]
