"""What must never happen to a request: lost, doubled, taken for another's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import form_of, soup, text_of
from tests.support.people import MARIA, OLIVER
from tests.time_off.conftest import ask, filled


def calls(sandbox: RunningSandbox, operation: str) -> int:
    return len(sandbox.calls(operation))


def send(worker: FlaskClient, values: dict[str, str]) -> TestResponse:
    return worker.post("/time-off/new", data={**values, "action": "send"})


def test_a_double_click_is_one_request(
    oliver: FlaskClient, employer: Employer, sandbox: RunningSandbox, monday: date
) -> None:
    values = filled(oliver, start=monday, end=monday)
    first, second = send(oliver, values), send(oliver, values)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert calls(sandbox, "time_offs.create") == 1
    assert len(employer.time_off_on(OLIVER, monday)) == 1


@pytest.mark.parametrize("kind", ["Vacation", "Sick leave"])
def test_two_tabs_are_one_request(
    oliver: FlaskClient, employer: Employer, monday: date, kind: str
) -> None:
    """Sick leave may overlap, so the HR system would take it twice."""
    one_tab = filled(oliver, kind=kind, start=monday, end=monday)
    another = filled(oliver, kind=kind, start=monday, end=monday)
    assert one_tab["key"] != another["key"]
    assert send(oliver, one_tab).location == send(oliver, another).location
    assert len(employer.time_off_on(OLIVER, monday)) == 1


def test_a_refreshed_outcome_sends_nothing(
    oliver: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    outcome = ask(oliver, "send", start=monday, end=monday).location
    assert oliver.get(outcome).status_code == oliver.get(outcome).status_code == 200
    assert calls(sandbox, "time_offs.create") == 1


def test_a_key_used_for_other_days_is_not_taken_for_the_first_request(
    oliver: FlaskClient, employer: Employer, monday: date
) -> None:
    values = filled(oliver, start=monday, end=monday)
    send(oliver, values)
    tuesday = monday + timedelta(days=1)
    again = send(oliver, {**values, "start": tuesday.isoformat(), "end": tuesday.isoformat()})
    assert again.status_code == 422
    assert "This page was used to send something else" in text_of(again)
    assert form_of(again)["key"] != values["key"]
    assert form_of(again)["start"] == tuesday.isoformat()
    assert employer.time_off_on(OLIVER, tuesday) == []


def test_a_lost_answer_is_checking_and_then_one_request(
    oliver: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    monday: date,
    later: Callable[..., None],
) -> None:
    values = filled(oliver, start=monday, end=monday)
    sandbox.fault("truncated", "time_offs.create", times=1)
    sent = send(oliver, values)
    assert sent.status_code == 303
    page = oliver.get(sent.location)
    assert "We are checking your time-off request" in text_of(page)
    polled = soup(page).find(id="outcome")
    assert polled is not None
    assert polled["data-hx-get"] == f"{sent.location}?looks=1"
    assert soup(page).select_one(f'a.button[href="{sent.location}"]') is not None
    assert "We are checking" in text_of(oliver.get("/time-off"))
    later(seconds=5)
    settled = oliver.get(f"{sent.location}?looks=1")
    assert "Your request is with your employer" in text_of(settled)
    outcome = soup(settled).find(id="outcome")
    assert outcome is not None
    assert "data-hx-get" not in outcome.attrs
    assert send(oliver, values).location == sent.location
    assert len(employer.time_off_on(OLIVER, monday)) == 1
    assert calls(sandbox, "time_offs.create") == 1


def test_what_never_arrived_is_said_and_kept_for_another_try(
    oliver: FlaskClient, employer: Employer, sandbox: RunningSandbox, monday: date
) -> None:
    values = filled(oliver, start=monday, end=monday, note="Moving house")
    sandbox.fault("429", "time_offs.create", times=1)
    refused = send(oliver, values)
    kept = form_of(refused)
    assert refused.status_code == 422
    assert "Nothing was sent" in text_of(refused)
    assert (kept["start"], kept["note"].strip()) == (monday.isoformat(), "Moving house")
    assert send(oliver, kept).status_code == 303
    assert len(employer.time_off_on(OLIVER, monday)) == 1


def test_the_form_is_kept_when_the_token_is_refused_for_good(
    oliver: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    monday: date,
    sign_in: Callable[[FlaskClient, str], FlaskClient],
) -> None:
    values = filled(oliver, start=monday, end=monday, note="Moving house")
    sandbox.fault("expired_token", "time_offs.create")
    refused = send(oliver, values)
    sandbox.admin("DELETE", "faults")
    sign_in(oliver, OLIVER)
    kept = form_of(oliver.get("/time-off/new"))

    assert (refused.status_code, refused.location) == (303, "/sign-in?next=/time-off/new")
    assert calls(sandbox, "time_offs.create") == 2
    assert (kept["start"], kept["note"].strip()) == (monday.isoformat(), "Moving house")
    assert employer.time_off_on(OLIVER, monday) == []


@pytest.mark.parametrize("action", ["check", "send"])
def test_the_form_is_kept_when_the_hr_system_is_down(
    oliver: FlaskClient, sandbox: RunningSandbox, monday: date, action: str
) -> None:
    values = filled(oliver, start=monday, end=monday, note="Moving house")
    sandbox.fault("500_html")
    page = oliver.post("/time-off/new", data={**values, "action": action})
    kept = form_of(page)
    assert page.status_code == 502
    assert "Nothing was sent." in text_of(page)
    assert "Traceback" not in page.text
    for name in ("key", "type_id", "start", "end"):
        assert kept[name] == values[name]
    assert kept["note"].strip() == "Moving house"
    sandbox.admin("DELETE", "faults")
    assert send(oliver, kept).status_code == 303


def test_the_form_is_kept_when_the_preview_fails(
    oliver: FlaskClient, sandbox: RunningSandbox, monday: date
) -> None:
    sandbox.fault("500_html", "time_offs.validate")
    page = ask(oliver, "check", start=monday, end=monday, note="Moving house")
    assert page.status_code == 422
    assert "Nothing was sent." in text_of(page)
    assert form_of(page)["note"].strip() == "Moving house"


# Withdrawing ---------------------------------------------------------------------------------


def test_withdrawing_asks_first_and_then_frees_the_days(
    oliver: FlaskClient, employer: Employer, oliver_waiting: str, monday: date
) -> None:
    question = oliver.get(f"/time-off/{oliver_waiting}/cancel")
    assert question.status_code == 200
    assert len(employer.time_off_on(OLIVER, monday)) == 1
    done = oliver.post(f"/time-off/{oliver_waiting}/cancel", data=form_of(question))
    assert done.status_code == 303
    assert "Your request is withdrawn" in text_of(oliver.get(done.location))
    assert employer.time_off_on(OLIVER, monday) == []
    assert "Withdrawn" in text_of(oliver.get(f"/time-off/{oliver_waiting}"))


def test_withdrawing_twice_is_one_call(
    oliver: FlaskClient, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    form = form_of(oliver.get(f"/time-off/{oliver_waiting}/cancel"))
    first = oliver.post(f"/time-off/{oliver_waiting}/cancel", data=form)
    second = oliver.post(f"/time-off/{oliver_waiting}/cancel", data=form)
    assert first.location == second.location
    assert calls(sandbox, "time_offs.cancel") == 1


def test_an_approval_in_between_shows_the_true_state(
    oliver: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    oliver_waiting: str,
    monday: date,
) -> None:
    form = form_of(oliver.get(f"/time-off/{oliver_waiting}/cancel"))
    employer.approve(oliver_waiting)
    page = oliver.post(f"/time-off/{oliver_waiting}/cancel", data=form)
    assert page.status_code == 409
    assert "This can no longer be withdrawn" in text_of(page)
    assert "Approved" in text_of(page)
    assert [one["status"] for one in employer.time_off_on(OLIVER, monday)] == ["APPROVED"]
    assert calls(sandbox, "time_offs.cancel") == 0


def test_a_decided_request_offers_no_withdrawal(
    oliver: FlaskClient, employer: Employer, oliver_waiting: str
) -> None:
    employer.approve(oliver_waiting)
    shown = oliver.get(f"/time-off/{oliver_waiting}")
    assert soup(shown).select_one('a[href$="/cancel"]') is None
    assert "only your employer can change it now" in text_of(shown)
    assert oliver.get(f"/time-off/{oliver_waiting}/cancel").status_code == 409


def test_a_colleague_s_request_is_404_and_stays(
    oliver: FlaskClient, employer: Employer, sandbox: RunningSandbox, maria_waiting: str
) -> None:
    own_form = form_of(oliver.get("/time-off/new"))
    for page in (
        oliver.get(f"/time-off/{maria_waiting}"),
        oliver.get(f"/time-off/{maria_waiting}/cancel"),
        oliver.post(f"/time-off/{maria_waiting}/cancel", data=own_form),
    ):
        assert page.status_code == 404
        assert "Fernández" not in page.text
    assert calls(sandbox, "time_offs.cancel") == 0
    assert maria_waiting in [
        one["id"] for one in employer.time_off_of(MARIA) if one["status"] == "REQUESTED"
    ]


def test_many_at_once_are_one_request(
    app: Flask,
    oliver: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    monday: date,
) -> None:
    values = filled(oliver, start=monday, end=monday)
    cookies = [*oliver._cookies.values()]  # type: ignore[union-attr]

    def send_from_a_copy(_number: int) -> str:
        copy = browser(app)
        for cookie in cookies:
            copy.set_cookie(cookie.key, cookie.value, domain=cookie.domain)
        sent = send(copy, values)
        assert sent.status_code == 303
        return sent.location

    with ThreadPoolExecutor(8) as pool:
        outcomes = set(pool.map(send_from_a_copy, range(8)))
    assert len(outcomes) == 1
    assert calls(sandbox, "time_offs.create") == 1
    assert len(employer.time_off_on(OLIVER, monday)) == 1


def test_a_form_is_kept_when_the_session_ends_in_the_middle(
    oliver: FlaskClient,
    sandbox: RunningSandbox,
    sign_in: Callable[[FlaskClient, str], FlaskClient],
    monday: date,
    later: Callable[..., None],
) -> None:
    values = filled(oliver, start=monday, end=monday, half_day="y", note="Moving house")
    later(hours=1)
    expired = send(oliver, values)
    assert "/sign-in" in expired.location
    assert calls(sandbox, "time_offs.create") == 0
    sign_in(oliver, OLIVER)
    kept = form_of(oliver.get("/time-off/new"))
    assert {
        name: kept[name].strip() for name in ("type_id", "start", "end", "half_day", "note")
    } == {name: values[name] for name in ("type_id", "start", "end", "half_day", "note")}
    assert calls(sandbox, "time_offs.create") == 0
