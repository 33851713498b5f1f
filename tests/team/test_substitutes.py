"""Somebody stands in for a manager: named, asked, agreed, seen, told, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal.gateway.substitutes import SubstitutionRow
from portal.mail import EXTENSION as MAIL
from portal.services import EXTENSION, Services
from portal.team.reminders import remind_due
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.audit import events_about
from tests.support.employer import Employer
from tests.support.mails import MailFolder, text_of
from tests.support.pages import form_of, soup
from tests.support.pages import text_of as seen
from tests.support.people import AHMAD, GRACE, JANA, LUKASZ, OLIVER, SOFIA
from tests.team.conftest import SignIn, status_of, waiting_on
from tests.team.test_calendar import month_of, row_of
from tests.team.test_reviews import decline, press, review_page, reviews
from tests.time_off.conftest import ask

PAGE = "/team/substitute"
LISBON = ZoneInfo("Europe/Lisbon")


def services_of(app: Flask) -> Services:
    return cast(Services, app.extensions[EXTENSION])


def today() -> date:
    return datetime.now(LISBON).date()


def fill(
    manager: FlaskClient, who: str, first: date, last: date, action: str = "check"
) -> TestResponse:
    """``who``: a worker id."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return manager.post(
        PAGE, data={**form_of(manager.get(PAGE)), "who": who, **days, "action": action}
    )


def name(manager: FlaskClient, who: str, first: date, last: date) -> str:
    """Through the check page. Returns: the address of what came of it."""
    check = fill(manager, who, first, last)
    assert check.status_code == 200, seen(check)
    sent = manager.post(PAGE, data={**form_of(check), "action": "send"})
    assert sent.status_code == 303, seen(sent)
    return str(sent.location)


def answer(person: FlaskClient, path: str, action: str) -> TestResponse:
    return person.post(path, data={**form_of(person.get(path)), "action": action})


def mails_about(mails: MailFolder, to: str, subject: str) -> list[str]:
    return [text_of(mail) for mail in mails.all(to) if subject in str(mail["Subject"])]


@pytest.fixture
def asked(sofia: FlaskClient, employer: Employer) -> str:
    """Sofia has asked Łukasz, who has a team of his own, from today to a week from now."""
    who = employer.profile_of(LUKASZ)
    return name(sofia, who, today(), today() + timedelta(days=7))


@pytest.fixture
def agreed(asked: str, lukasz: FlaskClient) -> str:
    assert answer(lukasz, asked, "accept").status_code == 303
    return asked


@pytest.fixture
def oliver_agreed(sofia: FlaskClient, oliver: FlaskClient, employer: Employer) -> str:
    """Oliver, who reports to Sofia and has no reports, stands in for her."""
    path = name(sofia, employer.profile_of(OLIVER), today(), today() + timedelta(days=7))
    assert answer(oliver, path, "accept").status_code == 303
    return path


# Naming ------------------------------------------------------------------------------------------


def test_colleagues_and_reports_are_offered_and_nobody_else(
    sofia: FlaskClient, employer: Employer
) -> None:
    offered = {
        str(option["value"]) for option in soup(sofia.get(PAGE)).select("select[name=who] option")
    }
    for email in (LUKASZ, OLIVER, AHMAD):
        assert employer.profile_of(email) in offered
    for email in (JANA, SOFIA):
        assert employer.profile_of(email) not in offered
        refused = fill(sofia, employer.profile_of(email), today(), today(), "send")
        assert refused.status_code == 422


def test_the_check_page_says_what_they_will_see_and_sends_nothing(
    app: Flask, sofia: FlaskClient, employer: Employer, mails: MailFolder
) -> None:
    check = fill(sofia, employer.profile_of(LUKASZ), today(), today())
    for words in (
        "Ask Łukasz Wójcik to stand in?",
        "sees your team's pages and calendar",
        "go to both of you",
        "can't pass it on",
    ):
        assert words in seen(check)
    assert "Stand in" not in seen(sofia.get("/team"))
    assert mails.all(LUKASZ) == []
    back = sofia.post(PAGE, data={**form_of(check), "action": "change"})
    assert form_of(back)["first"] == today().isoformat()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (-1, 3, "Choose today or a later day."),
        (3, 2, "The last day is before the first day."),
        (0, 400, "Choose a day within a year from today."),
    ],
)
def test_days_that_can_not_be_are_said(
    sofia: FlaskClient, employer: Employer, first: int, last: int, words: str
) -> None:
    days = today() + timedelta(days=first), today() + timedelta(days=last)
    refused = fill(sofia, employer.profile_of(LUKASZ), *days)
    assert refused.status_code == 422
    assert words in seen(refused)


