"""What one running sandbox holds."""

import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from portal.sandbox.clock import Clock
from portal.sandbox.config import SandboxConfig
from portal.sandbox.faults import Faults
from portal.sandbox.files import FileLinks
from portal.sandbox.journal import Journal
from portal.sandbox.store import Store


@dataclass
class Settings:
    """What can be changed while the sandbox runs. None as scopes means every scope there is."""

    rate_limit: int | None
    latency_ms: int
    organization_scopes: frozenset[str] | None = None


@dataclass
class Sandbox:
    """Handed to every handler; in memory, so the sandbox is always one process."""

    config: SandboxConfig
    clock: Clock
    store: Store
    links: FileLinks
    settings: Settings
    faults: Faults = field(init=False)
    journal: Journal = field(default_factory=Journal)
    caught_up_on: date | None = None

    def __post_init__(self) -> None:
        self.faults = Faults(self.clock.now)

    @property
    def papers(self) -> Path:
        """Where PDF files are kept once they are made."""
        return self.config.data_dir / "papers"

    def reset(self) -> None:
        """Back to the seeded state: data, papers, time, settings, faults, journal."""
        self.faults.clear()
        self.settings.rate_limit = self.config.rate_limit
        self.settings.latency_ms = self.config.latency_ms
        self.settings.organization_scopes = None
        self.clock.reset()
        self.store.reset()
        self.caught_up_on = None
        shutil.rmtree(self.papers, ignore_errors=True)
        self.journal.clear()
