"""What the parts of a worker's API share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from portal.backends.deel.client import DeelClient
from portal.backends.errors import ForeignObject, NotFound
from portal.backends.types import WorkerIdentity


class HasContract(Protocol):
    @property
    def contract_id(self) -> str: ...


Item = TypeVar("Item")
OfContract = TypeVar("OfContract", bound=HasContract)


class Part:
    def __init__(self, identity: WorkerIdentity, client: DeelClient) -> None:
        self.identity = identity
        self.foreign: list[ForeignObject] = []
        self._client = client
        self._read_contracts: frozenset[str] | None = None

    @property
    def _contract_id(self) -> str:
        """Raises: NotFound, before there is a contract."""
        if not self.identity.contract_id:
            raise NotFound("no contract yet", backend=self.identity.backend)
        return self.identity.contract_id

    def _of_this_contract(self, kind: str, items: Iterable[OfContract]) -> list[OfContract]:
        """Those of the contract that the portal serves. Deel also lists those of an earlier
        contract of the same worker; anybody else's are put aside for the gateway to report."""
        own = []
        for item in items:
            if item.contract_id == self.identity.contract_id:
                own.append(item)
            elif item.contract_id not in self._contracts:
                self.foreign.append(self._foreign(kind, item.contract_id))
        return own

    @property
    def _contracts(self) -> frozenset[str]:
        # Not a cached_property: in Python 3.11 all workers' calls here would wait for one another.
        if self._read_contracts is None:
            person = self._client.person(self.identity.worker_id)
            if person.id != self.identity.worker_id:
                raise self._foreign("person", person.id)
            self._read_contracts = frozenset(employment.id for employment in person.employments)
        return self._read_contracts

    def _foreign(self, kind: str, object_id: str) -> ForeignObject:
        return ForeignObject(kind, object_id, backend=self.identity.backend)

    def _only(self, what: str, items: Iterable[Item], is_meant: Callable[[Item], bool]) -> Item:
        """The one that is meant, out of the worker's own list. Raises: NotFound."""
        for item in items:
            if is_meant(item):
                return item
        raise NotFound(f"no such {what} of this worker", backend=self.identity.backend)
