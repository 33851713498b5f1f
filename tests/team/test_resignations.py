"""Answering a resignation: what it rests on, once, and never for another team."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.sandbox.time_off.working_days import year_of
from tests.conftest import browser
from tests.resignation.conftest import signed
from tests.sandbox.deel.resigning import DAY
from tests.sandbox_server import RunningSandbox
from tests.support.audit import events_about
from tests.support.employer import Employer
from tests.support.pages import form_of, soup, text_of
from tests.support.people import LUKASZ, MARIA, OLIVER, SOFIA, XIMENA
from tests.team.conftest import SignIn

PAGE = "/team/resignations"
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
USED = f"used_0_{date.today().year}0101"  # noqa: DTZ011  (a calendar date)


@pytest.fixture
def waiting(employer: Employer) -> str:
    """The id of Ximena's, as the manager's pages name it."""
    return str(employer.resignation_of(XIMENA)["unique_id"])


@pytest.fixture
def ximena(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), XIMENA)


def status(employer: Employer, email: str = XIMENA) -> str:
    return str(employer.resignation_of(email)["progress"]["status"])


def answers(sandbox: RunningSandbox) -> int:
    return len(sandbox.calls("offboarding.review_pto"))


def fill(manager: FlaskClient, waiting: str, step: str, **values: object) -> TestResponse:
    """Go on from the first page to the check page."""
    path = f"{PAGE}/{waiting}/{step}"
    form = form_of(manager.get(path), step)
    return manager.post(path, data={**form, **named(values), "action": "check"})


def send(manager: FlaskClient, checked: TestResponse) -> TestResponse:
    assert checked.status_code == 200, text_of(checked)
    form = form_of(checked)
    return manager.post(checked.request.path, data={**form, "action": "send"})


def accept(manager: FlaskClient, waiting: str, **values: object) -> TestResponse:
    given = {"tracking": "on_platform", **values}
    return send(manager, fill(manager, waiting, "accept", **given))


def decline(manager: FlaskClient, waiting: str, **values: object) -> TestResponse:
    given = {"reason": "last_day", "detail": "Too <b>soon</b>", **values}
    return send(manager, fill(manager, waiting, "decline", **given))


def named(values: Mapping[str, object]) -> dict[str, object]:
    """``used`` is the field of Ximena's only leave year."""
    return {USED if name == "used" else name: value for name, value in values.items()}


def error_on(page: TestResponse, field: str) -> str:
    assert page.status_code == 422
    [name] = named({field: ""})
    found = soup(page).select_one(f"#{name}-error")
    assert found is not None, text_of(page)
    return found.get_text(" ", strip=True)


# What an answer rests on ---------------------------------------------------------------------


def test_list_has_new_ones_first_and_says_how_each_stands(sofia: FlaskClient) -> None:
    page = sofia.get(PAGE)
    seen = text_of(page)
    assert seen.index("New") < seen.index("Ximena Hernández Ruiz") < seen.index("Under way")
    for words in ("Waits for your answer", "Wishes to leave on", "Being reviewed", "Last day"):
        assert words in seen
    assert "Came to nothing" in seen  # Ahmad's, long ago
    assert "Jana Köhler" not in seen


def test_one_says_what_was_handed_in_and_what_is_left(
    sofia: FlaskClient, waiting: str, employer: Employer
) -> None:
    seen = text_of(sofia.get(f"{PAGE}/{waiting}"))
    for words in (
        "Resignation of Ximena Hernández Ruiz",
        "It is your turn",
        "Has found another job",
        "Notice given 4",
        "Left on the last day",
        "Counted In Deel",
        "Earliest, if notice were given today",
        "on which no employment may end",
        "Deel does not hand out the letter itself",
    ):
        assert words in seen


