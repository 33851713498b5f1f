"""What one running sandbox holds."""

from dataclasses import dataclass, field

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
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
