"""When a worker may be shown what was read before, and how it is read anew.

Nothing that decides a write comes from here: the ledger holds ``WorkerReads``, which always asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar, cast

import structlog

from portal.backends import context
from portal.backends.errors import BackendError, ForeignObject, Limited, Unavailable
from portal.db import StorageUnavailable
from portal.gateway.access import WorkerAccess
from portal.gateway.errors import SignInAgain
from portal.gateway.ownership import Wall
from portal.gateway.reads import WorkerReads
from portal.services import Services
from portal.snapshots import (
    AMENDMENTS,
    BENEFITS,
    DOCUMENTS,
    HR_CONTACT,
    LEAVE_BALANCES,
    PAYSLIPS,
    PERSON,
    PHONES,
    RESIGNATIONS,
    TIME_OFF,
    TIME_OFF_TYPES,
    Answer,
    Mark,
    Owner,
    Resource,
    Snapshot,
)

T = TypeVar("T")

REFRESH_SECONDS = 10.0
"""How long a read that nobody waits for may take."""
AGAIN_AFTER = timedelta(seconds=20)
"""How long after a read without an answer the next one is tried."""
SAID_FOR = timedelta(minutes=5)
"""How long a read without an answer is spoken of."""

_READS: Mapping[str, Callable[[WorkerReads], Any]] = {
    PERSON.name: WorkerReads.person,
    PHONES.name: WorkerReads.phones,
    HR_CONTACT.name: WorkerReads.hr_contact,
    BENEFITS.name: WorkerReads.benefits,
    PAYSLIPS.name: WorkerReads.payslips,
    LEAVE_BALANCES.name: WorkerReads.leave_balances,
    TIME_OFF_TYPES.name: WorkerReads.time_off_types,
    TIME_OFF.name: WorkerReads.time_off,
    AMENDMENTS.name: WorkerReads.amendments,
    RESIGNATIONS.name: WorkerReads.resignations,
    **{
        resource.name: partial(WorkerReads.documents, group=group)
        for group, resource in DOCUMENTS.items()
    },
}
_OWNED: Mapping[str, Callable[[Wall, Any], Any]] = {
    PERSON.name: Wall.person,
    TIME_OFF.name: Wall.time_off,
    AMENDMENTS.name: Wall.of_contract,
    RESIGNATIONS.name: Wall.of_contract,
}
"""What says whose it is: it passes the wall once more on its way out."""

log = structlog.get_logger("portal.gateway")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    value: T
    read_at: datetime
    new: bool
    """Whether it is good without asking."""
    unanswered: bool
    """Whether the HR system did not answer lately, when it was asked anew."""
    may_ask: bool
    """Not when it has just failed to answer: a page would wait for nothing."""
    left_out: int
    """As ``Card.left_out``."""


class WorkerSnapshots:
    """One worker's, for one page."""

    def __init__(self, access: WorkerAccess) -> None:
        self._access = access
        self._services: Services = access.services
        self._snapshots = access.services.snapshots
        identity = access.identity
        self._owner = Owner(
            access.account_id, identity.backend, identity.worker_id, identity.contract_id
        )
        self._seen: Mapping[str, Mark] | None = None

    def take(self, resources: Iterable[Resource[Any]]) -> dict[str, Kept[Any]]:
        """Those that are kept, by name. Raises: StorageUnavailable."""
        wanted = {resource.name: resource for resource in resources}
        now = datetime.now(UTC)
        taken = self._snapshots.take(self._owner, wanted, self._marks)
        kept: dict[str, Kept[Any]] = {}
        for name, snapshot in taken.items():
            try:
                kept[name] = self._kept(wanted[name], snapshot, now)
            except ForeignObject as error:
                self._access.wall.blocked(error)
        return kept

    def read(self, resource: Resource[T]) -> T:
        """Ask the HR system now, and keep what it says. Raises: as the method of WorkerReads."""
        seen, began = self._marks.get(resource.name), datetime.now(UTC)
        answer = _ask(self._access, resource)
        self._snapshots.keep(self._owner, resource, answer, began, seen)
        return answer.value

    def refresh(self, resource: Resource[Any]) -> bool:
        """Ask while the page goes on. Returns: whether a newer one is on its way."""
        job = partial(
            _refresh,
            self._services,
            self._owner,
            WorkerAccess(self._services, self._access.account_id, self._access.identity),
            resource,
            self._marks[resource.name],
            context.request_id.get(),
        )
        return self._snapshots.refresh(self._owner, resource, job)

    def note_failure(self, resource: Resource[Any]) -> None:
        self._snapshots.note_failure(self._owner, resource, self._marks[resource.name])

    @property
    def _marks(self) -> Mapping[str, Mark]:
        """From before any read of this page begins."""
        # Not a cached_property: in Python 3.11 all pages of a process would share its lock.
        if self._seen is None:
            self._seen = self._snapshots.marks(self._access.account_id)
        return self._seen

    def _kept(self, resource: Resource[T], snapshot: Snapshot[T], now: datetime) -> Kept[T]:
        """Raises: ForeignObject."""
        owned = _OWNED.get(resource.name)
        lifetime = self._services.settings.snapshot_seconds[resource.lifetime]
        failed_at = self._marks[resource.name].failed_at
        return Kept(
            owned(self._access.wall, snapshot.value) if owned else snapshot.value,
            snapshot.read_at,
            new=snapshot.read_at > now - timedelta(seconds=lifetime),
            unanswered=failed_at is not None and failed_at > now - SAID_FOR,
            may_ask=failed_at is None or failed_at <= now - AGAIN_AFTER,
            left_out=snapshot.left_out,
        )


def _ask(access: WorkerAccess, resource: Resource[T]) -> Answer[T]:
    with context.counting_left_out() as left_out:
        value = cast(T, _READS[resource.name](WorkerReads(access)))
    return Answer(value, left_out.count)


def _refresh(
    services: Services,
    owner: Owner,
    access: WorkerAccess,
    resource: Resource[Any],
    seen: Mark,
    request_id: str,
) -> None:
    context.request_id.set(request_id)
    context.background.set(True)
    context.deadline.set(time.monotonic() + REFRESH_SECONDS)
    began = datetime.now(UTC)
    try:
        try:
            answer = _ask(access, resource)
        except Limited:
            return  # no turn for this; a later visit tries again
        except Unavailable as error:
            log.warning("refresh_unanswered", resource=resource.name, **error.log_fields())
            services.snapshots.note_failure(owner, resource, seen)
        except (BackendError, SignInAgain) as error:
            # The HR system does not show it to this worker any more. The next page asks itself
            # and says so.
            log.warning("refresh_refused", resource=resource.name, error=type(error).__name__)
            services.snapshots.outdate(owner, resource)
        else:
            services.snapshots.keep_now(owner, resource, answer, began, seen)
    except StorageUnavailable as error:
        log.warning("snapshots_not_stored", reason=str(error), count=1)
