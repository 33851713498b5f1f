from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import browser
from tests.support.employer import Employer, employer
from tests.support.people import AHMAD, LUKASZ, OLIVER, SOFIA
from tests.support.signed_in import ahmad, oliver
from tests.support.time import later
from tests.time_off.conftest import ask, monday

__all__ = ["ahmad", "employer", "later", "monday", "oliver"]

SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture
def sofia(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), SOFIA)


@pytest.fixture
def lukasz(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), LUKASZ)


@pytest.fixture
def oliver_waiting(oliver: FlaskClient, monday: date, employer: Employer) -> str:
    """A request of somebody who reports to Sofia."""
    ask(oliver, "send", start=monday, end=monday, note="Moving <b>house</b>")
    return waiting_on(employer, OLIVER, monday)


@pytest.fixture
def ahmad_waiting(ahmad: FlaskClient, monday: date, employer: Employer) -> str:
    """Another one, for the same day."""
    ask(ahmad, "send", start=monday, end=monday)
    return waiting_on(employer, AHMAD, monday)


def waiting_on(employer: Employer, email: str, day: date) -> str:
    [found] = [one["id"] for one in employer.time_off_on(email, day)]
    return str(found)


def status_of(employer: Employer, email: str, time_off_id: str) -> str:
    [found] = [one for one in employer.time_off_of(email) if one["id"] == time_off_id]
    return str(found["status"])
