"""Reminding whoever decides: once by the clock, once a day by the worker, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.gateway.decisions import DecisionRow
from portal.gateway.tellings import Telling
from portal.housekeeping import forget
from portal.mail import EXTENSION as MAIL
from portal.services import EXTENSION, Services
from portal.team.reminders import Nudge, _may_nudge, remind_due
from tests.sandbox_server import RunningSandbox
from tests.support.audit import events_about
from tests.support.employer import Employer
from tests.support.mails import MailFolder, text_of
from tests.support.pages import form_of, soup
from tests.support.pages import text_of as seen
from tests.support.people import GRACE, OLIVER, SOFIA
from tests.team.conftest import SignIn, waiting_on
from tests.time_off.conftest import ask


def reminders(mails: MailFolder) -> list[str]:
    found = [mail for mail in mails.all(SOFIA) if "still waits" in str(mail["Subject"])]
    return [text_of(mail) for mail in found]


def press(worker: FlaskClient, time_off_id: str) -> TestResponse:
    path = f"/team/nudges/{time_off_id}"
    form = form_of(worker.get(f"/time-off/{time_off_id}"), path)
    return worker.post(path, data=form, follow_redirects=True)


@pytest.fixture
def by_the_clock(app: Flask) -> Callable[[], int]:
    def run() -> int:
        with app.test_request_context():
            return remind_due(cast(Services, app.extensions[EXTENSION]), app.extensions[MAIL])

    return run


def test_the_worker_sees_who_has_it_and_can_remind(
    app: Flask, oliver: FlaskClient, mails: MailFolder, oliver_waiting: str
) -> None:
    assert "Sofia Almeida has it now." in seen(oliver.get(f"/time-off/{oliver_waiting}"))
    done = press(oliver, oliver_waiting)
    assert "A mail is on its way" in seen(done)
    [mail] = reminders(mails)
    assert f"/team/time-off/{oliver_waiting}/review" in mail
    assert "time_off:nudged" in events_about(app, oliver_waiting)


def test_once_a_day(
    oliver: FlaskClient,
    mails: MailFolder,
    oliver_waiting: str,
    sign_in: SignIn,
    later: Callable[..., None],
) -> None:
    press(oliver, oliver_waiting)
    assert "within the last day" in seen(press(oliver, oliver_waiting))
    assert len(reminders(mails)) == 1
    later(hours=25)
    sign_in(oliver, OLIVER)
    press(oliver, oliver_waiting)
    assert len(reminders(mails)) == 2


def test_many_tabs_are_one_reminder(app: Flask, oliver_waiting: str) -> None:
    services = cast(Services, app.extensions[EXTENSION])
    with ThreadPoolExecutor(8) as pool:
        allowed = pool.map(lambda _: _may_nudge(services, "a" * 32, oliver_waiting), range(8))
    assert sum(allowed) == 1


def test_what_is_decided_is_not_reminded_of(
    oliver: FlaskClient, employer: Employer, mails: MailFolder, oliver_waiting: str
) -> None:
    form = form_of(oliver.get(f"/time-off/{oliver_waiting}"), f"/team/nudges/{oliver_waiting}")
    employer.approve(oliver_waiting)
    done = oliver.post(f"/team/nudges/{oliver_waiting}", data=form, follow_redirects=True)
    assert "nobody was reminded" in seen(done)
    assert soup(oliver.get(f"/time-off/{oliver_waiting}")).select("form[action*=nudges]") == []
    assert reminders(mails) == []


def test_another_s_request_is_404(
    ahmad: FlaskClient, mails: MailFolder, oliver_waiting: str
) -> None:
    form = form_of(ahmad.get("/time-off/new"))
    assert ahmad.post(f"/team/nudges/{oliver_waiting}", data=form).status_code == 404
    assert reminders(mails) == []


def test_a_manager_who_cannot_be_mailed_is_said(
    sofia: FlaskClient,
    mails: MailFolder,
    employer: Employer,
    sandbox: RunningSandbox,
    monday: date,
) -> None:
    sandbox.admin("POST", "settings", left=GRACE)
    ask(sofia, "send", start=monday, end=monday)
    done = press(sofia, waiting_on(employer, SOFIA, monday))
    assert "does not use this site" in seen(done)
    assert mails.all(GRACE) == []


def test_the_page_stands_without_knowing_who_has_it(
    oliver: FlaskClient, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    sandbox.fault("500_html", "people.get")
    page = oliver.get(f"/time-off/{oliver_waiting}")
    assert page.status_code == 200
    assert "has it now" not in seen(page)


def test_the_clock_reminds_once_of_what_still_waits(
    mails: MailFolder,
    employer: Employer,
    oliver_waiting: str,
    ahmad_waiting: str,
    later: Callable[..., None],
    by_the_clock: Callable[[], int],
) -> None:
    employer.approve(ahmad_waiting)
    assert by_the_clock() == 0
    later(days=2)
    assert by_the_clock() == 0
    later(days=1, minutes=1)
    assert by_the_clock() == 2
    assert len(reminders(mails)) == 1
    later(days=3)
    assert by_the_clock() == 0
    assert len(reminders(mails)) == 1


class TestNever:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_REMIND_AFTER_DAYS": "0"}

    def test_zero_never_reminds(
        self,
        mails: MailFolder,
        oliver_waiting: str,
        later: Callable[..., None],
        by_the_clock: Callable[[], int],
    ) -> None:
        later(days=10)
        assert by_the_clock() == 0
        assert reminders(mails) == []


def test_what_is_over_is_forgotten(
    app: Flask,
    oliver: FlaskClient,
    sofia: FlaskClient,
    employer: Employer,
    oliver_waiting: str,
    later: Callable[..., None],
) -> None:
    services = cast(Services, app.extensions[EXTENSION])
    press(oliver, oliver_waiting)
    review = f"/team/time-off/{oliver_waiting}/review"
    form = form_of(sofia.get(review))
    employer.approve(oliver_waiting)
    assert sofia.post(review, data={**form, "action": "approve"}).status_code == 409
    kept = {Nudge: 1, Telling: 1, DecisionRow: 1}

    def count() -> dict[type, int]:
        with services.database.read() as session:
            return {
                table: session.scalar(select(func.count()).select_from(table)) or 0
                for table in kept
            }

    forget(services)
    assert count() == kept
    later(days=2)
    forget(services)
    assert count() == {Nudge: 0, Telling: 1, DecisionRow: 0}
    later(days=90)
    forget(services)
    assert count() == {Nudge: 0, Telling: 0, DecisionRow: 0}
