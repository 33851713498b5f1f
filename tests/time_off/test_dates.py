"""A date is the worker's own: neither the server's zone nor the clock's change shifts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal.web.locale import today_of
from tests.conftest import browser
from tests.support.employer import Employer
from tests.support.pages import text_of
from tests.support.people import OLIVER
from tests.time_off.conftest import ask

KENTA = "kenta.tanaka@acme.example"
LEAP_DAY = date(2028, 2, 29)
SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture
def eve_of_leap_day() -> Iterator[None]:
    """16:00 UTC on 28 February 2028: in Japan the 29th has begun. Comes before the sandbox's
    reset, so that its people live then too."""
    with time_machine.travel("2028-02-28T16:00:00Z", tick=True):
        yield


@pytest.mark.usefixtures("eve_of_leap_day", "sandbox")
class TestEveOfLeapDay:
    @pytest.fixture
    def kenta(self, app: Flask, sign_in: SignIn) -> FlaskClient:
        return sign_in(browser(app), KENTA)

    @pytest.fixture
    def oliver(self, app: Flask, sign_in: SignIn) -> FlaskClient:
        return sign_in(browser(app), OLIVER)

    def test_yesterday_in_japan_is_still_today_in_britain(
        self, kenta: FlaskClient, oliver: FlaskClient
    ) -> None:
        yesterday = date(2028, 2, 28)
        refused = ask(kenta, "check", start=yesterday, end=yesterday)
        assert refused.status_code == 422
        assert "can't be asked for after the fact" in text_of(refused)
        allowed = ask(oliver, "check", start=yesterday, end=yesterday)
        assert "can't be asked for after the fact" not in text_of(allowed)

    def test_29_february_is_asked_for_as_such(
        self, oliver: FlaskClient, employer: Employer
    ) -> None:
        sent = ask(oliver, "send", start=LEAP_DAY, end=LEAP_DAY)
        assert sent.status_code == 303
        [new] = employer.time_off_on(OLIVER, LEAP_DAY)
        assert new["end_date"][:10] == "2028-02-29"
        assert "29 Feb 2028" in text_of(oliver.get(f"/time-off/{new['id']}"))


def test_the_clock_s_change_moves_no_date(oliver: FlaskClient, employer: Employer) -> None:
    """From the Friday before summer time ends in Britain to the Monday after."""
    halloween = date(date.today().year + 1, 10, 31)  # noqa: DTZ011
    sunday = halloween - timedelta(days=(halloween.weekday() + 1) % 7)
    friday, monday = sunday - timedelta(days=2), sunday + timedelta(days=1)
    assert ask(oliver, "send", start=friday, end=monday).status_code == 303
    [new] = employer.time_off_on(OLIVER, friday)
    assert new["end_date"][:10] == monday.isoformat()


@pytest.mark.parametrize(
    ("zone", "country", "today"),
    [
        ("Pacific/Kiritimati", "", date(2028, 2, 29)),
        ("Pacific/Pago_Pago", "", date(2028, 2, 27)),
        ("", "AS", date(2028, 2, 27)),
        ("Not/A_Zone", "JP", date(2028, 2, 28)),
    ],
)
def test_today_from_14_hours_ahead_to_11_behind(zone: str, country: str, today: date) -> None:
    with time_machine.travel("2028-02-28T10:30:00Z", tick=False):
        assert today_of(zone, country) == today
