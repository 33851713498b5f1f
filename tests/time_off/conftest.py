from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import holidays
import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup
from tests.support.people import MARIA, OLIVER
from tests.support.signed_in import maria, newcomer, oliver

__all__ = ["maria", "newcomer", "oliver"]


@dataclass(frozen=True)
class Employer:
    """What the HR system holds, as the employer sees it."""

    sandbox: RunningSandbox

    def time_off_of(self, email: str) -> list[dict[str, Any]]:
        return self._call("GET", f"/time_offs/profile/{self.profile_of(email)}?page_size=200")[
            "data"
        ]

    def time_off_on(self, email: str, day: date) -> list[dict[str, Any]]:
        """What starts on that day; nothing that was withdrawn."""
        return [
            one
            for one in self.time_off_of(email)
            if one["start_date"][:10] == day.isoformat() and one["status"] != "CANCELED"
        ]

    def approve(self, time_off_id: str) -> None:
        decision = {"data": [{"id": time_off_id, "status": "APPROVED"}]}
        self._call("POST", "/time_offs/review", decision)

    def profile_of(self, email: str) -> str:
        return str(self.sandbox.people()[email.partition("@")[0]]["hris_profile_id"])

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        response = requests.request(
            method,
            f"{self.sandbox.deel_url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.sandbox.organization_token}"},
            timeout=10,
        )
        response.raise_for_status()
        return response.json()


@pytest.fixture
def employer(sandbox: RunningSandbox) -> Employer:
    return Employer(sandbox)


@pytest.fixture
def monday() -> date:
    """A Monday months from now, with no holiday in its fortnight and no plans of anybody."""
    calendar = holidays.country_holidays("GB", subdiv="ENG")
    soon = date.today() + timedelta(days=120)  # noqa: DTZ011  (a calendar date)
    monday = soon + timedelta(days=-soon.weekday() % 7)
    while any(monday + timedelta(days=day) in calendar for day in range(-7, 14)):
        monday += timedelta(days=7)
    return monday


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
