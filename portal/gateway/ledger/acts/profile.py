"""What a worker changes of their own profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.audit import Event
from portal.backends.contract import WorkerAPI
from portal.backends.types import ProfileChange
from portal.gateway.ledger.act import ABSENT, Act, LookUp, Sought, found
from portal.gateway.ledger.action import ActionKind
from portal.gateway.reads import WorkerReads


@dataclass(frozen=True)
class ChangeProfile(Act):
    kind: ClassVar = ActionKind.PROFILE_CHANGE
    event: ClassVar = Event.PROFILE_CHANGED
    replaces: ClassVar = True

    change: ProfileChange

    @property
    def thing(self) -> str:
        return "profile"

    @property
    def subject(self) -> str:
        return self.payload()

    def send(self, api: WorkerAPI, key: str) -> tuple[str, ...]:
        api.change_profile(self.change, key=key)
        return ()

    def look_up(self, reads: WorkerReads, _sought: Sought) -> LookUp:
        change, person = self.change, reads.person()
        shown = (
            change.preferred_name in (None, person.preferred_name)
            and change.personal_email in (None, person.personal_email)
            and (change.address is None or change.address in person.addresses)
            and (change.phone is None or change.phone in reads.phones())
        )
        return found() if shown else ABSENT


@dataclass(frozen=True)
class ChangePersonalEmail(ChangeProfile):
    """Told apart from other changes, since this address may open the account."""

    kind: ClassVar = ActionKind.PERSONAL_EMAIL_CHANGE
    event: ClassVar = Event.PERSONAL_EMAIL_CHANGED
