"""The people around a worker: who reports to whom, who is who, what is decided. Value objects, as
in ``types.py``. None of them holds pay, a private address or a date of birth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.backends.leave import TimeOffStatus


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody as the reporting line names them."""

    id: str
    """Their worker id."""
    name: str
    email: str
    """For work; empty when the HR system does not say."""


@dataclass(frozen=True, slots=True)
class ReportingLine:
    """Where one person stands, as the HR system says at this moment."""

    id: str
    """Whose line it is: compared by the gateway before anybody sees the rest."""
    time_zone: str
    """Their own, as ``TeamMember.time_zone``."""
    manager: Colleague | None
    reports: tuple[Colleague, ...]
    """Who reports to them directly, by name; never they themselves."""
    active: bool = True
    """False for somebody who left."""
    own_addresses: frozenset[str] = frozenset()
    """That nobody but they themselves vouch for: they may write anything there."""


@dataclass(frozen=True, slots=True)
class TeamMember:
    """What a manager may know of somebody who reports to them."""

    id: str
    """Their worker id."""
    manager_id: str
    """Whom they report to; compared by the gateway before anybody sees the rest."""
    name: str
    preferred_name: str
    email: str
    """For work."""
    job_title: str
    team: str
    department: str
    country: str
    """ISO 3166 alpha-2, upper case; empty when the HR system does not say."""
    region: str
    work_location: str
    time_zone: str
    """IANA name, or empty."""
    start_date: date | None
    end_date: date | None
    """The last day of work, once it is known."""


class Decision(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"

    @property
    def outcomes(self) -> frozenset[TimeOffStatus]:
        """How a request stands that was decided so."""
        if self is Decision.REJECT:
            return frozenset({TimeOffStatus.REJECTED})
        return frozenset({TimeOffStatus.APPROVED, TimeOffStatus.USED})


@dataclass(frozen=True, slots=True)
class Review:
    """What became of one decision of several that were sent together."""

    time_off_id: str
    done: bool
    message: str = ""
    """Why not, in the HR system's own words, fit for the manager to read; may be empty."""
