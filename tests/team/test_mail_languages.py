"""Mails about a team are in the language of whoever reads them, not of whoever caused them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.accounts.readers import readers_of
from portal.gateway.ledger import reconcile_due
from portal.mail import EXTENSION as MAIL
from portal.services import EXTENSION, Services
from portal.team.reminders import remind_due
from portal.team.telling import tell_due
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.mails import MailFolder, text_of
from tests.support.pages import form_of
from tests.support.people import AHMAD, LUKASZ, OLIVER, SOFIA, XIMENA
from tests.team.amendments.conftest import fill, send
from tests.team.conftest import SignIn, waiting_on
from tests.team.test_resignations import accept
from tests.team.test_substitutes import answer, name, today
from tests.time_off.conftest import ask

Arrive = Callable[[str, str], FlaskClient]


@pytest.fixture
def services(app: Flask) -> Services:
    return cast(Services, app.extensions[EXTENSION])


@pytest.fixture
def arrive(app: Flask, sign_in: SignIn) -> Arrive:
    """Somebody signs in with a browser in this language."""

    def signed_in(email: str, language: str) -> FlaskClient:
        reader = browser(app)
        reader.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return sign_in(reader, email)

    return signed_in


def subjects(mails: MailFolder, to: str, *words: str) -> list[str]:
    """Of the mails about the team; those about signing in have none of ``words``."""
    found = [str(mail["Subject"]) for mail in mails.all(to)]
    return [subject for subject in found if any(each in subject for each in words)]


def requests(mails: MailFolder, to: str = SOFIA) -> list[str]:
    return subjects(mails, to, "asks for time off", "beantragt Abwesenheit")


# At once ------------------------------------------------------------------------------------------


def test_a_german_manager_is_written_to_in_german_by_an_english_worker(
    arrive: Arrive, mails: MailFolder, monday: date
) -> None:
    arrive(SOFIA, "de")
    ask(arrive(OLIVER, "en"), "send", start=monday, end=monday)
    [subject] = requests(mails)
    assert subject.startswith("Oliver Bennett beantragt Abwesenheit: ")
    assert f"{monday.day}. " in subject
    told = mails.last(SOFIA)
    assert "Guten Tag Sofia Almeida" in text_of(told)
    assert "Montag, " in text_of(told)
    html = told.get_body(("html",))
    assert html is not None
    assert 'lang="de"' in html.get_content()


def test_an_english_manager_is_written_to_in_english_by_a_german_worker(
    arrive: Arrive, mails: MailFolder, monday: date
) -> None:
    arrive(SOFIA, "en-GB")
    ask(arrive(OLIVER, "de"), "send", start=monday, end=monday)
    [subject] = requests(mails)
    assert subject.startswith("Oliver Bennett asks for time off: ")
    told = text_of(mails.last(SOFIA))
    assert "Hello Sofia Almeida" in told
    assert "Monday, " in told
    assert "Montag" not in told


def test_who_was_never_here_reads_what_the_writer_reads(
    arrive: Arrive, mails: MailFolder, monday: date
) -> None:
    ask(arrive(OLIVER, "de"), "send", start=monday, end=monday)
    [subject] = requests(mails)
    assert "beantragt Abwesenheit" in subject


def test_the_browser_used_last_counts(
    arrive: Arrive, mails: MailFolder, monday: date, later: Callable[..., None]
) -> None:
    arrive(SOFIA, "de")
    later(minutes=1)
    arrive(SOFIA, "en")
    ask(arrive(OLIVER, "de"), "send", start=monday, end=monday)
    [subject] = requests(mails)
    assert "asks for time off" in subject


def test_two_who_decide_read_one_request_each_in_their_own_language(
    arrive: Arrive, mails: MailFolder, employer: Employer, monday: date
) -> None:
    sofia, lukasz = arrive(SOFIA, "de"), arrive(LUKASZ, "en")
    path = name(sofia, employer.profile_of(LUKASZ), today(), today() + timedelta(days=7))
    answer(lukasz, path, "accept")
    ask(arrive(OLIVER, "de"), "send", start=monday, end=monday)
    assert "beantragt Abwesenheit" in requests(mails)[0]
    assert "asks for time off" in requests(mails, LUKASZ)[0]
    assert "Guten Tag Sofia" in text_of(mails.last(SOFIA))
    assert "Hello Łukasz" in text_of(mails.last(LUKASZ))
    assert "Monday, " in text_of(mails.last(LUKASZ))


def test_one_decision_on_two_is_told_to_each_in_their_own_language(
    arrive: Arrive, mails: MailFolder, employer: Employer, monday: date
) -> None:
    ask(arrive(OLIVER, "de"), "send", start=monday, end=monday)
    ask(arrive(AHMAD, "en"), "send", start=monday, end=monday)
    sofia = arrive(SOFIA, "de")
    queue = sofia.get("/team/time-off")
    ids = [waiting_on(employer, each, monday) for each in (OLIVER, AHMAD)]
    data = {**form_of(queue), "chosen": ids, "action": "approve"}
    assert sofia.post("/team/time-off", data=data).status_code == 303
    assert subjects(mails, OLIVER, "Abwesenheit ist", "time off is") == [
        "Ihre Abwesenheit ist genehmigt"
    ]
    assert subjects(mails, AHMAD, "Abwesenheit ist", "time off is") == ["Your time off is approved"]


def test_substitutes_read_their_own_language(
    arrive: Arrive, mails: MailFolder, employer: Employer
) -> None:
    lukasz, sofia = arrive(LUKASZ, "de"), arrive(SOFIA, "en")
    path = name(sofia, employer.profile_of(LUKASZ), today(), today())
    assert subjects(mails, LUKASZ, "bittet Sie um Vertretung")
    answer(lukasz, path, "accept")
    assert subjects(mails, SOFIA, "Łukasz Wójcik stands in for you")


def test_a_resignation_is_answered_in_the_language_of_who_resigns(
    arrive: Arrive, mails: MailFolder, employer: Employer
) -> None:
    arrive(XIMENA, "de")
    accept(arrive(SOFIA, "en"), str(employer.resignation_of(XIMENA)["unique_id"]))
    [_, told] = mails.all(XIMENA)
    assert told["Subject"] == "Ihre Kündigung ist angenommen"
    assert "Guten Tag Ximena" in text_of(told)


def test_a_change_of_the_contract_is_told_in_the_language_of_whose_it_is(
    arrive: Arrive, mails: MailFolder, employer: Employer, monday: date
) -> None:
    arrive(AHMAD, "de")
    sofia = arrive(SOFIA, "en")
    path = f"/team/people/{employer.profile_of(AHMAD)}/amendments"
    sent = fill(sofia, path, monday, job_title="Principal Designer")
    send(sofia, str(sofia.get(sent.location).location))
    assert subjects(mails, AHMAD, "Eine Änderung Ihres Vertrags ist unterwegs")


def test_a_nudge_is_in_the_language_of_who_is_reminded(
    arrive: Arrive, mails: MailFolder, employer: Employer, monday: date
) -> None:
    arrive(SOFIA, "de")
    oliver = arrive(OLIVER, "en")
    ask(oliver, "send", start=monday, end=monday)
    off = waiting_on(employer, OLIVER, monday)
    path = f"/team/nudges/{off}"
    oliver.post(path, data=form_of(oliver.get(f"/time-off/{off}"), path))
    assert subjects(mails, SOFIA, "wartet noch auf Antwort")


# By the clock -------------------------------------------------------------------------------------


def told_by_the_clock(
    app: Flask,
    services: Services,
    sandbox: RunningSandbox,
    worker: FlaskClient,
    monday: date,
    later: Callable[..., None],
) -> None:
    sandbox.fault("truncated", "time_offs.create", times=1)
    ask(worker, "send", start=monday, end=monday)
    later(seconds=15)
    reconcile_due(services)
    with app.test_request_context():
        assert tell_due(services, app.extensions[MAIL]) == 1


def test_the_clock_writes_german_to_who_reads_german(
    app: Flask,
    services: Services,
    sandbox: RunningSandbox,
    arrive: Arrive,
    mails: MailFolder,
    monday: date,
    later: Callable[..., None],
) -> None:
    arrive(SOFIA, "de")
    told_by_the_clock(app, services, sandbox, arrive(OLIVER, "en"), monday, later)
    assert "beantragt Abwesenheit" in requests(mails)[0]


def test_the_clock_writes_english_to_who_was_never_here(
    app: Flask,
    services: Services,
    sandbox: RunningSandbox,
    arrive: Arrive,
    mails: MailFolder,
    monday: date,
    later: Callable[..., None],
) -> None:
    told_by_the_clock(app, services, sandbox, arrive(OLIVER, "de"), monday, later)
    assert "asks for time off" in requests(mails)[0]


def test_reminders_by_the_clock_are_in_the_readers_language(
    app: Flask,
    services: Services,
    arrive: Arrive,
    mails: MailFolder,
    monday: date,
    later: Callable[..., None],
) -> None:
    arrive(SOFIA, "de")
    ask(arrive(OLIVER, "en"), "send", start=monday, end=monday)
    later(days=3, minutes=1)
    with app.test_request_context():
        remind_due(services, app.extensions[MAIL])
    assert subjects(mails, SOFIA, "wartet noch auf Antwort")


# The look-up --------------------------------------------------------------------------------------


def test_many_readers_are_one_query(services: Services, arrive: Arrive, employer: Employer) -> None:
    arrive(SOFIA, "de")
    arrive(OLIVER, "en")
    ids = [employer.profile_of(each) for each in (SOFIA, OLIVER, AHMAD)]
    asked: list[Any] = []

    def count(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(services.database.engine, "before_cursor_execute", count)
    found = readers_of(services.database, "deel", ids)
    event.remove(services.database.engine, "before_cursor_execute", count)
    assert found.languages == {ids[0]: "de", ids[1]: "en"}
    assert len([each for each in asked if each.startswith("SELECT")]) == 1
    assert readers_of(services.database, "another", ids).languages == {}
