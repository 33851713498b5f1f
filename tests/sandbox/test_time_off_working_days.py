"""Working days of countries."""

from datetime import date

import pytest

from portal.sandbox.time_off.working_days import (
    DayType,
    day_of,
    days_between,
    nth_working_day,
    work_week,
)


@pytest.mark.parametrize(
    ("country", "on", "type", "name"),
    [
        ("DE", date(2027, 3, 26), DayType.HOLIDAY, "Good Friday"),
        ("DE", date(2027, 3, 27), DayType.NON_WORKING_DAY, None),
        ("DE", date(2027, 3, 25), DayType.WORKING_DAY, None),
        ("IL", date(2027, 3, 5), DayType.NON_WORKING_DAY, None),
        ("IL", date(2027, 3, 7), DayType.WORKING_DAY, None),
        ("KW", date(2027, 2, 25), DayType.HOLIDAY, "National Day"),
        ("JP", date(2027, 5, 3), DayType.HOLIDAY, "Constitution Day"),
    ],
)
def test_day_of_a_country(country: str, on: date, type: DayType, name: str | None) -> None:
    day = day_of(country, on)

    assert (day.type, day.holiday_name) == (type, name)


def test_country_without_a_known_calendar_has_weekends_only() -> None:
    assert day_of("XX", date(2027, 1, 1)).type is DayType.WORKING_DAY
    assert day_of("XX", date(2027, 1, 2)).type is DayType.NON_WORKING_DAY


def test_days_between_holds_both_ends_and_the_leap_day() -> None:
    days = days_between("DE", date(2028, 2, 28), date(2028, 3, 1))

    assert [one.date.isoformat() for one in days] == ["2028-02-28", "2028-02-29", "2028-03-01"]


def test_nth_working_day_goes_both_ways_around_holidays() -> None:
    assert nth_working_day("DE", date(2027, 3, 25), 1) == date(2027, 3, 30)
    assert nth_working_day("DE", date(2027, 3, 30), -1) == date(2027, 3, 25)


def test_work_week_of_a_country() -> None:
    assert [day for day, worked in work_week("KW", 2027).items() if not worked] == [
        "friday",
        "saturday",
    ]
