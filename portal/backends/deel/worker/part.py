"""What the parts of a worker's API share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from portal.backends.deel.client import DeelClient
from portal.backends.errors import ForeignObject, NotFound
from portal.backends.types import WorkerIdentity

Item = TypeVar("Item")


class Part:
    def __init__(self, identity: WorkerIdentity, client: DeelClient) -> None:
        self.identity = identity
        self.foreign: list[ForeignObject] = []
        self._client = client

    @property
    def _contract_id(self) -> str:
        """Raises: NotFound, before there is a contract."""
        if not self.identity.contract_id:
            raise NotFound("no contract yet", backend=self.identity.backend)
        return self.identity.contract_id

    def _own(
        self, kind: str, items: Iterable[Item], is_own: Callable[[Item], bool], id_of: str = "id"
    ) -> list[Item]:
        """The worker's own; the others are put aside for the gateway to report."""
        own = []
        for item in items:
            if is_own(item):
                own.append(item)
            else:
                self.foreign.append(self._foreign(kind, getattr(item, id_of)))
        return own

    def _foreign(self, kind: str, object_id: str) -> ForeignObject:
        return ForeignObject(kind, object_id, backend=self.identity.backend)

    def _only(self, what: str, items: Iterable[Item], is_meant: Callable[[Item], bool]) -> Item:
        """The one that is meant, out of the worker's own list. Raises: NotFound."""
        for item in items:
            if is_meant(item):
                return item
        raise NotFound(f"no such {what} of this worker", backend=self.identity.backend)
