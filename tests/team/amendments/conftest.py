from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import action_of, form_of
from tests.support.people import AHMAD, OLIVER
from tests.support.step_up import prove
from tests.team.conftest import ahmad, employer, later, lukasz, monday, oliver, sofia

__all__ = ["ahmad", "employer", "later", "lukasz", "monday", "oliver", "sofia"]

TITLE = "Principal Designer"


@pytest.fixture
def ahmads(employer: Employer) -> str:
    """The address of what concerns Ahmad, who reports to Sofia and has nothing under way."""
    return f"/team/people/{employer.profile_of(AHMAD)}/amendments"


@pytest.fixture
def olivers(employer: Employer) -> str:
    """Oliver's, who has a change to sign and a draft of a raise."""
    return f"/team/people/{employer.profile_of(OLIVER)}/amendments"


@pytest.fixture
def draft(sofia: FlaskClient, ahmads: str, monday: date) -> str:
    """The page of a draft for Ahmad."""
    sent = fill(sofia, ahmads, monday, job_title=TITLE)
    return str(sofia.get(sent.location).location)


@pytest.fixture
def wish(oliver: FlaskClient, olivers: str, monday: date) -> str:
    """The page of something that Oliver has asked for."""
    return f"{olivers}/{ask(oliver, monday, subject='job_title', value=TITLE)}"


def ask(worker: FlaskClient, day: date, **values: str) -> str:
    """Its id."""
    form = form_of(worker.get("/amendments/new"))
    data = {**form, "effective_date": day.isoformat(), "reason": "I lead already", **values}
    sent = worker.post("/amendments/new", data=data)
    assert sent.status_code == 303, sent.text
    outcome = worker.get(sent.location)
    return outcome.text.split('href="/amendments/')[1].split('"')[0]


def fill(manager: FlaskClient, path: str, day: date, **values: Any) -> TestResponse:
    """Both pages of a new draft; ``path``: of one person's amendments."""
    return _fill(manager, f"{path}/new", day, values)


def change(manager: FlaskClient, page: str, day: date, **values: Any) -> TestResponse:
    return _fill(manager, f"{page}/change", day, values)


def _fill(manager: FlaskClient, path: str, day: date, values: dict[str, Any]) -> TestResponse:
    query = {"step": "values", "chosen": list(values)}
    form = form_of(manager.get(path, query_string=query))
    data = {**form, "chosen": list(values), "effective_date": day.isoformat(), **values}
    return manager.post(path, data=data)


def checked(manager: FlaskClient, page: str) -> TestResponse:
    """The check page, after the proof."""
    shown = manager.get(page)
    pressed = manager.post(action_of(shown), data={**form_of(shown), "action": "check"})
    return prove(manager, pressed)


def send(manager: FlaskClient, page: str) -> TestResponse:
    """All the way: check, prove, send."""
    last = checked(manager, page)
    return manager.post(action_of(last), data={**form_of(last), "action": "send"})


def take_back(manager: FlaskClient, page: str, reason: str = "Not this year") -> TestResponse:
    form = form_of(manager.get(f"{page}/cancel"))
    return manager.post(f"{page}/cancel", data={**form, "reason": reason})


def stage(employer: Employer, email: str, page: str) -> str:
    """The last segment of the newest status, in one spelling."""
    [found] = [one for one in employer.amendments_of(email) if one["id"] == page.rsplit("/", 1)[1]]
    statuses = found["amendment_statuses"]
    latest = max(statuses, key=lambda one: (created(one), one["name"].count(".")))
    return str(latest["name"]).rsplit(".", 1)[-1].replace("_", "").upper()


def created(status: dict[str, Any]) -> str:
    [key] = {"amendment_flow_status", "_amendment_flow_status"} & set(status)
    return str(status[key]["created_at"])


def writes(sandbox: RunningSandbox) -> dict[str, int]:
    """How often each change of an amendment was asked for."""
    found: dict[str, int] = {}
    for call in sandbox.calls():
        _, _, step = str(call["operation"]).partition("amendments.")
        if step in ("create", "update", "confirm", "accept", "delete"):
            found[step] = found.get(step, 0) + 1
    return found
