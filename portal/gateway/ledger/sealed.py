"""What the ledger keeps of an act until its outcome is known: who and what, encrypted."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from portal.backends.types import WorkerIdentity
from portal.db import Vault
from portal.gateway.ledger.act import Act
from portal.gateway.ledger.action import ActionKind
from portal.gateway.ledger.acts import ACTS


@dataclass(frozen=True, slots=True)
class _Envelope:
    identity: WorkerIdentity
    act: str


_ENVELOPE = TypeAdapter(_Envelope)


def seal(vault: Vault, identity: WorkerIdentity, act: Act) -> str:
    return vault.seal(_ENVELOPE.dump_json(_Envelope(identity, act.stored())).decode())


def unseal(vault: Vault, sealed: str, kind: ActionKind) -> tuple[WorkerIdentity, Act]:
    """Raises: VaultError."""
    envelope = _ENVELOPE.validate_json(vault.open(sealed))
    return envelope.identity, ACTS[kind].restored(envelope.act)
