"""An HR system in memory, as a backend, that fails in the ways that matter to the gateway."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.backends.agreements import (
    Amendment,
    Resignation,
)
from portal.backends.contract import Capability
from portal.backends.errors import (
    ForeignObject,
)
from portal.backends.leave import TimeOff, TimeOffStatus
from portal.backends.types import (
    Credential,
    DocumentGroup,
    Person,
    UploadSlot,
    WorkerIdentity,
)
from tests.gateway.faults import Fault
from tests.gateway.hr_worker import Worker
from tests.gateway.things import empty_slot


@dataclass
class HRSystem:
    """``Backend``: one live token a worker, idempotency keys, its own counts of everything."""

    name: str = "deel"
    label: str = "Deel"
    capabilities: frozenset[Capability] = frozenset(Capability)
    document_groups: tuple[DocumentGroup, ...] = (DocumentGroup.COMPLIANCE, DocumentGroup.TAX)
    directory: Any = None
    token_life: timedelta = timedelta(hours=24)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.counts: Counter[str] = Counter()
        self.live: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.mint_error: Exception | None = None
        self.on_mint: Callable[[], None] = lambda: None
        self.before_list: list[Callable[[], object]] = []
        self.after_list: list[Callable[[], object]] = []
        self.on_write: Callable[[], None] = lambda: None
        self.read_error: Exception | None = None
        self.done: dict[str, Any] = {}
        self.late: list[tuple[datetime, Callable[[], Any]]] = []
        self.late_by = timedelta(days=1)
        """How late effects come by themselves; ``catch_up`` brings them at once."""
        self.leave: list[TimeOff] = []
        self.takes_overlaps = False
        self.papers: list[Amendment] = []
        self.paper_bytes = b"%PDF amendment"
        self.notices: list[Resignation] = []
        self.people: dict[str, Person] = {}
        self.slots: dict[str, UploadSlot] = {"passport": empty_slot()}
        self.mixed_in: list[ForeignObject] = []

    def group_of(self, document_id: str) -> DocumentGroup:
        return DocumentGroup.COMPLIANCE

    def mint(self, identity: WorkerIdentity) -> Credential:
        with self.lock:
            self.counts["mint"] += 1
            number = self.counts["mint"]
        self.on_mint()
        with self.lock:
            if self.mint_error is not None:
                raise self.mint_error
            token = f"token-{identity.worker_id}-{number}"
            self.live[identity.worker_id] = token
            return Credential(token, datetime.now(UTC) + self.token_life)

    def revoke(self, identity: WorkerIdentity) -> None:
        with self.lock:
            self.counts["revoke"] += 1
            if self.mint_error is not None:
                raise self.mint_error
            self.live.pop(identity.worker_id, None)

    def worker(self, identity: WorkerIdentity, credential: Credential) -> Any:
        return Worker(self, identity, credential.token)

    def catch_up(self, until: datetime | None = None) -> None:
        with self.lock:
            for due, effect in list(self.late):
                if until is None or due <= until:
                    self.late.remove((due, effect))
                    effect()

    def effects(self, *statuses: TimeOffStatus) -> int:
        return sum(item.status in (statuses or tuple(TimeOffStatus)) for item in self.leave)
