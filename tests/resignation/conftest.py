from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.employer import employer
from tests.support.pages import form_of
from tests.support.signed_in import SignIn, jana, oliver
from tests.support.step_up import prove
from tests.support.time import later

__all__ = ["employer", "jana", "later", "oliver"]

LOURDES = "maria.santos@acme.example"
"""Has handed in her resignation; its letter waits for her signature."""
XIMENA = "ximena.hernandez@acme.example"
"""Has handed in her resignation; her employer has it."""


@pytest.fixture
def lourdes(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), LOURDES)


@pytest.fixture
def ximena(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), XIMENA)


@pytest.fixture
def last_day() -> str:
    """A weekday far enough ahead for any notice."""
    day = date.today() + timedelta(days=200)  # noqa: DTZ011  (a calendar date)
    return (day - timedelta(days=max(0, day.weekday() - 4))).isoformat()


def read_letter(worker: FlaskClient) -> bytes:
    return worker.get("/resignation/letter?view=page").get_data()


def details(worker: FlaskClient, last_day: str, **values: str) -> dict[str, str]:
    """The first page as a worker leaves it."""
    form = form_of(worker.get("/resignation/new"))
    given = {"reason": "found_another_job", "desired_end_date": last_day, "detail": "Thank you."}
    return {**form, **given, **values}


def check(worker: FlaskClient, last_day: str, **values: str) -> TestResponse:
    """Go on from the first page to the second, past the proof."""
    form = {**details(worker, last_day, **values), "action": "check"}
    return prove(worker, worker.post("/resignation/new", data=form))


def signed(worker: FlaskClient, last_day: str, name: str = "Oliver Bennett") -> dict[str, str]:
    """The second page as a worker leaves it, after reading the letter."""
    read_letter(worker)
    form = form_of(check(worker, last_day))
    return {**form, "consent": "y", "signature": name, "action": "send"}


def handed_in(sandbox: RunningSandbox) -> int:
    return sum(call["status"] == 201 for call in sandbox.calls("offboarding.submit"))


def letters_signed(sandbox: RunningSandbox) -> int:
    return sum(call["status"] == 201 for call in sandbox.calls("offboarding.letter_sign"))
