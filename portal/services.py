"""What one process of the portal is made of, built once by ``create_app``."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from flask import current_app

from portal.backends.contract import Backend
from portal.db import Database, Vault
from portal.settings import Settings
from portal.snapshots import Snapshots
from portal.timing import Timing

if TYPE_CHECKING:
    from huey.api import Huey
    from redis import Redis

EXTENSION = "portal"


@dataclass(frozen=True)
class Services:
    settings: Settings
    database: Database
    vault: Vault
    backends: Mapping[str, Backend]
    pool: ThreadPoolExecutor
    """Threads for a page's calls side by side."""
    snapshots: Snapshots
    jobs: Huey
    redis: Redis | None = None
    """What processes of several machines share; None where each keeps its own."""
    timing: Timing = field(default_factory=Timing)
    """Of the ledger."""


def services() -> Services:
    """Those of the current app."""
    return cast(Services, current_app.extensions[EXTENSION])
