"""What a request for time off is written against: the kinds, the balances, what stands already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Flag, auto

from portal.backends.contract import Capability
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffType
from portal.gateway.worker import WorkerGateway
from portal.snapshots import LEAVE_BALANCES, TIME_OFF_TYPES
from portal.web.locale import today_of


class Need(Flag):
    """What a decision needs besides the kinds of time off; each is one call."""

    OWN_REQUESTS = auto()
    PERSON = auto()


@dataclass(frozen=True, slots=True)
class Desk:
    """What could not be read is empty: the page does without, and the HR system checks too."""

    types: tuple[TimeOffType, ...]
    today: date
    """Without the time zone, by the worker's country."""
    balances: tuple[LeaveBalance, ...] = ()
    own: tuple[TimeOff, ...] = ()
    manager: str = ""
    """Who decides; empty when the HR system does not say."""

    def kind(self, type_id: str | None) -> TimeOffType | None:
        return next((kind for kind in self.types if kind.id == type_id), None)


def look_at_desk(worker: WorkerGateway, *, balances: bool = False) -> Desk:
    """As far as it was read lately, for a form that is still being written.

    Raises: BackendError when the kinds of time off can't be had.
    """
    reads = worker.side_by_side()
    left = None
    if balances and worker.can(Capability.LEAVE_BALANCES):
        left = reads.show(LEAVE_BALANCES)
    types = reads.latest(TIME_OFF_TYPES).value
    today = today_of("", worker.identity.country)
    return Desk(types, today, balances=left.value if left and left.ready else ())


def open_desk(worker: WorkerGateway, needs: Need) -> Desk:
    """Read now, side by side, to decide about a request.

    Raises: BackendError when the kinds of time off can't be had.
    """
    reads = worker.side_by_side()
    own = person = None
    if Need.OWN_REQUESTS in needs:
        own = reads.start(worker.time_off)
    if Need.PERSON in needs:
        person = reads.start(worker.person)
    types = worker.time_off_types()
    reads.wait()
    asker = person.value if person and person.ready else None
    return Desk(
        types=types,
        today=today_of(asker.time_zone if asker else "", worker.identity.country),
        own=own.value if own and own.ready else (),
        manager=asker.manager.name if asker and asker.manager else "",
    )