def test_team_page_says_that_one_waits(
    sofia: FlaskClient, lukasz: FlaskClient, sandbox: RunningSandbox
) -> None:
    words = "1 resignation waits for your answer"
    assert words in text_of(sofia.get("/team"))
    late = sofia.get("/team?card=leavers", headers={"HX-Request": "true"})
    assert words in text_of(late)
    assert soup(late).find("h1") is None
    assert text_of(lukasz.get("/team?card=leavers", headers={"HX-Request": "true"})) == ""
    sandbox.fault("500_html", "offboarding.tracker")
    seen = text_of(sofia.get("/team"))
    assert "could not be read just now" in seen
    assert "Who reports to you" in seen


def test_few_calls_a_page(sofia: FlaskClient, sandbox: RunningSandbox, waiting: str) -> None:
    sandbox.admin("DELETE", "requests")
    sofia.get(PAGE)
    assert len(sandbox.calls()) == 2
    sandbox.admin("DELETE", "requests")
    sofia.get(f"{PAGE}/{waiting}")
    assert len(sandbox.calls()) == 5
    sandbox.admin("DELETE", "requests")
    sofia.get(f"{PAGE}/{waiting}/accept")
    assert len(sandbox.calls()) == 4


@pytest.mark.parametrize("card", ["details", "leave", "days"])
def test_each_late_card_fetches_itself(sofia: FlaskClient, waiting: str, card: str) -> None:
    late = sofia.get(f"{PAGE}/{waiting}?card={card}", headers={"HX-Request": "true"})
    assert soup(late).select_one(f"#card-{card}") is not None
    assert soup(late).find("h1") is None


def test_one_card_s_failure_leaves_the_others(
    sofia: FlaskClient, sandbox: RunningSandbox, waiting: str
) -> None:
    sandbox.fault("500_html", "offboarding.time_offs")
    seen = text_of(sofia.get(f"{PAGE}/{waiting}"))
    assert "Has found another job" in seen
    assert "Possible last days" in seen


def test_opening_answers_nothing(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, waiting: str
) -> None:
    for path in ("", "/accept", "/decline"):
        assert sofia.get(f"{PAGE}/{waiting}{path}").status_code == 200
        assert sofia.head(f"{PAGE}/{waiting}{path}").status_code == 200
    fill(sofia, waiting, "accept", tracking="on_platform")
    fill(sofia, waiting, "decline", reason="other", detail="x")
    assert answers(sandbox) == 0
    assert status(employer) == "AWAITING_PTO"


# Accepting -----------------------------------------------------------------------------------


def test_accepting_with_the_hr_system_s_own_count(
    app: Flask, sofia: FlaskClient, ximena: FlaskClient, employer: Employer, waiting: str
) -> None:
    checked = fill(sofia, waiting, "accept", tracking="on_platform")
    assert "This can't be taken back" in text_of(checked)
    assert "As Deel has it" in text_of(checked)
    assert status(employer) == "AWAITING_PTO"
    sent = send(sofia, checked)
    assert sent.status_code == 303
    assert "You have accepted the resignation" in text_of(sofia.get(sent.location))
    assert status(employer) == "AWAITING_TRIAGE"
    used = employer.offboarding_of(XIMENA)["request_data"]["used_time_off"]
    assert used["tracking_type"] == "ON_PLATFORM"
    assert "resignation:accepted" in events_about(app, waiting)
    seen = text_of(sofia.get(f"{PAGE}/{waiting}"))
    assert "Sofia Almeida accepted it on" in seen
    assert "Being reviewed" in seen
    assert "Decline" not in seen
    assert "Letter to sign" in text_of(ximena.get("/resignation"))


