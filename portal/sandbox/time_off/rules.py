"""What a request for time off may be: its days, its amount, and why it is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from portal.sandbox.time_off.balances import Account
from portal.sandbox.time_off.policies import Policy, RequestType, Unit
from portal.sandbox.time_off.requests import Daily, TimeOff
from portal.sandbox.time_off.workers import Worker
from portal.sandbox.time_off.working_days import Day, days_between

LONGEST_DAYS = 366
FURTHEST_DAYS = 730
ZERO = Decimal(0)
HALF = Decimal("0.5")
DAY_TYPES = {
    RequestType.HALF_DAY: ("FULL_DAY", "HALF_DAY"),
    RequestType.HOURLY: ("FULL_DAY", "HALF_DAY", "HOURLY"),
    RequestType.FULL_DAY: ("FULL_DAY",),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What was asked for one date of a request: less than the whole day."""

    date: date
    day_type: str
    hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A request before it is one. `replaces` is the id of the request that it would change."""

    start: date
    end: date
    parts: tuple[Part, ...] = ()
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`message` says why the request is not valid; remaining amounts are None without a limit."""

    message: str | None
    dailies: tuple[Daily, ...] = ()
    remaining: Decimal | None = None
    remaining_next_year: Decimal | None = None
    amounts: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        return self.message is None

    def amount_in(self, year: int) -> Decimal:
        return self.amounts.get(year, ZERO)


def judge(worker: Worker, policy: Policy, draft: Draft, today: date) -> Verdict:
    """Weigh a draft against the policy, the calendar, other requests and the balance."""
    message = _bad_span(draft, today)
    if message:
        return Verdict(message)
    days = days_between(worker.country, draft.start, draft.end)
    message = _bad_parts(policy, draft, days, worker.hours_per_day)
    if message:
        return Verdict(message)
    dailies = dailies_of(policy, draft, days, worker.hours_per_day)
    amounts: dict[int, Decimal] = {}
    for one in dailies:
        amounts[one.date.year] = amounts.get(one.date.year, ZERO) + one.amount
    remaining, remaining_next = _remaining(worker, policy, draft, amounts, today)
    message = (
        _outside_employment(worker.accounts[policy.id], draft)
        or _too_late(policy, draft, today)
        or (None if any(amounts.values()) else "The selected dates have no working day.")
        or _overlapping(worker.requests, policy, draft)
        or _short(remaining)
        or _short(remaining_next)
    )
    return Verdict(message, dailies, remaining, remaining_next, amounts)


def split_by_year(dailies: Iterable[Daily]) -> list[tuple[Daily, ...]]:
    """The days of each tracking year: a request over New Year becomes two."""
    years: dict[int, list[Daily]] = {}
    for one in dailies:
        years.setdefault(one.date.year, []).append(one)
    return [tuple(years[year]) for year in sorted(years)]


def dailies_of(
    policy: Policy, draft: Draft, days: Iterable[Day], hours_per_day: Decimal
) -> tuple[Daily, ...]:
    """What each of the draft's days takes from the balance."""
    return tuple(_daily(policy, draft, day, hours_per_day) for day in days)


def day_types(policy: Policy, day: Daily) -> list[str]:
    """How much of this day may be asked for."""
    return list(DAY_TYPES[policy.request_type]) if day.type == "WORKING_DAY" else []


def _bad_span(draft: Draft, today: date) -> str | None:
    if draft.end < draft.start:
        return "End date must be on or after the start date."
    if draft.end > today + timedelta(days=FURTHEST_DAYS):
        return "Time off can be requested up to 24 months ahead."
    if draft.start < today - timedelta(days=FURTHEST_DAYS):
        return "The start date is too far in the past."
    if (draft.end - draft.start).days >= LONGEST_DAYS:
        return "A request can be no longer than one year."
    return None


def _bad_parts(policy: Policy, draft: Draft, days: Sequence[Day], longest: Decimal) -> str | None:
    if len({part.day_type for part in draft.parts}) > 1:
        return "All dates must have the same day_type."
    if len({part.date for part in draft.parts}) != len(draft.parts):
        return "A date is listed twice."
    worked = {day.date: day.is_worked for day in days}
    for part in draft.parts:
        if part.date not in worked:
            return f"{part.date} is outside of the requested dates."
        if not worked[part.date]:
            return f"{part.date} is not a working day."
        if part.day_type not in DAY_TYPES[policy.request_type]:
            return f"{part.day_type} is not allowed by the policy."
        if part.day_type == "HOURLY" and not (part.hours and ZERO < part.hours <= longest):
            return f"hours must be between 0 and {longest}."
    return None


def _daily(policy: Policy, draft: Draft, day: Day, hours: Decimal) -> Daily:
    part = next((part for part in draft.parts if part.date == day.date), None)
    whole = hours if policy.unit is Unit.HOUR else Decimal(1)
    if policy.unit is Unit.CALENDAR_DAY:
        amount = whole
    elif not day.is_worked:
        amount = ZERO
    elif part is None or part.day_type == "FULL_DAY":
        amount = whole
    elif part.day_type == "HALF_DAY":
        amount = whole * HALF
    else:
        amount = part.hours or ZERO
    return Daily(day.date, day.type, amount, day.holiday_name)


def _outside_employment(account: Account, draft: Draft) -> str | None:
    if draft.start < account.hired:
        return "Time off can't start before the employment does."
    if account.ended and draft.end > account.ended:
        return "Time off can't end after the last day of employment."
    return None


def _too_late(policy: Policy, draft: Draft, today: date) -> str | None:
    if draft.start < today:
        if policy.retrospective_allowed:
            return None
        return "The policy does not allow requests for past dates."
    if policy.notice_days and draft.start < today + timedelta(days=policy.notice_days):
        return f"The policy requires a notice of {policy.notice_days} calendar days."
    return None


def _overlapping(requests: Iterable[TimeOff], policy: Policy, draft: Draft) -> str | None:
    if policy.overlap_allowed:
        return None
    others = (one for one in requests if one.id != draft.replaces)
    if any(other.overlaps(draft.start, draft.end) for other in others):
        return "The dates overlap with another time off."
    return None


def _remaining(
    worker: Worker, policy: Policy, draft: Draft, amounts: Mapping[int, Decimal], today: date
) -> tuple[Decimal | None, Decimal | None]:
    if worker.accounts[policy.id].allowance is None:
        return None, None
    others = [one for one in worker.requests if one.id != draft.replaces]

    def left(year: int) -> Decimal:
        balance = worker.balance(policy, year=year, today=today, requests=others)
        on = max(today, draft.start if draft.start.year == year else balance.start)
        available = balance.available_on(on)
        return (available or ZERO) - amounts.get(year, ZERO)

    first = draft.start.year
    return left(first), left(first + 1) if draft.end.year > first else None


def _short(remaining: Decimal | None) -> str | None:
    if remaining is not None and remaining < 0:
        return "The request is more than the remaining balance."
    return None