def test_the_year_9999_and_nonsense_are_refused(sofia: FlaskClient, employer: Employer) -> None:
    who = employer.profile_of(LUKASZ)
    form = form_of(sofia.get(PAGE))
    for last in ("9999-12-31", "tomorrow", ""):
        data = {**form, "who": who, "first": today().isoformat(), "last": last, "action": "send"}
        assert sofia.post(PAGE, data=data).status_code == 422


def test_overlapping_days_are_said_with_who_has_them(
    sofia: FlaskClient, employer: Employer, asked: str
) -> None:
    who = employer.profile_of(OLIVER)
    week = today() + timedelta(days=7)
    refused = fill(sofia, who, week, week + timedelta(days=3))
    assert refused.status_code == 422
    assert "Łukasz Wójcik is named for" in seen(refused)
    next_day = week + timedelta(days=1)
    assert fill(sofia, who, next_day, next_day).status_code == 200


def test_who_can_not_sign_in_is_not_named(
    sofia: FlaskClient, sandbox: RunningSandbox, employer: Employer, mails: MailFolder
) -> None:
    """Grace, to whom Sofia reports, has left."""
    sandbox.admin("POST", "settings", left=GRACE)
    who = employer.profile_of(GRACE)
    check = fill(sofia, who, today(), today())
    refused = sofia.post(PAGE, data={**form_of(check), "action": "send"})
    assert refused.status_code == 422
    assert "Grace Okafor can't sign in here." in seen(refused)
    assert mails.all(GRACE) == []


def test_the_period_is_from_midnight_to_midnight_where_the_manager_lives(
    app: Flask, sign_in: SignIn, employer: Employer
) -> None:
    """On the day of the change to summer time, which has 23 hours in Lisbon."""
    day = date(2027, 3, 28)
    with time_machine.travel(datetime(2027, 3, 20, 12, tzinfo=UTC), tick=True):
        name(sign_in(browser(app), SOFIA), employer.profile_of(LUKASZ), day, day)
    with services_of(app).database.read() as session:
        row = session.scalars(select(SubstitutionRow)).one()
    assert row.starts_at == datetime(2027, 3, 28, tzinfo=LISBON)
    assert row.ends_at - row.starts_at == timedelta(hours=23)


def test_a_double_press_asks_once(
    sofia: FlaskClient, employer: Employer, mails: MailFolder
) -> None:
    check = form_of(fill(sofia, employer.profile_of(LUKASZ), today(), today()))
    first = sofia.post(PAGE, data={**check, "action": "send"})
    second = sofia.post(PAGE, data={**check, "action": "send"})
    assert first.status_code == 303
    assert second.location == first.location
    assert len(mails_about(mails, LUKASZ, "asks you to stand in")) == 1


# The answer --------------------------------------------------------------------------------------


def test_who_is_named_is_asked_by_mail_and_on_the_first_page(
    app: Flask, asked: str, lukasz: FlaskClient, sofia: FlaskClient, mails: MailFolder
) -> None:
    [mail] = mails_about(mails, LUKASZ, "asks you to stand in")
    assert "Hello Łukasz Wójcik" in mail
    assert asked in mail
    assert "Sofia Almeida asks you to stand in" in seen(lukasz.get("/"))
    page = lukasz.get(asked)
    assert "You in the place of Sofia Almeida" in seen(page)
    assert "Waiting for an answer" in seen(page)
    assert "Accept" in seen(page)
    assert "Accept" not in seen(sofia.get(asked))
    assert "substitute:named" in events_about(app, asked.rsplit("/", 1)[1])


