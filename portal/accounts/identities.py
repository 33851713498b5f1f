"""A worker's identity as text under seal, and workers found by their address."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from portal.backends.contract import Backend
from portal.backends.types import WorkerIdentity
from portal.db import Vault


def seal_identity(vault: Vault, identity: WorkerIdentity) -> str:
    return vault.seal(json.dumps(asdict(identity)))


def open_identity(vault: Vault, sealed: str) -> WorkerIdentity:
    """Raises: VaultError."""
    return WorkerIdentity(**json.loads(vault.open(sealed)))


def find_worker(backends: Iterable[Backend], address: str) -> WorkerIdentity | None:
    """The one active worker, of all HR systems, who has exactly this address.

    Exactly: no folding of case or of letters that look alike, so that a mail only ever goes to the
    address as the HR system holds it. Raises: BackendError, when any HR system gives no answer.
    """
    answers = [backend.directory.find_by_email(address) for backend in backends]
    found = [worker for worker in answers if worker and worker.active and worker.email == address]
    return found[0] if len(found) == 1 else None
