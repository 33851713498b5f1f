from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.days import free_mondays
from tests.support.employer import Employer, employer
from tests.support.pages import form_of, soup
from tests.support.people import MARIA, OLIVER
from tests.support.signed_in import maria, newcomer, oliver
from tests.support.time import later

__all__ = ["employer", "later", "maria", "newcomer", "oliver"]


@pytest.fixture
def monday() -> date:
    """A Monday months from now, with no holiday in its fortnight and no plans of anybody."""
    return next(free_mondays("GB", in_days=120, around=range(-7, 14)))


@pytest.fixture
def oliver_waiting(oliver: FlaskClient, monday: date, employer: Employer) -> str:
    """The id of a request of Oliver's that nobody has decided."""
    ask(oliver, "send", start=monday, end=monday)
    return waiting_of(employer, OLIVER)


@pytest.fixture
def maria_waiting(employer: Employer) -> str:
    """The id of a colleague's request that nobody has decided."""
    return waiting_of(employer, MARIA)


def waiting_of(employer: Employer, email: str) -> str:
    [found] = [one["id"] for one in employer.time_off_of(email) if one["status"] == "REQUESTED"]
    return str(found)


def kind_of(page: TestResponse, name: str) -> str:
    """The id of a kind of time off, by the words it is offered with."""
    [label] = [
        one for one in soup(page).find_all("label") if one.get_text(strip=True).startswith(name)
    ]
    choice = soup(page).find(id=label["for"])
    assert choice is not None
    return str(choice["value"])


def filled(
    worker: FlaskClient, *, kind: str = "Vacation", start: date, end: date, **values: str
) -> dict[str, str]:
    """The form as a worker leaves it."""
    page = worker.get("/time-off/new")
    days = {"start": start.isoformat(), "end": end.isoformat()}
    return {**form_of(page), "type_id": kind_of(page, kind), **days, **values}


def ask(worker: FlaskClient, action: str, **values: Any) -> TestResponse:
    return worker.post("/time-off/new", data={**filled(worker, **values), "action": action})