def test_nothing_is_seen_before_the_answer(
    asked: str, lukasz: FlaskClient, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    assert "Oliver" not in seen(lukasz.get("/team"))
    sandbox.admin("DELETE", "requests")
    assert lukasz.get(review_page(oliver_waiting)).status_code == 404
    assert oliver_waiting not in str(sandbox.calls())


def test_accepting_is_told_and_counts(
    agreed: str, lukasz: FlaskClient, mails: MailFolder, employer: Employer, oliver_waiting: str
) -> None:
    assert mails_about(mails, SOFIA, "Łukasz Wójcik stands in for you")
    assert "asks you to stand in" not in seen(lukasz.get("/"))
    team = seen(lukasz.get("/team"))
    assert "For Sofia Almeida" in team
    assert "Your own team" in team
    assert "Oliver Bennett" in team
    queue = lukasz.get("/team/time-off")
    assert "For Sofia Almeida" in seen(queue)
    person = lukasz.get(f"/team/people/{employer.profile_of(OLIVER)}")
    assert "You act in the place of Sofia Almeida." in seen(person)


def test_declining_is_told_and_gives_nothing(
    asked: str, lukasz: FlaskClient, sofia: FlaskClient, mails: MailFolder, oliver_waiting: str
) -> None:
    assert answer(lukasz, asked, "decline").status_code == 303
    assert mails_about(mails, SOFIA, "can't stand in for you")
    assert lukasz.get(review_page(oliver_waiting)).status_code == 404
    late = lukasz.post(asked, data={**form_of(sofia.get(PAGE)), "action": "accept"})
    assert late.status_code in (400, 409)
    assert "Declined" in seen(sofia.get(asked))


def test_who_is_away_too_is_told_that_it_is_not_passed_on(
    asked: str, lukasz: FlaskClient, employer: Employer
) -> None:
    assert "is named for you" not in seen(lukasz.get(asked))
    name(lukasz, employer.profile_of(JANA), today(), today())
    page = seen(lukasz.get(asked))
    assert "Jana Köhler is named for you on some of these days" in page
    assert "not for that of Sofia Almeida" in page


def test_an_unknown_button_changes_nothing(asked: str, lukasz: FlaskClient) -> None:
    assert answer(lukasz, asked, "whatever").status_code == 422
    assert "Waiting for an answer" in seen(lukasz.get(asked))


def test_nobody_else_sees_or_answers_it(
    asked: str, oliver: FlaskClient, sofia: FlaskClient
) -> None:
    assert oliver.get(asked).status_code == 404
    form = form_of(oliver.get("/account"))
    for action in ("accept", "decline", "end"):
        assert oliver.post(asked, data={**form, "action": action}).status_code == 404
    assert answer(sofia, asked, "accept").status_code == 404
    assert "Waiting for an answer" in seen(sofia.get(asked))


# While it runs -----------------------------------------------------------------------------------


def test_a_decision_says_on_whose_behalf_everywhere(
    app: Flask,
    agreed: str,
    lukasz: FlaskClient,
    sofia: FlaskClient,
    oliver: FlaskClient,
    mails: MailFolder,
    employer: Employer,
    oliver_waiting: str,
) -> None:
    assert "You act in the place of Sofia Almeida." in seen(lukasz.get(review_page(oliver_waiting)))
    sent = press(lukasz, review_page(oliver_waiting), "approve")
    assert sent.status_code == 303
    assert status_of(employer, OLIVER, oliver_waiting) == "APPROVED"
    assert "For Sofia Almeida" in seen(lukasz.get(sent.location))
    action = sent.location.rsplit("/", 1)[1]
    assert "You decided on behalf of Sofia Almeida." in seen(lukasz.get(f"/actions/{action}"))
    [mail] = mails_about(mails, OLIVER, "is approved")
    assert "Łukasz Wójcik on behalf of Sofia Almeida has approved your time off" in mail
    page = seen(oliver.get(f"/time-off/{oliver_waiting}"))
    assert "Łukasz Wójcik on behalf of Sofia Almeida approved this" in page
    for_her = seen(sofia.get(f"{PAGE}/decided"))
    assert "Oliver Bennett" in for_her
    assert "By Łukasz Wójcik" in for_her
    assert "decision:for_somebody" in events_about(app, oliver_waiting)


def test_declining_gives_the_reason_and_both_names(
    agreed: str, lukasz: FlaskClient, sofia: FlaskClient, mails: MailFolder, oliver_waiting: str
) -> None:
    asked = press(lukasz, review_page(oliver_waiting), "ask_why")
    assert "For Sofia Almeida" in seen(asked)
    decline(lukasz, oliver_waiting, "The release")
    [mail] = mails_about(mails, OLIVER, "is declined")
    assert "Łukasz Wójcik on behalf of Sofia Almeida has declined" in mail
    assert "By Łukasz Wójcik: The release" in seen(sofia.get(f"{PAGE}/decided"))


def test_a_new_request_mails_both(agreed: str, mails: MailFolder, oliver_waiting: str) -> None:
    assert mails_about(mails, SOFIA, "Oliver Bennett asks")
    [mail] = mails_about(mails, LUKASZ, "Oliver Bennett asks")
    assert "You act in the place of Sofia Almeida." in mail
    assert "Hello Łukasz Wójcik" in mail
    assert review_page(oliver_waiting) in mail


def test_the_worker_sees_both_and_reminds_both(
    agreed: str, oliver: FlaskClient, mails: MailFolder, oliver_waiting: str
) -> None:
    page = oliver.get(f"/time-off/{oliver_waiting}")
    assert "Sofia Almeida has it now, and so has Łukasz Wójcik, who stands in until" in seen(page)
    nudge = f"/team/nudges/{oliver_waiting}"
    oliver.post(nudge, data=form_of(page, nudge))
    for to in (SOFIA, LUKASZ):
        assert mails_about(mails, to, "still waits for an answer")


def test_the_calendar_of_the_team_is_seen_with_what_for(
    agreed: str,
    lukasz: FlaskClient,
    sofia: FlaskClient,
    employer: Employer,
    oliver_waiting: str,
    monday: date,
) -> None:
    people = f"for.{employer.profile_of(SOFIA)}"
    page = lukasz.get(month_of(monday, people))
    assert row_of(page, "Oliver Bennett")[monday.day - 1] == "asked for"
    assert "in the place of Sofia Almeida" in seen(page)
    assert "For Sofia Almeida" not in seen(sofia.get(month_of(monday, people)))


def test_the_feed_holds_nobody_they_only_stand_in_for(
    agreed: str, lukasz: FlaskClient, employer: Employer, oliver_waiting: str
) -> None:
    employer.approve(oliver_waiting)
    form = form_of(lukasz.get("/team/calendar/feed"))
    made = lukasz.post("/team/calendar/feed", data={**form, "action": "make"})
    address = soup(made).select_one("code.address")
    assert address is not None
    path = "/" + address.get_text(strip=True).split("/", 3)[3]
    assert "Oliver" not in lukasz.get(path).get_data(as_text=True)


def test_somebody_without_reports_has_the_pages_for_these_days_alone(
    sofia: FlaskClient, oliver: FlaskClient, employer: Employer, ahmad_waiting: str
) -> None:
    assert oliver.get("/team").status_code == 404
    path = name(sofia, employer.profile_of(OLIVER), today(), today())
    assert oliver.get("/team").status_code == 404
    answer(oliver, path, "accept")
    assert oliver.get("/team").status_code == 200
    assert oliver.get(PAGE).status_code == 404
    assert 'href="/team"' in oliver.get("/").text
    assert answer(oliver, path, "end").status_code == 303
    assert oliver.get("/team").status_code == 404
    assert oliver.get(review_page(ahmad_waiting)).status_code == 404


def test_an_own_request_is_refused_and_said_who_can(
    oliver_agreed: str,
    oliver: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    mails: MailFolder,
    oliver_waiting: str,
) -> None:
    refused = oliver.get(review_page(oliver_waiting))
    assert refused.status_code == 403
    assert "Sofia Almeida decides on it." in seen(refused)
    token = form_of(oliver.get("/account"))
    data = {**token, "key": "0" * 32, "action": "approve", "chosen": oliver_waiting}
    assert oliver.post(review_page(oliver_waiting), data=data).status_code == 403
    assert oliver.post("/team/time-off", data=data).status_code == 422
    assert reviews(sandbox) == 0
    assert status_of(employer, OLIVER, oliver_waiting) == "REQUESTED"
    assert mails_about(mails, OLIVER, "asks for time off") == []
    assert "Sofia Almeida has it now." in seen(oliver.get(f"/time-off/{oliver_waiting}"))


def test_another_managers_request_stays_out_of_reach_without_a_call(
    oliver_agreed: str, oliver: FlaskClient, employer: Employer, sandbox: RunningSandbox
) -> None:
    strangers = next(
        str(one["id"]) for one in employer.time_off_of(JANA) if one["status"] == "REQUESTED"
    )
    sandbox.admin("DELETE", "requests")
    assert oliver.get(review_page(strangers)).status_code == 404
    assert oliver.get(f"/team/people/{employer.profile_of(JANA)}").status_code == 404
    calls = str(sandbox.calls())
    assert strangers not in calls
    assert employer.profile_of(JANA) not in calls


def test_of_two_who_decide_at_once_the_later_is_shown_the_truth(
    agreed: str,
    lukasz: FlaskClient,
    sofia: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    oliver_waiting: str,
) -> None:
    form = {**form_of(lukasz.get(review_page(oliver_waiting))), "action": "approve"}
    asked = press(sofia, review_page(oliver_waiting), "ask_why")
    assert lukasz.post(review_page(oliver_waiting), data=form).status_code == 303
    late = sofia.post("/team/time-off", data={**form_of(asked), "action": "reject", "reason": "No"})
    assert late.status_code == 422
    assert reviews(sandbox) == 1
    assert status_of(employer, OLIVER, oliver_waiting) == "APPROVED"
    assert "This is settled already" in seen(sofia.get(review_page(oliver_waiting)))


def test_few_calls_a_page(
    agreed: str, lukasz: FlaskClient, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    """The two lines, the time off and the balance."""
    sandbox.admin("DELETE", "requests")
    lukasz.get(review_page(oliver_waiting))
    assert len(sandbox.calls()) == 4


# The end -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "told"), [(SOFIA, LUKASZ), (LUKASZ, SOFIA)])
def test_either_ends_it_and_the_other_is_told(
    agreed: str,
    sofia: FlaskClient,
    lukasz: FlaskClient,
    mails: MailFolder,
    oliver_waiting: str,
    who: str,
    told: str,
) -> None:
    form = {**form_of(lukasz.get(review_page(oliver_waiting))), "action": "approve"}
    assert answer(sofia if who == SOFIA else lukasz, agreed, "end").status_code == 303
    assert mails_about(mails, told, "Standing in has ended")
    assert lukasz.post(review_page(oliver_waiting), data=form).status_code == 404
    assert "Oliver" not in seen(lukasz.get("/team"))
    again = {**form_of(sofia.get(PAGE)), "action": "end"}
    assert sofia.post(agreed, data=again).status_code == 409


@pytest.mark.parametrize(
    ("moment", "works"),
    [
        ("2027-06-09 23:59", False),
        ("2027-06-10 00:01", True),
        ("2027-06-11 23:59", True),
        ("2027-06-12 00:01", False),
    ],
)
def test_at_the_edges_it_goes_by_the_managers_midnight(
    app: Flask,
    agreed: str,
    sign_in: SignIn,
    oliver_waiting: str,
    moment: str,
    works: bool,
) -> None:
    """From 10 to 11 June in Lisbon, which is an hour before Warsaw, where the substitute is."""
    first, end = datetime(2027, 6, 10, tzinfo=LISBON), datetime(2027, 6, 12, tzinfo=LISBON)
    with services_of(app).database.begin() as session:
        days = {"starts_at": first, "ends_at": end}
        session.execute(update(SubstitutionRow).values(**days))
    at = datetime.fromisoformat(moment).replace(tzinfo=LISBON)
    with time_machine.travel(at, tick=True):
        again = sign_in(browser(app), LUKASZ)
        assert again.get(review_page(oliver_waiting)).status_code == (200 if works else 404)


def test_a_manager_who_lost_the_team_takes_it_along(
    oliver_agreed: str, oliver: FlaskClient, sandbox: RunningSandbox, employer: Employer
) -> None:
    for person in sandbox.people().values():
        if person["manager_id"] == employer.profile_of(SOFIA):
            employer.move(person["email"], LUKASZ)
    assert oliver.get("/team").status_code == 404
    assert oliver.get("/team/time-off").status_code == 404


def test_a_report_who_moved_meanwhile_is_out_of_reach(
    agreed: str,
    lukasz: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    ahmad_waiting: str,
) -> None:
    form = {**form_of(lukasz.get(review_page(ahmad_waiting))), "action": "approve"}
    employer.move(AHMAD, "grace.okafor@acme.example")
    assert lukasz.post(review_page(ahmad_waiting), data=form).status_code == 404
    assert reviews(sandbox) == 0


def test_the_accounts_log_says_it(agreed: str, sofia: FlaskClient, lukasz: FlaskClient) -> None:
    assert "A colleague agreed to stand in for you" in seen(sofia.get("/account/log"))
    assert "You agreed to stand in for a manager" in seen(lukasz.get("/account/log"))


def test_a_worker_of_the_team_asks_and_the_managers_own_request_goes_elsewhere(
    agreed: str, lukasz: FlaskClient, sofia: FlaskClient, employer: Employer, monday: date
) -> None:
    ask(sofia, "send", start=monday, end=monday)
    assert lukasz.get(review_page(waiting_on(employer, SOFIA, monday))).status_code == 404


def test_the_clock_reminds_both(
    app: Flask,
    agreed: str,
    mails: MailFolder,
    oliver_waiting: str,
    later: Callable[..., None],
) -> None:
    later(days=4)
    with app.test_request_context():
        assert remind_due(services_of(app), app.extensions[MAIL]) == 1
    for to in (SOFIA, LUKASZ):
        assert len(mails_about(mails, to, "still waits for an answer")) == 1


def test_after_the_last_day_the_manager_alone_is_reminded(
    app: Flask,
    agreed: str,
    mails: MailFolder,
    oliver_waiting: str,
    later: Callable[..., None],
) -> None:
    later(days=9)
    with app.test_request_context():
        remind_due(services_of(app), app.extensions[MAIL])
    assert mails_about(mails, SOFIA, "still waits for an answer")
    assert mails_about(mails, LUKASZ, "still waits for an answer") == []
