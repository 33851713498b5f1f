"""Which days a worker in a country works, and for how many hours."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

WEEKEND = frozenset({5, 6})
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class DayType(StrEnum):
    WORKING_DAY = "WORKING_DAY"
    NON_WORKING_DAY = "NON_WORKING_DAY"
    HOLIDAY = "HOLIDAY"


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    type: DayType
    holiday_name: str | None = None

    @property
    def is_worked(self) -> bool:
        return self.type is DayType.WORKING_DAY


@dataclass(frozen=True, slots=True)
class Year:
    """One country's year: its weekend (Monday is 0) and the names of its public holidays."""

    weekend: frozenset[int]
    holidays: dict[date, str]


@cache
def year_of(country: str, year: int) -> Year:
    # Imported here: the library costs 10 MB and 0.1 s, and most requests need no calendar.
    from holidays import country_holidays

    try:
        languages = country_holidays(country).supported_languages
    except NotImplementedError:
        return Year(WEEKEND, {})
    found = country_holidays(
        country, years=year, language="en_US" if "en_US" in languages else None
    )
    return Year(frozenset(found.weekend), dict(sorted(found.items())))


def day_of(country: str, on: date) -> Day:
    year = year_of(country, on.year)
    name = year.holidays.get(on)
    if name is not None:
        return Day(on, DayType.HOLIDAY, name)
    if on.weekday() in year.weekend:
        return Day(on, DayType.NON_WORKING_DAY)
    return Day(on, DayType.WORKING_DAY)


def days_between(country: str, start: date, end: date) -> list[Day]:
    """Every calendar day from start to end, both included."""
    return [
        day_of(country, start + timedelta(days=offset)) for offset in range((end - start).days + 1)
    ]


def work_week(country: str, year: int) -> dict[str, bool]:
    weekend = year_of(country, year).weekend
    return {name: number not in weekend for number, name in enumerate(WEEKDAYS)}


def nth_working_day(country: str, origin: date, count: int) -> date:
    """The count-th working day after origin; before it when count is negative."""
    step = timedelta(days=1 if count > 0 else -1)
    on, left = origin, abs(count)
    while left:
        on += step
        if day_of(country, on).is_worked:
            left -= 1
    return on
