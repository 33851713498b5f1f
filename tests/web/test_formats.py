from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import time_machine
from flask import Flask

from portal.backends.leave import LeaveUnit
from portal.backends.types import Money
from portal.web import formats
from portal.web.locale import init_locale, today_of

LEAP_DAY = date(2028, 2, 29)


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    init_locale(app)
    return app


@pytest.fixture
def british(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en-GB"}):
        yield


@pytest.mark.usefixtures("british")
def test_dates_are_written_for_the_reader() -> None:
    assert formats.long_date(LEAP_DAY) == "29 February 2028"
    assert formats.month(LEAP_DAY) == "February 2028"
    assert formats.day_month(LEAP_DAY) == "29 Feb"


def test_an_american_reads_the_month_first(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en-US"}):
        assert formats.long_date(LEAP_DAY) == "February 29, 2028"
        assert formats.money(Money(Decimal("1234.5"), "USD")) == "$1,234.50"


def test_a_language_without_texts_keeps_dates_in_the_texts_language(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "sv-SE"}):
        assert formats.long_date(LEAP_DAY) == "29 February 2028"


@pytest.mark.parametrize("header", ["", "xx-YY", "en_GB;q=x", "*", "a" * 5000])
def test_a_strange_language_header_does_no_harm(app: Flask, header: str) -> None:
    with app.test_request_context(headers={"Accept-Language": header}):
        assert formats.long_date(LEAP_DAY) == "29 February 2028"


@pytest.mark.usefixtures("british")
def test_a_range_says_a_shared_year_once() -> None:
    assert formats.date_range(LEAP_DAY, LEAP_DAY) == "29 Feb 2028"
    assert formats.date_range(LEAP_DAY, date(2028, 3, 2)) == "29 Feb to 2 Mar 2028"
    assert formats.date_range(date(2027, 12, 30), date(2028, 1, 2)) == "30 Dec 2027 to 2 Jan 2028"


@pytest.mark.usefixtures("british")
@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1", LeaveUnit.WORKING_DAYS, "1 day"),
        ("0.5", LeaveUnit.WORKING_DAYS, "0.5 days"),
        ("12.50", LeaveUnit.WORKING_DAYS, "12.5 days"),
        ("-1", LeaveUnit.HOURS, "-1 hour"),
        ("2", LeaveUnit.WEEKS, "2 weeks"),
        ("3", LeaveUnit.UNKNOWN, "3"),
    ],
)
def test_leave_carries_its_unit(value: str, unit: LeaveUnit, text: str) -> None:
    assert formats.amount(Decimal(value), unit) == text


@pytest.mark.usefixtures("british")
def test_an_instant_is_shown_in_utc_and_says_so() -> None:
    tokyo = datetime(2028, 3, 1, 8, 30, tzinfo=timezone(timedelta(hours=9)))

    assert formats.instant(tokyo) == (
        '<time datetime="2028-02-29T23:30:00Z">29 Feb 2028, 23:30:00 UTC</time>'
    )


@pytest.mark.usefixtures("british")
@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "just now"), (240, "4 min ago"), (3 * 3600, "3 h ago"), (3 * 86400, "26 Feb 2028")],
)
def test_freshness_is_said_in_words(seconds: int, text: str) -> None:
    now = datetime(2028, 2, 29, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        assert formats.ago(now - timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("zone", "country", "expected"),
    [
        ("Pacific/Kiritimati", "", date(2028, 3, 1)),
        ("Pacific/Pago_Pago", "", date(2028, 2, 29)),
        ("", "NZ", date(2028, 3, 1)),
        ("", "GB", date(2028, 2, 29)),
        ("No/Such_Zone", "NZ", date(2028, 3, 1)),
        ("../../etc/passwd", "", date(2028, 2, 29)),
        ("", "", date(2028, 2, 29)),
    ],
)
def test_today_is_the_workers_own(zone: str, country: str, expected: date) -> None:
    with time_machine.travel(datetime(2028, 2, 29, 12, 30, tzinfo=UTC), tick=False):
        assert today_of(zone, country) == expected


@pytest.mark.usefixtures("british")
@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("year", "a year"),
        ("YEARLY", "a year"),
        ("monthly", "a month"),
        ("daily", "a day"),
        ("hourly", "an hour"),
        ("per shift", "per shift"),
    ],
)
def test_pay_says_what_time_it_is_for(word: str, shown: str) -> None:
    assert formats.per(word) == shown
