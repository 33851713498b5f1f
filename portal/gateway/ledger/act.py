"""What each kind of write tells the ledger: what it is, how to send it, how to find its effect."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Self

from pydantic import TypeAdapter

from portal.audit import Event
from portal.backends.contract import WorkerAPI
from portal.gateway.access import WorkerAccess
from portal.gateway.ledger.action import ActionKind
from portal.gateway.reads import WorkerReads


class Verdict(Enum):
    FOUND = "found"
    ABSENT = "absent"
    """Not there. Final only once no call of ours can be under way any more."""
    OVERTAKEN = "overtaken"
    """Not there, and it can't be any more: the thing has moved on without it."""


@dataclass(frozen=True, slots=True)
class LookUp:
    verdict: Verdict
    references: tuple[str, ...] = ()


ABSENT = LookUp(Verdict.ABSENT)
OVERTAKEN = LookUp(Verdict.OVERTAKEN)


def found(*references: str) -> LookUp:
    return LookUp(Verdict.FOUND, references)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a look-up may go by besides the act itself."""

    since: datetime
    """When the intent was stored."""
    taken: frozenset[str]
    """References of the account's other accepted actions of this kind: not this one's effect."""


@dataclass(frozen=True)
class Act(ABC):
    """One write, as a frozen dataclass whose fields are its payload."""

    kind: ClassVar[ActionKind]
    event: ClassVar[Event]
    """The audit tag of its effect."""
    replaces: ClassVar[bool] = False
    """Whether a later act on the thing undoes this one, so that doing it again is no repeat."""
    not_payload: ClassVar[frozenset[str]] = frozenset()
    """Fields that say nothing about what was asked: found out before sending."""
    not_stored: ClassVar[frozenset[str]] = frozenset()
    """Fields that are never stored: files. An act that has any can't be sent again."""

    @property
    @abstractmethod
    def thing(self) -> str:
        """What it is about. Two acts on the same thing are never open at once."""

    @property
    @abstractmethod
    def subject(self) -> str:
        """What makes two acts on the thing the same act, whatever else was typed."""

    @property
    def repeatable(self) -> bool:
        """Whether the stored act holds all that is needed to send it again."""
        return not self.not_stored

    def prepared(self, _reads: WorkerReads, /) -> Self:
        """Check that it may be sent and keep what its look-up will need. Nothing is sent yet.

        Raises: NotFound, Conflict, Unavailable and the rest of what reads raise.
        """
        return self

    def perform(self, access: WorkerAccess, _reads: WorkerReads, key: str) -> tuple[str, ...]:
        """``send`` it by the worker's own way to the HR system."""
        return access.write(lambda api: self.send(api, key))

    @abstractmethod
    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        """Do it. Returns: the references. Raises: as the ``WorkerAPI`` method."""

    @abstractmethod
    def look_up(self, reads: WorkerReads, sought: Sought, /) -> LookUp:
        """Whether the effect is there. Raises: BackendError when that can't be told now."""

    def payload(self) -> str:
        """Canonical text of what was asked."""
        left_out = self.not_payload | self.not_stored
        return _adapter(type(self)).dump_json(self, exclude=set(left_out)).decode()

    def stored(self) -> str:
        """JSON to look it up and to send it again."""
        return _adapter(type(self)).dump_json(self, exclude=set(self.not_stored)).decode()

    @classmethod
    def restored(cls, stored: str) -> Self:
        act: Self = _adapter(cls).validate_json(stored)
        return act


@cache
def _adapter(act: type[Act]) -> TypeAdapter[Any]:
    return TypeAdapter(act)
