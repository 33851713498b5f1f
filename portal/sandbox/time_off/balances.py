"""A worker's balance of one policy for one calendar year, with the events that led to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from portal.sandbox.time_off.policies import Policy, make_id
from portal.sandbox.time_off.requests import Status, TimeOff

ZERO = Decimal(0)
CENT = Decimal("0.01")


class EventType(StrEnum):
    ACCRUAL = "ACCRUAL"
    ACCRUAL_PRORATE = "ACCRUAL_PRORATE"
    MANUAL_ADJUSTMENT = "MANUAL_ADJUSTMENT"
    ROLLOVER_CARRY_OVER = "ROLLOVER_CARRY_OVER"
    ROLLOVER_EXPIRATION = "ROLLOVER_EXPIRATION"
    TIME_OFF = "TIME_OFF"


@dataclass(frozen=True, slots=True)
class Event:
    """A signed change of the balance on one day."""

    type: EventType
    on: date
    amount: Decimal
    time_off_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rollover:
    """What was carried into a year, and the day on which what is left expires."""

    amount: Decimal
    expires: date


@dataclass(frozen=True, slots=True)
class Adjustment:
    on: date
    amount: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Account:
    """What a balance is made from, besides the requests. `allowance` is None without a limit."""

    allowance: Decimal | None
    hired: date
    ended: date | None = None
    rollover: Rollover | None = None
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    policy: Policy
    year: int
    account: Account
    events: tuple[Event, ...]
    future_events: tuple[Event, ...]
    used: Decimal
    approved: Decimal
    requested: Decimal

    @property
    def start(self) -> date:
        return date(self.year, 1, 1)

    @property
    def end(self) -> date:
        return date(self.year, 12, 31)

    def _sum(self, *types: EventType) -> Decimal:
        return sum((event.amount for event in self.events if event.type in types), ZERO)

    @property
    def accrued(self) -> Decimal:
        return self._sum(EventType.ACCRUAL, EventType.ACCRUAL_PRORATE)

    @property
    def carried_over(self) -> Decimal:
        return self._sum(EventType.ROLLOVER_CARRY_OVER)

    @property
    def expired(self) -> Decimal:
        return -self._sum(EventType.ROLLOVER_EXPIRATION)

    @property
    def adjusted(self) -> Decimal:
        return self._sum(EventType.MANUAL_ADJUSTMENT)

    @property
    def upcoming_accruals(self) -> Decimal:
        return sum((event.amount for event in self.future_events if event.type in ACCRUALS), ZERO)

    @property
    def total(self) -> Decimal:
        return self.accrued + self.carried_over + self.adjusted - self.expired

    @property
    def available(self) -> Decimal | None:
        """None when the policy has no limit."""
        if self.account.allowance is None:
            return None
        return self.total - self.used - self.approved - self.requested

    def available_on(self, on: date) -> Decimal | None:
        """What will be there on a later day, with what is earned and lost until then."""
        if self.available is None:
            return None
        moves = (
            event.amount
            for event in self.future_events
            if event.on <= on and event.type is not EventType.TIME_OFF
        )
        return self.available + sum(moves, ZERO)


ACCRUALS = frozenset({EventType.ACCRUAL, EventType.ACCRUAL_PRORATE})


def balance_of(
    policy: Policy, account: Account, requests: Iterable[TimeOff], *, year: int, today: date
) -> Balance:
    """`requests` may hold other policies' and other years' items; they are left out."""
    own = [
        request.on(today)
        for request in requests
        if request.policy_id == policy.id and request.start.year == year
    ]
    taken = [one for one in own if one.status in (Status.APPROVED, Status.USED)]
    events = sorted(
        [*_earned(policy, account, year), *_carried(account, taken, year), *_taken(taken)],
        key=lambda event: (event.on, event.amount < 0, event.type),
    )
    return Balance(
        policy=policy,
        year=year,
        account=account,
        events=tuple(event for event in events if event.on <= today),
        future_events=tuple(event for event in events if event.on > today),
        used=_amount(own, Status.USED),
        approved=_amount(own, Status.APPROVED),
        requested=_amount(own, Status.REQUESTED),
    )


def event_id(profile_id: str, policy_id: str, event: Event) -> str:
    return make_id(
        "event", profile_id, policy_id, event.type, event.on.isoformat(), event.time_off_id or ""
    )


def accrual_of(policy: Policy, allowance: Decimal | None, month: int = 1) -> Decimal:
    """What is earned at a time: in a month (December takes what rounding left) or in a year."""
    if allowance is None:
        return ZERO
    if not policy.accrues_monthly:
        return allowance
    share = (allowance / 12).quantize(CENT, ROUND_HALF_UP)
    return allowance - 11 * share if month == 12 else share


def _amount(requests: Iterable[TimeOff], status: Status) -> Decimal:
    return sum((one.amount for one in requests if one.status is status), ZERO)


def _taken(requests: Iterable[TimeOff]) -> list[Event]:
    return [Event(EventType.TIME_OFF, one.start, -one.amount, one.id) for one in requests]


def _earned(policy: Policy, account: Account, year: int) -> list[Event]:
    if account.allowance is None or account.hired.year > year:
        return []
    if account.ended and account.ended.year < year:
        return []
    last = account.ended.month if account.ended and account.ended.year == year else 12
    first = account.hired.month if account.hired.year == year else 1
    if policy.accrues_monthly:
        return [
            Event(
                EventType.ACCRUAL,
                max(date(year, month, 1), account.hired),
                accrual_of(policy, account.allowance, month),
            )
            for month in range(first, last + 1)
        ]
    months = last - first + 1
    if months == 12:
        return [Event(EventType.ACCRUAL, date(year, 1, 1), account.allowance)]
    halves = (account.allowance * 2 * months / 12).quantize(Decimal(1), ROUND_HALF_UP)
    return [Event(EventType.ACCRUAL_PRORATE, max(date(year, 1, 1), account.hired), halves / 2)]


def _carried(account: Account, taken: Iterable[TimeOff], year: int) -> list[Event]:
    events = [
        Event(EventType.MANUAL_ADJUSTMENT, one.on, one.amount, note=one.note)
        for one in account.adjustments
        if one.on.year == year
    ]
    rollover = account.rollover
    if rollover is None or rollover.expires.year != year:
        return events
    events.append(Event(EventType.ROLLOVER_CARRY_OVER, date(year, 1, 1), rollover.amount))
    # What was carried over is used up first.
    used = sum((one.amount for one in taken if one.start < rollover.expires), ZERO)
    left = max(ZERO, rollover.amount - used)
    if left:
        events.append(Event(EventType.ROLLOVER_EXPIRATION, rollover.expires, -left))
    return events