def test_accepting_with_what_was_counted_elsewhere(
    sofia: FlaskClient, employer: Employer, waiting: str
) -> None:
    first = sofia.get(f"{PAGE}/{waiting}/accept")
    assert "Every amount is in days" in text_of(first)
    checked = fill(
        sofia,
        waiting,
        "accept",
        tracking="off_platform",
        used="7,5",
        scheduled="2",
        severance="weeks",
        severance_amount="1.5",
    )
    for words in ("7.5 days", "2 days", "1.5 weeks of pay"):
        assert words in text_of(checked)
    send(sofia, checked)
    kept = employer.offboarding_of(XIMENA)["request_data"]
    off = kept["used_time_off"]["off_platform_used_time_off"]
    assert kept["used_time_off"]["tracking_type"] == "OFF_PLATFORM"
    assert [one["used"] for one in off["entitlements"]] == [7.5]
    assert (off["total_scheduled"], off["entitlement_unit"]) == (2, "BUSINESS_DAY")
    assert (kept["severance_type"], kept["severance_amount"]) == ("WEEKS", "1.5")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"tracking": ""}, "tracking", "Say who has counted"),
        ({"tracking": "guessed"}, "tracking", "Not a valid choice"),
        ({"tracking": "off_platform", "scheduled": "1"}, "used", "enter how much"),
        ({"tracking": "off_platform", "used": "1"}, "scheduled", "enter how much"),
        (
            {"tracking": "off_platform", "used": "-1", "scheduled": "1"},
            "used",
            "Enter a number",
        ),
        ({"tracking": "on_platform", "used": "3"}, "used", "Leave it empty"),
        ({"tracking": "on_platform", "severance": "days"}, "severance_amount", "more than 0"),
        (
            {"tracking": "on_platform", "severance": "days", "severance_amount": "0"},
            "severance_amount",
            "more than 0",
        ),
        ({"tracking": "on_platform", "severance_amount": "3"}, "severance_amount", "Leave it"),
        ({"tracking": "on_platform", "severance": "CASH"}, "severance", "Not a valid choice"),
    ],
)
def test_an_acceptance_that_can_not_be_is_a_field_error(
    sofia: FlaskClient,
    sandbox: RunningSandbox,
    waiting: str,
    values: dict[str, str],
    field: str,
    words: str,
) -> None:
    for action in ("check", "send"):
        path = f"{PAGE}/{waiting}/accept"
        form = form_of(sofia.get(path), "accept")
        given = {**form, **named(values), "action": action}
        assert words in error_on(sofia.post(path, data=given), field)
    assert answers(sandbox) == 0


def test_posted_days_and_states_are_not_read(
    sofia: FlaskClient, employer: Employer, waiting: str
) -> None:
    wished = employer.offboarding_of(XIMENA)["desired_end_date"]
    accept(sofia, waiting, end_date="2030-01-01", status="COMPLETED", worker_id="somebody")
    assert employer.offboarding_of(XIMENA)["end_date"] == wished
    assert status(employer) == "AWAITING_TRIAGE"


def test_what_was_entered_for_one_leave_year_is_not_sent_for_another(
    sofia: FlaskClient, sandbox: RunningSandbox, waiting: str
) -> None:
    given = {"tracking": "off_platform", "used_0_19990101": "7.5", "scheduled": "2"}
    assert "enter how much" in error_on(fill(sofia, waiting, "accept", **given), "used")
    assert answers(sandbox) == 0


def test_what_was_entered_stays_on_the_way_back(sofia: FlaskClient, waiting: str) -> None:
    checked = fill(sofia, waiting, "accept", tracking="off_platform", used="7.5", scheduled="2")
    path = f"{PAGE}/{waiting}/accept"
    back = sofia.post(path, data={**form_of(checked), "action": "change"})
    assert back.status_code == 200
    assert form_of(back, "accept")[USED] == "7.5"


