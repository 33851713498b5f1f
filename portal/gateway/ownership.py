"""The wall: what comes back belongs to the worker who asked, or nobody sees it.

A worker's ids come from the session. Lists lose what is not theirs; a single object is only reached
through the worker's own list, so another's id is the same as an id that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

import structlog

from portal.audit import Event, record
from portal.backends.agreements import Amendment, Resignation
from portal.backends.errors import ForeignObject, NotFound
from portal.backends.leave import TimeOff
from portal.backends.types import Person, WorkerIdentity, is_valid_id
from portal.db import Database, StorageUnavailable

log = structlog.get_logger("portal.gateway")


class Owned(Protocol):
    @property
    def id(self) -> str: ...


OwnedT = TypeVar("OwnedT", bound=Owned)
OfContract = TypeVar("OfContract", Amendment, Resignation)


class Wall:
    """Around one worker. Every object that it holds back is logged and audited, by id alone."""

    def __init__(self, database: Database, identity: WorkerIdentity, account_id: str) -> None:
        self._database = database
        self._identity = identity
        self._account_id = account_id

    def person(self, person: Person) -> Person:
        """Raises: ForeignObject."""
        if person.worker_id != self._identity.worker_id:
            raise ForeignObject("person", person.worker_id, backend=self._identity.backend)
        return person

    def time_off(self, items: Iterable[TimeOff]) -> tuple[TimeOff, ...]:
        return self._own("time_off", items, lambda item: item.worker_id == self._identity.worker_id)

    def of_contract(self, items: Iterable[OfContract]) -> tuple[OfContract, ...]:
        return self._own(
            "contract_paper", items, lambda item: item.contract_id == self._identity.contract_id
        )

    def one(self, items: Iterable[OwnedT], object_id: str, kind: str) -> OwnedT:
        """The item with this id in the worker's own list. Raises: NotFound."""
        for item in items:
            if item.id == object_id:
                return item
        self._alert(Event.FOREIGN_OBJECT_ASKED_FOR, kind, object_id)
        raise NotFound("not in the worker's own list", backend=self._identity.backend)

    def blocked(self, foreign: ForeignObject) -> None:
        """Report what an adapter or this wall has held back."""
        self._alert(Event.FOREIGN_OBJECT_BLOCKED, foreign.kind, foreign.object_id)

    def _own(
        self, kind: str, items: Iterable[OwnedT], is_own: Callable[[OwnedT], bool]
    ) -> tuple[OwnedT, ...]:
        own = []
        for item in items:
            if is_own(item):
                own.append(item)
            else:
                self._alert(Event.FOREIGN_OBJECT_BLOCKED, kind, item.id)
        return tuple(own)

    def _alert(self, event: Event, kind: str, object_id: str) -> None:
        ids = {"account_id": self._account_id, "backend": self._identity.backend}
        log.warning(event.value, kind=kind, object_id=object_id, **ids)
        try:
            with self._database.begin() as session:
                record(session, event, object_id=object_id, kind=kind, **ids)
        except StorageUnavailable:
            # The object is held back either way, and the log line above stands.
            log.error("alert_not_recorded", kind=kind, object_id=object_id, **ids)


def require_id(object_id: str) -> None:
    """Raises: NotFound, for what can't be an id: it never reaches the HR system."""
    if not is_valid_id(object_id):
        raise NotFound("not an id")
