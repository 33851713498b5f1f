"""Deciding on time off: one, several, at once with somebody else, and never for another team."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sandbox_server import RunningSandbox
from tests.support.audit import events_about
from tests.support.employer import Employer
from tests.support.mails import MailFolder
from tests.support.mails import text_of as mail_text
from tests.support.pages import form_of, soup, text_of
from tests.support.people import AHMAD, JANA, LUKASZ, OLIVER, SOFIA
from tests.team.conftest import status_of, waiting_on
from tests.time_off.conftest import ask


def review_page(time_off_id: str) -> str:
    return f"/team/time-off/{time_off_id}/review"


def press(manager: FlaskClient, path: str, action: str, **values: object) -> TestResponse:
    form = form_of(manager.get(path))
    return manager.post(path, data={**form, "action": action, **values})


def decline(manager: FlaskClient, time_off_id: str, reason: str = "The release") -> TestResponse:
    asked = press(manager, review_page(time_off_id), "ask_why")
    return manager.post(
        "/team/time-off", data={**form_of(asked), "action": "reject", "reason": reason}
    )


def reviews(sandbox: RunningSandbox) -> int:
    return len(sandbox.calls("time_offs.review"))


def jana_waiting(employer: Employer) -> str:
    waiting = (one for one in employer.time_off_of(JANA) if one["status"] == "REQUESTED")
    return str(next(waiting)["id"])


# What a decision rests on --------------------------------------------------------------------


def test_the_page_says_what_a_decision_rests_on(
    sofia: FlaskClient, oliver_waiting: str, ahmad_waiting: str
) -> None:
    page = sofia.get(review_page(oliver_waiting))
    seen = text_of(page)
    for words in (
        "Oliver Bennett",
        "Monday, ",
        "Vacation",
        "1 day",
        "Came in today",
        "days ahead",
        "Moving <b>house</b>",
        "1 other request falls on these days",
        "أحمد الراشد",
        "(asked for)",
    ):
        assert words in seen
    assert soup(page).find("b") is None
    table = soup(page).select_one("table.days__table")
    assert table is not None
    names = [cell.get_text(strip=True) for cell in table.select("th[scope=row]")]
    assert names == ["Oliver Bennett", "أحمد الراشد"]
    assert len(table.select("th[scope=col]")) == 7


def test_the_balance_is_what_the_worker_s_own_preview_says(
    sofia: FlaskClient, oliver: FlaskClient, oliver_waiting: str, monday: date
) -> None:
    """The preview of one more day takes that day off what is left after this request."""
    tuesday = monday + timedelta(days=1)
    preview = text_of(ask(oliver, "check", start=tuesday, end=tuesday))
    left = re.search(r"Left afterwards (-?[\d.]+)", preview)
    told = re.search(
        r"(-?[\d.]+) days? by then, (-?[\d.]+) days? if you approve",
        text_of(sofia.get(review_page(oliver_waiting))),
    )
    assert left is not None
    assert told is not None
    before, after = (Decimal(each) for each in told.groups())
    assert before - after == 1
    assert Decimal(left.group(1)) == after - 1


def test_opening_decides_nothing(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    for _ in range(3):
        assert sofia.get(review_page(oliver_waiting)).status_code == 200
        assert sofia.head(review_page(oliver_waiting)).status_code == 200
    assert reviews(sandbox) == 0
    assert status_of(employer, OLIVER, oliver_waiting) == "REQUESTED"


def test_few_calls_a_page(sofia: FlaskClient, sandbox: RunningSandbox, oliver_waiting: str) -> None:
    sandbox.admin("DELETE", "requests")
    sofia.get(review_page(oliver_waiting))
    assert len(sandbox.calls()) == 3
    sandbox.admin("DELETE", "requests")
    sofia.get("/profile")
    assert not [call for call in sandbox.calls() if call["operation"] == "people.list"]


def test_late_balances_fetch_themselves(sofia: FlaskClient, oliver_waiting: str) -> None:
    for path in ("/team/time-off", review_page(oliver_waiting)):
        late = sofia.get(f"{path}?card=balances", headers={"HX-Request": "true"})
        places = soup(late).select("[data-hx-swap-oob]")
        assert f"balance-{oliver_waiting}" in {str(one["id"]) for one in places}
        assert soup(late).find("h1") is None


# Deciding ------------------------------------------------------------------------------------


def test_approving_one(
    app: Flask, sofia: FlaskClient, oliver: FlaskClient, employer: Employer, oliver_waiting: str
) -> None:
    assert "Waiting for an answer" in text_of(oliver.get(f"/time-off/{oliver_waiting}"))
    sent = press(sofia, review_page(oliver_waiting), "approve")
    assert sent.status_code == 303
    assert "You approved 1 request" in text_of(sofia.get(sent.location))
    assert status_of(employer, OLIVER, oliver_waiting) == "APPROVED"
    assert "Waiting for an answer" not in text_of(oliver.get(f"/time-off/{oliver_waiting}"))
    assert "Sofia Almeida approved this" in text_of(oliver.get(f"/time-off/{oliver_waiting}"))
    assert "time_off:approved" in events_about(app, oliver_waiting)


def test_approving_one_out_of_the_list(
    sofia: FlaskClient, employer: Employer, oliver_waiting: str, ahmad_waiting: str
) -> None:
    form = form_of(sofia.get("/team/time-off"))
    data = {**form, "chosen": ahmad_waiting, "alone": oliver_waiting}
    sent = sofia.post("/team/time-off", data=data)
    assert "You approved 1 request" in text_of(sofia.get(sent.location))
    assert status_of(employer, OLIVER, oliver_waiting) == "APPROVED"
    assert status_of(employer, AHMAD, ahmad_waiting) == "REQUESTED"


def test_a_double_press_is_one_decision(
    sofia: FlaskClient, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    form = {**form_of(sofia.get(review_page(oliver_waiting))), "action": "approve"}
    first = sofia.post(review_page(oliver_waiting), data=form)
    second = sofia.post(review_page(oliver_waiting), data=form)
    assert first.location == second.location
    assert reviews(sandbox) == 1


def test_declining_asks_first_and_tells_the_reason(
    sofia: FlaskClient, oliver: FlaskClient, employer: Employer, oliver_waiting: str
) -> None:
    asked = press(sofia, review_page(oliver_waiting), "ask_why")
    assert "Decline 1 request?" in text_of(asked)
    assert status_of(employer, OLIVER, oliver_waiting) == "REQUESTED"
    sent = decline(sofia, oliver_waiting, "<i>The</i> release")
    assert "You declined 1 request" in text_of(sofia.get(sent.location))
    assert status_of(employer, OLIVER, oliver_waiting) == "REJECTED"
    seen = oliver.get(f"/time-off/{oliver_waiting}")
    assert "<i>The</i> release" in text_of(seen)
    assert soup(seen).find("i") is None


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
def test_declining_needs_a_reason_of_some_length(
    sofia: FlaskClient, employer: Employer, oliver_waiting: str, reason: str
) -> None:
    refused = decline(sofia, oliver_waiting, reason)
    assert refused.status_code == 422
    assert form_of(refused)["chosen"] == oliver_waiting
    assert status_of(employer, OLIVER, oliver_waiting) == "REQUESTED"


def test_a_batch_has_a_result_for_each(
    sofia: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    oliver_waiting: str,
    ahmad_waiting: str,
) -> None:
    form = form_of(sofia.get("/team/time-off"))
    employer.decide(ahmad_waiting, "REJECTED")
    chosen = [oliver_waiting, ahmad_waiting]
    sent = sofia.post("/team/time-off", data={**form, "chosen": chosen, "action": "approve"})
    result = text_of(sofia.get(sent.location))
    assert "You approved 1 request" in result
    assert "Not everything was decided" in result
    assert "It was settled before you pressed." in result
    assert reviews(sandbox) == 1 + 1
    assert status_of(employer, OLIVER, oliver_waiting) == "APPROVED"
    assert status_of(employer, AHMAD, ahmad_waiting) == "REJECTED"


def test_nothing_chosen_is_said(sofia: FlaskClient, sandbox: RunningSandbox) -> None:
    refused = press(sofia, "/team/time-off", "approve")
    assert refused.status_code == 422
    assert "Tick at least one request." in text_of(refused)
    assert reviews(sandbox) == 0


# Somebody was faster -------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "words"), [("APPROVED", "Approved"), ("REJECTED", "Declined")])
def test_what_was_decided_meanwhile_is_shown_as_it_is(
    sofia: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    oliver_waiting: str,
    status: str,
    words: str,
) -> None:
    form = {**form_of(sofia.get(review_page(oliver_waiting))), "action": "approve"}
    employer.decide(oliver_waiting, status)
    late = sofia.post(review_page(oliver_waiting), data=form)
    assert late.status_code == 409
    assert "This is settled already" in text_of(late)
    assert words in text_of(late)
    assert reviews(sandbox) == 1
    assert status_of(employer, OLIVER, oliver_waiting) == status


def test_what_was_withdrawn_meanwhile_is_shown_as_it_is(
    sofia: FlaskClient, oliver: FlaskClient, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    form = {**form_of(sofia.get(review_page(oliver_waiting))), "action": "approve"}
    cancel = f"/time-off/{oliver_waiting}/cancel"
    oliver.post(cancel, data=form_of(oliver.get(cancel)))
    late = sofia.post(review_page(oliver_waiting), data=form)
    assert late.status_code == 409
    assert "Withdrawn" in text_of(late)
    assert reviews(sandbox) == 0


def test_a_lost_answer_is_checking_and_then_decided_once(
    sofia: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    oliver_waiting: str,
    later: Callable[..., None],
) -> None:
    form = {**form_of(sofia.get(review_page(oliver_waiting))), "action": "approve"}
    sandbox.fault("truncated", "time_offs.review", times=1)
    sent = sofia.post(review_page(oliver_waiting), data=form)
    assert "We are checking your approval" in text_of(sofia.get(sent.location))
    assert "We are checking whether your last decision" in text_of(sofia.get("/team/time-off"))
    later(seconds=5)
    assert "You have approved time off" in text_of(sofia.get(sent.location))
    assert status_of(employer, OLIVER, oliver_waiting) == "APPROVED"
    assert reviews(sandbox) == 1


def test_a_down_hr_system_decides_nothing_and_keeps_the_reason(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    asked = press(sofia, review_page(oliver_waiting), "ask_why")
    sandbox.fault("429", "time_offs.review", times=1)
    data = {**form_of(asked), "action": "reject", "reason": "The release"}
    refused = sofia.post("/team/time-off", data=data)
    assert refused.status_code == 422
    assert "Nothing was sent" in text_of(refused)
    assert form_of(refused)["reason"].strip() == "The release"
    assert (
        sofia.post("/team/time-off", data={**form_of(refused), "action": "reject"}).status_code
        == 303
    )
    assert status_of(employer, OLIVER, oliver_waiting) == "REJECTED"


def test_what_an_earlier_try_of_the_same_form_said_is_told_to_nobody(
    sofia: FlaskClient, sandbox: RunningSandbox, mails: MailFolder, oliver_waiting: str
) -> None:
    shown = form_of(sofia.get(review_page(oliver_waiting)))
    sandbox.fault("429", "time_offs.review", times=1)
    data = {**shown, "action": "approve"}
    assert sofia.post(review_page(oliver_waiting), data=data).status_code == 422
    asked = form_of(press(sofia, review_page(oliver_waiting), "ask_why"))
    rejected = {**asked, "key": shown["key"], "action": "reject", "reason": "The release"}
    assert sofia.post("/team/time-off", data=rejected).status_code == 303
    told = mails.last(OLIVER)
    assert told["Subject"] == "Your time off is declined"
    assert "The release" in mail_text(told)


# The wall ------------------------------------------------------------------------------------


def test_a_batch_leaves_another_teams_requests_alone(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    strangers = jana_waiting(employer)
    form = form_of(sofia.get("/team/time-off"))
    sent = sofia.post(
        "/team/time-off", data={**form, "chosen": [strangers, oliver_waiting], "action": "approve"}
    )
    result = text_of(sofia.get(sent.location))
    assert "Köhler" not in result
    assert "It is not, or no longer, in your team." in result
    assert status_of(employer, JANA, strangers) == "REQUESTED"
    assert status_of(employer, OLIVER, oliver_waiting) == "APPROVED"


def test_another_teams_request_alone_is_refused_without_a_decision(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    strangers = jana_waiting(employer)
    for action in ("approve", "reject", "ask_why"):
        form = form_of(sofia.get("/team/time-off"))
        data = {**form, "chosen": strangers, "action": action, "reason": "No"}
        assert "Köhler" not in sofia.post("/team/time-off", data=data).text
    assert reviews(sandbox) == 0
    assert status_of(employer, JANA, strangers) == "REQUESTED"


def test_an_own_request_is_refused(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, monday: date
) -> None:
    ask(sofia, "send", start=monday, end=monday)
    own = waiting_on(employer, SOFIA, monday)
    assert sofia.get(review_page(own)).status_code == 403
    form = form_of(sofia.get("/account"))
    data = {**form, "key": "0" * 32, "action": "approve", "chosen": own}
    assert sofia.post(review_page(own), data=data).status_code == 403
    assert sofia.post("/team/time-off", data=data).status_code == 422
    assert reviews(sandbox) == 0
    assert status_of(employer, SOFIA, own) == "REQUESTED"


def test_a_report_who_moved_meanwhile_is_out_of_reach(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    form = {**form_of(sofia.get(review_page(oliver_waiting))), "action": "approve"}
    employer.move(OLIVER, LUKASZ)
    assert sofia.post(review_page(oliver_waiting), data=form).status_code == 404
    assert reviews(sandbox) == 0


def test_a_manager_who_lost_the_team_is_out(
    sofia: FlaskClient, sandbox: RunningSandbox, employer: Employer
) -> None:
    for person in sandbox.people().values():
        if person["manager_id"] == employer.profile_of(SOFIA):
            employer.move(person["email"], LUKASZ)
    assert sofia.get("/team").status_code == 404
    assert sofia.get("/team/time-off").status_code == 404


def test_the_result_of_another_manager_is_404(
    sofia: FlaskClient, lukasz: FlaskClient, oliver_waiting: str
) -> None:
    sent = press(sofia, review_page(oliver_waiting), "approve")
    assert lukasz.get(sent.location).status_code == 404


def test_an_action_that_decided_nothing_has_no_result(sofia: FlaskClient, monday: date) -> None:
    outcome = ask(sofia, "send", start=monday, end=monday).location
    assert sofia.get(f"/team/time-off/decided/{outcome.rsplit('/', 1)[1]}").status_code == 404
