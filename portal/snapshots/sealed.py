"""A value at rest: encrypted together with whose it is and what it is, compared when it is opened.

A row or a cache entry that was put in another's place, or read for somebody who has a new contract
since, opens to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from portal.db import Vault, VaultError
from portal.snapshots.resources import Resource

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Owner:
    """The one worker that a snapshot is for."""

    account_id: str
    backend: str
    worker_id: str
    contract_id: str | None


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a read found."""

    value: T
    left_out: int
    """Members of a list that could not be read."""


@dataclass(frozen=True, slots=True)
class _Label:
    owner: Owner
    resource: str
    left_out: int = 0


_LABEL = TypeAdapter(_Label)


class NotReadable(Exception):
    """Sealed with a lost key, of another form, or not this worker's."""


def seal(vault: Vault, owner: Owner, resource: Resource[T], answer: Answer[T]) -> bytes:
    label = _LABEL.dump_json(_Label(owner, resource.name, answer.left_out))
    return vault.seal_bytes(label + b"\n" + resource.dump(answer.value))


def unseal(vault: Vault, owner: Owner, resource: Resource[T], sealed: bytes) -> Answer[T]:
    """Raises: NotReadable."""
    try:
        first_line, _, dumped = vault.open_bytes(sealed).partition(b"\n")
        label = _LABEL.validate_json(first_line)
        if (label.owner, label.resource) != (owner, resource.name):
            raise NotReadable("labelled for another")
        return Answer(resource.load(dumped), label.left_out)
    except (VaultError, ValueError) as error:
        raise NotReadable(type(error).__name__) from error