def test_a_day_that_is_barred_by_now_is_not_accepted(
    app: Flask, sign_in: SignIn, sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox
) -> None:
    """Handed in for a holiday before the HR system's list reached so far."""
    holiday = holiday_far_ahead("ES")
    maria = sign_in(browser(app), MARIA)
    form = signed(maria, holiday.isoformat(), sandbox.people()["maria.fernandez"]["name"])
    maria.post("/resignation/new", data=form, content_type="multipart/form-data")
    one = str(employer.resignation_of(MARIA)["unique_id"])
    path = f"{PAGE}/{one}/accept"
    open_page = fill(sofia, one, "accept", tracking="on_platform")
    sandbox.admin("POST", "settings", advance_seconds=DAY * (holiday - today()).days - DAY * 100)

    assert "lets no employment end on that day" in text_of(sofia.get(path))
    late = sofia.post(path, data={**form_of(open_page), "action": "send"})
    assert "lets no employment end on that day" in text_of(late)
    assert answers(sandbox) == 0


def holiday_far_ahead(country: str) -> date:
    """In half a year to a year."""
    days = {day for year in (0, 1) for day in year_of(country, today().year + year).holidays}
    return min(day for day in days if 190 < (day - today()).days < 360)


def today() -> date:
    return date.today()  # noqa: DTZ011  (a calendar date)


# Declining -----------------------------------------------------------------------------------


def test_declining_with_a_day_that_would_suit(
    app: Flask, sofia: FlaskClient, employer: Employer, waiting: str
) -> None:
    suits = free_day(employer)
    checked = fill(
        sofia,
        waiting,
        "decline",
        reason="last_day",
        detail="Too <b>soon</b>",
        possible_last_day=suits.isoformat(),
    )
    assert "Too <b>soon</b>" in text_of(checked)
    assert soup(checked).find("main").find("b") is None  # type: ignore[union-attr]
    sent = send(sofia, checked)
    assert "You have declined the resignation" in text_of(sofia.get(sent.location))
    assert status(employer) == "CANCELLED"
    kept = employer.offboarding_of(XIMENA)["request_data"]
    assert kept["decline_reason"] == "NOT_AGREE_WITH_END_DATE"
    assert kept["decline_reason_detail"].startswith("Too <b>soon</b>")
    assert suits.isoformat() in kept["decline_reason_detail"]
    assert "resignation:declined" in events_about(app, waiting)
    seen = text_of(sofia.get(f"{PAGE}/{waiting}"))
    assert "Sofia Almeida declined it on" in seen
    assert "Too <b>soon</b>" in seen


def free_day(employer: Employer) -> date:
    """Far enough ahead for any notice, within no restricted day."""
    barred = employer.restricted_dates_of(XIMENA)
    days = (today() + timedelta(days=120 + more) for more in range(30))
    return next(day for day in days if day.isoformat() not in barred)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "reason", "Choose a reason"),
        ({"reason": "FIRED"}, "reason", "Not a valid choice"),
        ({"reason": "other", "detail": "  "}, "detail", "Say in a sentence"),
        ({"reason": "other", "detail": "x" * 501}, "detail", "500 characters"),
        (
            {"reason": "no_resignation", "possible_last_day": "2027-06-01"},
            "possible_last_day",
            "Leave it empty",
        ),
        ({"reason": "last_day", "possible_last_day": "2027-02-30"}, "possible_last_day", "real"),
        ({"reason": "last_day", "possible_last_day": "2020-01-01"}, "possible_last_day", "past"),
        (
            {"reason": "last_day", "possible_last_day": "9999-12-31"},
            "possible_last_day",
            "within two years",
        ),
    ],
)
def test_a_refusal_that_can_not_be_is_a_field_error(
    sofia: FlaskClient,
    sandbox: RunningSandbox,
    waiting: str,
    values: dict[str, str],
    field: str,
    words: str,
) -> None:
    for action in ("check", "send"):
        path = f"{PAGE}/{waiting}/decline"
        form = form_of(sofia.get(path), "decline")
        given = {**form, **named(values), "action": action}
        assert words in error_on(sofia.post(path, data=given), field)
    assert answers(sandbox) == 0


