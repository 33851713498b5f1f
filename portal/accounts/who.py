"""Who it is that wants to sign in, and whether they may."""

from __future__ import annotations

from dataclasses import replace

from portal.accounts.identities import find_worker
from portal.accounts.leavers import Leavers
from portal.accounts.personal.addresses import PersonalAddresses
from portal.backends.types import WorkerIdentity
from portal.gateway import substitutes
from portal.services import Services


class Who:
    def __init__(self, services: Services, personal: PersonalAddresses, leavers: Leavers) -> None:
        self._services = services
        self._personal = personal
        self._leavers = leavers

    def may_sign_in(self, worker: WorkerIdentity, *, for_employer: bool = False) -> bool:
        """Whoever works there, if there is anything here for them: the employer's own people have
        no pages but those about others. ``for_employer``: an OpenID provider says that they act
        for the employer. Raises: StorageUnavailable."""
        if not worker.active:
            return False
        if worker.employed or worker.has_reports or for_employer:
            return True
        acts = self._services.settings.acts_for_employer(worker.email)
        return acts or substitutes.is_named(self._services, worker.backend, worker.worker_id)

    def has(self, address: str) -> WorkerIdentity | None:
        """The one who may sign in with this address. ``email`` is the address to write to, as it
        is on record and not as it was typed.

        A private address that was proved here comes before what the HR system says: anybody may
        have written it into their own profile. After the last day it is the only one that counts,
        since the employer reads what comes to the others.
        Raises: BackendError, StorageUnavailable.
        """
        kept = self._personal.find(address)
        if kept is None:
            return find_worker(self._services.backends.values(), address, self.may_sign_in)
        backend = self._services.backends.get(kept.account.backend)
        worker = backend.directory.refresh(kept.account.identity) if backend else None
        if worker is None or not (self.may_sign_in(worker) or self._leavers.admit(worker)):
            return None
        return replace(worker, email=kept.address)

    def may_go_on(self, worker: WorkerIdentity | None, known: WorkerIdentity) -> bool:
        """Whether sessions begun as ``known`` hold now that the HR system says ``worker``.

        Those from before the last day do not: they were begun with what is the employer's.
        """
        if worker is None:
            return False
        return worker.active or (known.ended and self._leavers.admit(worker))

    def as_now(
        self, account_id: str, worker: WorkerIdentity, known: WorkerIdentity
    ) -> WorkerIdentity:
        """``worker``, who goes on with the private address where they signed in with that."""
        private = self._personal.of(account_id) == known.email
        return replace(worker, email=known.email) if private else worker
