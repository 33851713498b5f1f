"""What of each reading belongs on the first page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.backends.agreements import Amendment, AmendmentStage, LetterStage, Resignation
from portal.backends.leave import Leave, LeaveBalance, TimeOff, TimeOffStatus
from portal.backends.types import Document, Payslip
from portal.gateway.cards import Card
from portal.gateway.ledger import ActionKind

TITLES = {
    ActionKind.TIME_OFF_SUBMIT: _l("Your time-off request"),
    ActionKind.TIME_OFF_CANCEL: _l("Withdrawing your time off"),
    ActionKind.PROFILE_CHANGE: _l("The change to your profile"),
    ActionKind.PERSONAL_EMAIL_CHANGE: _l("The change of your personal e-mail"),
    ActionKind.DOCUMENT_UPLOAD: _l("The paper you handed in"),
    ActionKind.DOCUMENT_ACKNOWLEDGE: _l("The paper you acknowledged"),
    ActionKind.AMENDMENT_REQUEST: _l("Your request to your employer"),
    ActionKind.AMENDMENT_SIGN: _l("Your signature on the contract change"),
    ActionKind.RESIGNATION_SUBMIT: _l("Your resignation"),
    ActionKind.RESIGNATION_SIGN: _l("Your signature on the resignation letter"),
    ActionKind.TIME_OFF_APPROVE: _l("Your approval of time off"),
    ActionKind.TIME_OFF_REJECT: _l("Your answer to a time-off request"),
    ActionKind.TEAM_AMENDMENT_DRAFT: _l("The contract change you drafted"),
    ActionKind.TEAM_AMENDMENT_CHANGE: _l("Your edit of a contract change"),
    ActionKind.TEAM_AMENDMENT_CONFIRM: _l("The contract change you sent"),
    ActionKind.TEAM_AMENDMENT_ACCEPT: _l("Your agreement to a contract change"),
    ActionKind.TEAM_AMENDMENT_CANCEL: _l("Taking back a contract change"),
    ActionKind.RESIGNATION_ACCEPT: _l("Your acceptance of a resignation"),
    ActionKind.RESIGNATION_DECLINE: _l("Your answer to a resignation"),
}
"""What was sent and is not certain yet."""

_STANDING = (TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED, TimeOffStatus.USED)


@dataclass(frozen=True, slots=True)
class TimeOffAhead:
    first: TimeOff
    """The one that is on now or comes next."""
    on_now: bool
    days_until: int
    """Calendar days until it starts; 0 while it is on."""
    later: int
    """How many come after it."""


def time_off_ahead(requests: Iterable[TimeOff], today: date) -> TimeOffAhead | None:
    """What is requested or approved and not over yet, on the worker's own ``today``."""
    ahead = sorted(
        (off for off in requests if off.status in _STANDING and off.end >= today),
        key=lambda off: (off.start, off.end),
    )
    if not ahead:
        return None
    first = ahead[0]
    return TimeOffAhead(
        first=first,
        on_now=first.start <= today and first.status is not TimeOffStatus.REQUESTED,
        days_until=max((first.start - today).days, 0),
        later=len(ahead) - 1,
    )


def kind_of(time_off: TimeOff, balances: Iterable[LeaveBalance]) -> str:
    """What kind of leave it is: by its own name, else by that of the balance it draws on."""
    drawn_on = (one.policy_name for one in balances if time_off.type_id in one.type_ids)
    return time_off.type_name or next(drawn_on, "")


@dataclass(frozen=True, slots=True)
class BalancePart:
    kind: str
    """A kind of components/balance_bar.html."""
    size: Decimal
    """Not negative, for drawing."""
    leave: Leave
    """As the HR system counts it, for reading."""


def balance_parts(balance: LeaveBalance) -> tuple[BalancePart, ...]:
    """The balance as parts of a whole; parts of nothing are left out, what is left never."""
    amounts = (
        ("used", balance.used),
        ("upcoming", balance.approved),
        ("requested", balance.requested),
        ("available", balance.available),
    )
    return tuple(
        BalancePart(kind, max(amount, Decimal()), Leave(amount, balance.unit))
        for kind, amount in amounts
        if amount is not None and (amount > 0 or kind == "available")
    )


def balances_to_show(balances: Sequence[LeaveBalance]) -> tuple[LeaveBalance, ...]:
    """Those that hold something, the HR system's order kept; all others are a click away."""
    return tuple(balance for balance in balances if balance.unlimited or balance.total)[:3]


def oldest(readings: Iterable[Card[Any]]) -> Card[Any] | None:
    """Of those that are there, the one to say how fresh they are together."""
    there = (reading for reading in readings if reading.ready)
    return min(there, key=lambda one: (not one.unanswered, one.read_at), default=None)


def to_sign(amendments: Iterable[Amendment]) -> tuple[Amendment, ...]:
    return tuple(one for one in amendments if one.stage is AmendmentStage.TO_SIGN)


def papers_to_give(documents: Iterable[Document]) -> int:
    """How many papers the worker is asked to hand in or to confirm."""
    return sum(one.upload is not None and one.upload.waits_for_worker for one in documents)


def letter_to_sign(resignations: Iterable[Resignation]) -> Resignation | None:
    return next(
        (one for one in resignations if one.open and one.letter is LetterStage.TO_SIGN), None
    )


@dataclass(frozen=True, slots=True)
class LatestPayslips:
    latest: Payslip | None
    """The newest that can be opened."""
    coming: Payslip | None
    """A newer one, announced and not to be opened yet."""


def latest_payslips(payslips: Sequence[Payslip]) -> LatestPayslips:
    """``payslips`` come newest first."""
    newest = payslips[0] if payslips else None
    return LatestPayslips(
        latest=next((payslip for payslip in payslips if payslip.available), None),
        coming=newest if newest and not newest.available else None,
    )