def test_days_that_the_hr_system_bars_are_field_errors(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, waiting: str
) -> None:
    offboarding = employer.offboarding_of(XIMENA)
    barred = [
        day
        for day in employer.restricted_dates_of(XIMENA)
        if day > (today() + timedelta(days=62)).isoformat()
    ]
    tomorrow = (today() + timedelta(days=2)).isoformat()
    for day, words in (
        (barred[0], "lets no employment end on that day"),
        (tomorrow, "The notice is not over by then"),
        (offboarding["desired_end_date"], "the day that was wished for"),
    ):
        given = {"reason": "last_day", "possible_last_day": day}
        refused = fill(sofia, waiting, "decline", **given)
        assert words in error_on(refused, "possible_last_day")
    assert answers(sandbox) == 0


# What was added ------------------------------------------------------------------------------


def test_added_papers_are_handed_out_to_keep_and_to_the_manager_alone(
    sofia: FlaskClient, lukasz: FlaskClient, oliver: FlaskClient, employer: Employer
) -> None:
    form = signed(oliver, (today() + timedelta(days=200)).isoformat())
    paper = (io.BytesIO(PDF), "Exit notes.pdf")
    sent = oliver.post(
        "/resignation/new",
        data={**form, "attachments": [paper]},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303, text_of(sent)
    one = f"{PAGE}/{employer.resignation_of(OLIVER)['unique_id']}"
    link = soup(sofia.get(one)).select_one('main a[href*="/files/"]')
    assert link is not None
    path = str(link["href"])
    got = sofia.get(path)
    assert got.get_data() == PDF
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in got.headers["Cache-Control"]
    assert sofia.get(f"{one}/files/none").status_code == 404
    assert lukasz.get(path).status_code == 404


@pytest.mark.parametrize("operation", ["offboarding.get", "offboarding.time_offs"])
def test_somebody_else_s_answer_is_held_back(
    sofia: FlaskClient, sandbox: RunningSandbox, waiting: str, operation: str
) -> None:
    whole = text_of(sofia.get(f"{PAGE}/{waiting}"))
    sandbox.fault("stranger", operation)
    seen = text_of(sofia.get(f"{PAGE}/{waiting}"))
    gone = "Has found another job" if operation == "offboarding.get" else "Left on the last day"
    assert gone in whole
    assert gone not in seen
    assert "Is moving to another country" not in seen


# Once, and as it really stands ---------------------------------------------------------------


def test_a_double_press_is_one_answer(
    sofia: FlaskClient, sandbox: RunningSandbox, waiting: str
) -> None:
    form = {**form_of(fill(sofia, waiting, "accept", tracking="on_platform")), "action": "send"}
    path = f"{PAGE}/{waiting}/accept"
    first = sofia.post(path, data=form)
    second = sofia.post(path, data=form)
    assert first.status_code == 303
    assert second.status_code in (303, 409)
    assert answers(sandbox) == 1


@pytest.mark.parametrize("ours", [accept, decline])
@pytest.mark.parametrize("theirs", [True, False])
def test_what_was_answered_meanwhile_is_shown_as_it_is(
    sofia: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    waiting: str,
    ours: Callable[..., TestResponse],
    theirs: bool,
) -> None:
    step = "accept" if ours is accept else "decline"
    values = {"tracking": "on_platform", "reason": "last_day"}
    checked = fill(sofia, waiting, step, **values)
    employer.review_resignation(XIMENA, accept=theirs)
    after = status(employer)
    late = send(sofia, checked)
    assert late.status_code == 409
    assert "This is settled already" in text_of(late)
    assert ("Being reviewed" if theirs else "Came to nothing") in text_of(late)
    assert answers(sandbox) == 1
    assert status(employer) == after
    assert sofia.get(f"{PAGE}/{waiting}/{step}").status_code == 303


def test_a_lost_answer_is_checking_and_then_given_once(
    sofia: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    waiting: str,
    later: Callable[..., None],
) -> None:
    checked = fill(sofia, waiting, "accept", tracking="on_platform")
    sandbox.fault("truncated", "offboarding.review_pto", times=1)
    sent = send(sofia, checked)
    assert "We are checking your answer to the resignation" in text_of(sofia.get(sent.location))
    assert "We are checking whether your last answer" in text_of(sofia.get(PAGE))
    later(seconds=5)
    assert "You have accepted the resignation" in text_of(sofia.get(sent.location))
    assert status(employer) == "AWAITING_TRIAGE"
    assert answers(sandbox) == 1


def test_a_down_hr_system_answers_nothing_and_keeps_what_was_entered(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, waiting: str
) -> None:
    checked = fill(sofia, waiting, "decline", reason="other", detail="Let us talk")
    sandbox.fault("429", "offboarding.review_pto", times=1)
    refused = send(sofia, checked)
    assert refused.status_code == 422
    assert "Nothing was sent" in text_of(refused)
    assert form_of(refused, "decline")["detail"].strip() == "Let us talk"
    assert status(employer) == "AWAITING_PTO"
    again = {**form_of(refused, "decline"), "reason": "other", "action": "send"}
    assert sofia.post(f"{PAGE}/{waiting}/decline", data=again).status_code == 303
    assert status(employer) == "CANCELLED"


def test_two_managers_at_once_are_one_answer(
    sofia: FlaskClient,
    lukasz: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    waiting: str,
) -> None:
    """The one whom the report now has answers; the other's open page is out of reach."""
    sofias = fill(sofia, waiting, "accept", tracking="on_platform")
    employer.move(XIMENA, LUKASZ)
    assert decline(lukasz, waiting).status_code == 303
    assert send(sofia, sofias).status_code == 404
    assert answers(sandbox) == 1
    assert status(employer) == "CANCELLED"
    employer.move(XIMENA, SOFIA)
    late = send(sofia, sofias)
    assert late.status_code == 409
    assert "Łukasz Wójcik declined it" in text_of(late)


# The wall ------------------------------------------------------------------------------------


def test_another_teams_is_404_without_a_word_about_it(
    lukasz: FlaskClient, employer: Employer, sandbox: RunningSandbox, waiting: str
) -> None:
    token = form_of(lukasz.get("/account"))["csrf_token"]
    sandbox.admin("DELETE", "requests")
    for path in ("", "/accept", "/decline", "/files/none"):
        assert lukasz.get(f"{PAGE}/{waiting}{path}").status_code == 404
    for path, values in (
        ("/accept", {"tracking": "on_platform", "severance": ""}),
        ("/decline", {"reason": "last_day"}),
    ):
        data = {"csrf_token": token, "key": "0" * 32, "action": "send", **values}
        assert lukasz.post(f"{PAGE}/{waiting}{path}", data=data).status_code == 404
    assert {call["operation"] for call in sandbox.calls()} <= {"people.get", "offboarding.tracker"}
    assert status(employer) == "AWAITING_PTO"


def test_an_own_one_is_refused(
    app: Flask, sign_in: SignIn, employer: Employer, sandbox: RunningSandbox, waiting: str
) -> None:
    """Ximena gets a report, and is still not the one who answers her."""
    employer.move(OLIVER, XIMENA)
    ximena = sign_in(browser(app), XIMENA)
    assert f"{PAGE}/{waiting}" not in ximena.get(PAGE).text
    token = form_of(ximena.get("/account"))["csrf_token"]
    data = {"csrf_token": token, "key": "0" * 32, "action": "send", "tracking": "on_platform"}
    for path in ("", "/accept", "/decline"):
        assert ximena.get(f"{PAGE}/{waiting}{path}").status_code == 403
    assert ximena.post(f"{PAGE}/{waiting}/accept", data=data).status_code == 403
    assert answers(sandbox) == 0
    assert status(employer) == "AWAITING_PTO"
