"""A worker's identity as text under seal, and workers found by their address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date

from portal.backends.contract import Backend
from portal.backends.types import WorkerIdentity
from portal.db import Vault


def seal_identity(vault: Vault, identity: WorkerIdentity) -> str:
    return vault.seal(json.dumps(asdict(identity), default=date.isoformat))


def open_identity(vault: Vault, sealed: str) -> WorkerIdentity:
    """Raises: VaultError."""
    values = json.loads(vault.open(sealed))
    if values.get("last_day"):
        values["last_day"] = date.fromisoformat(values["last_day"])
    return WorkerIdentity(**values)


def find_worker(
    backends: Iterable[Backend], address: str, may_sign_in: Callable[[WorkerIdentity], bool]
) -> WorkerIdentity | None:
    """The one person, of all HR systems, who has this address and may sign in.

    Phones write the first letter large, so A to Z match a to z; no other letter is folded, since
    some that only look alike fold to the same. A mail goes to the address as the HR system holds
    it. Raises: BackendError, when any HR system gives no answer.
    """
    wanted = _comparable(address)
    answers = [backend.directory.find_by_email(address) for backend in backends]
    found = [
        worker
        for worker in answers
        if worker and _comparable(worker.email) == wanted and may_sign_in(worker)
    ]
    return found[0] if len(found) == 1 else None


def is_same_address(one: str, other: str) -> bool:
    """But for the case of A to Z."""
    return _comparable(one) == _comparable(other)


def comparable(address: str) -> str:
    """The same text for addresses that are the same."""
    return _comparable(address).decode()


def _comparable(address: str) -> bytes:
    """``bytes.lower`` knows A to Z alone."""
    return address.encode().lower()
