from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import form_of, soup, text_of
from tests.support.people import MARIA


@pytest.fixture
def next_year() -> str:
    """A first of a month, far enough ahead for any change."""
    return (date.today() + timedelta(days=100)).replace(day=1).isoformat()  # noqa: DTZ011


def filled(worker: FlaskClient, from_when: str, **values: str) -> dict[str, str]:
    wish = {
        "subject": "job_title",
        "value": "Lead Engineer",
        "reason": "I lead the team since May.",
    }
    form = form_of(worker.get("/amendments/new"))
    return {**form, **wish, "effective_date": from_when, **values}


def send(worker: FlaskClient, form: dict[str, str]) -> TestResponse:
    return worker.post("/amendments/new", data=form)


def created(sandbox: RunningSandbox) -> int:
    """How many the HR system took: it may refuse one token first and take another."""
    return sum(call["status"] == 201 for call in sandbox.calls("amendments.create"))


def test_a_wish_reaches_the_employer_and_changes_nothing_by_itself(
    maria: FlaskClient, employer: Employer, next_year: str
) -> None:
    before = [one["id"] for one in employer.amendments_of(MARIA)]
    sent = send(maria, filled(maria, next_year))
    assert sent.status_code == 303
    outcome = maria.get(sent.location)
    assert "Your wish is with your employer" in text_of(outcome)
    [new] = [one for one in employer.amendments_of(MARIA) if one["id"] not in before]
    assert new["job_title"] == "Lead Engineer"
    assert new["amendment_statuses"][-1]["name"].upper() == "DRAFT"
    shown = maria.get(f"/amendments/{new['id']}")
    assert "With your employer" in text_of(shown)
    assert "Lead Engineer" in text_of(shown)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"subject": ""}, "subject", "Choose what should change."),
        ({"subject": "everything"}, "subject", "Not a valid choice"),
        ({"value": "  "}, "value", "Say what you wish for."),
        ({"value": "x" * 201}, "value", "200 characters or fewer"),
        ({"reason": ""}, "reason", "Give a reason"),
        ({"reason": "x" * 501}, "reason", "500 characters or fewer"),
        ({"subject": "salary", "value": "65,000"}, "value", "Enter a number"),
        ({"subject": "weekly_hours", "value": "81"}, "value", "80 hours a week"),
        ({"effective_date": "2027-02-29"}, "effective_date", "Enter a real date"),
        ({"effective_date": "9999-12-31"}, "effective_date", "within two years"),
        ({"effective_date": "2020-01-01"}, "effective_date", "today or later"),
    ],
)
def test_a_wish_that_can_not_be_passed_on_is_a_field_error(
    maria: FlaskClient,
    sandbox: RunningSandbox,
    next_year: str,
    values: dict[str, str],
    field: str,
    message: str,
) -> None:
    page = send(maria, filled(maria, next_year, **values))
    error = soup(page).find(id=f"{field}-error")
    assert page.status_code == 422
    assert error is not None
    assert message in error.get_text()
    assert created(sandbox) == 0


def test_a_double_click_is_one_wish(
    maria: FlaskClient, sandbox: RunningSandbox, next_year: str
) -> None:
    form = filled(maria, next_year)
    assert send(maria, form).location == send(maria, form).location
    assert created(sandbox) == 1


def test_a_lost_answer_is_checking_and_then_one_wish(
    maria: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    next_year: str,
    later: Callable[..., None],
) -> None:
    send(maria, filled(maria, next_year))  # Which token it takes is known from here on.
    before = len(employer.amendments_of(MARIA))
    sandbox.fault("truncated", "amendments.create", times=1)
    wish = filled(maria, next_year, subject="other", value="Work from Lisbon in August")
    sent = send(maria, wish)
    assert "We are checking your wish for a change" in text_of(maria.get(sent.location))
    later(seconds=5)
    assert "Your wish is with your employer" in text_of(maria.get(sent.location))
    assert len(employer.amendments_of(MARIA)) == before + 1


def test_the_form_is_kept_when_nothing_could_be_sent(
    maria: FlaskClient, sandbox: RunningSandbox, next_year: str
) -> None:
    form = filled(maria, next_year)
    sandbox.fault("500_html")
    page = send(maria, form)
    kept = form_of(page)
    assert page.status_code == 422
    assert "Nothing was sent" in text_of(page)
    assert kept["value"] == "Lead Engineer"
    assert kept["reason"].strip() == "I lead the team since May."


def test_other_pages_choose_the_subject(maria: FlaskClient) -> None:
    assert form_of(maria.get("/amendments/new?subject=salary"))["subject"] == "salary"
    assert "subject" not in form_of(maria.get("/amendments/new?subject=<script>"))


def test_nothing_is_sent_without_the_csrf_token(
    maria: FlaskClient, sandbox: RunningSandbox, next_year: str
) -> None:
    form = {**filled(maria, next_year), "csrf_token": "forged"}
    assert send(maria, form).status_code == 400
    assert created(sandbox) == 0
