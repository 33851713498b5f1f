"""A resignation answered in a manager's place, or for the employer."""

from __future__ import annotations

from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.gateway.substitutes import SubstitutionRow, SubstitutionState
from portal.services import EXTENSION, Services
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.audit import events_about
from tests.support.employer import Employer
from tests.support.mails import MailFolder
from tests.support.mails import text_of as mail_text
from tests.support.pages import form_of, text_of
from tests.support.people import LUKASZ, OLIVER, SOFIA, XIMENA
from tests.support.standing_in import stand_in
from tests.team.conftest import SignIn
from tests.team.test_resignations import PAGE, accept, answers, decline, status


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "PORTAL_EMPLOYER_ADMINS": OLIVER}


@pytest.fixture
def waiting(employer: Employer) -> str:
    return str(employer.resignation_of(XIMENA)["unique_id"])


@pytest.fixture
def ximena(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), XIMENA)


def told(mails: MailFolder) -> str:
    [found] = [one for one in mails.all(XIMENA) if "Your resignation is" in str(one["Subject"])]
    return mail_text(found)


def test_a_substitute_answers_and_both_names_are_told(
    app: Flask,
    sandbox: RunningSandbox,
    lukasz: FlaskClient,
    ximena: FlaskClient,
    sofia: FlaskClient,
    mails: MailFolder,
    employer: Employer,
    waiting: str,
) -> None:
    assert lukasz.get(f"{PAGE}/{waiting}").status_code == 404
    stand_in(app, sandbox, SOFIA, LUKASZ)
    assert "For Sofia Almeida" in text_of(lukasz.get(PAGE))
    one = lukasz.get(f"{PAGE}/{waiting}")
    assert "You act in the place of Sofia Almeida." in text_of(one)
    sent = accept(lukasz, waiting)
    assert sent.status_code == 303
    assert "You decided on behalf of Sofia Almeida." in text_of(lukasz.get(sent.location))
    assert "Łukasz Wójcik on behalf of Sofia Almeida has accepted" in told(mails)
    for page in (ximena.get("/resignation"), sofia.get(f"{PAGE}/{waiting}")):
        assert "Łukasz Wójcik on behalf of Sofia Almeida accepted" in text_of(page)
    assert "decision:for_somebody" in events_about(app, waiting)


def test_what_is_ended_while_the_page_is_open_answers_nothing(
    app: Flask, sandbox: RunningSandbox, lukasz: FlaskClient, employer: Employer, waiting: str
) -> None:
    stand_in(app, sandbox, SOFIA, LUKASZ)
    path = f"{PAGE}/{waiting}/accept"
    form = form_of(lukasz.get(path), "accept")
    before = status(employer)
    with cast(Services, app.extensions[EXTENSION]).database.begin() as session:
        session.execute(update(SubstitutionRow).values(state=SubstitutionState.ENDED))
    late = lukasz.post(path, data={**form, "tracking": "on_platform", "action": "send"})
    assert late.status_code == 404
    assert answers(sandbox) == 0
    assert status(employer) == before


def test_nobody_answers_their_own(
    app: Flask, sandbox: RunningSandbox, ximena: FlaskClient, waiting: str
) -> None:
    stand_in(app, sandbox, SOFIA, XIMENA)
    assert ximena.get("/team").status_code == 200
    assert ximena.get(f"{PAGE}/{waiting}").status_code == 403
    form = form_of(ximena.get("/account"))
    for step in ("accept", "decline"):
        data = {**form, "key": "0" * 32, "tracking": "on_platform", "action": "send"}
        assert ximena.post(f"{PAGE}/{waiting}/{step}", data=data).status_code == 403
    assert answers(sandbox) == 0


def test_an_answer_for_the_employer_says_so(
    oliver: FlaskClient, mails: MailFolder, sandbox: RunningSandbox, waiting: str
) -> None:
    assert "You act for your employer." in text_of(oliver.get(f"{PAGE}/{waiting}"))
    assert decline(oliver, waiting).status_code == 303
    assert "on behalf of your employer" in told(mails)
    assert answers(sandbox) == 1
