"""The employer's own people: known to the HR system and not employed through it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.gateway.reads import ABOUT_OTHERS
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.mails import MailFolder
from tests.support.pages import form_of, soup, text_of
from tests.support.people import GRACE, LUKASZ, SOFIA
from tests.support.standing_in import stand_in
from tests.support.strangers import Strangers
from tests.team.conftest import status_of, waiting_on
from tests.team.test_reviews import press, review_page
from tests.test_access import methods_of, rules
from tests.time_off.conftest import ask

SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture
def grace(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), GRACE)


@pytest.fixture
def sofia_waiting(sofia: FlaskClient, monday: date, employer: Employer) -> str:
    ask(sofia, "send", start=monday, end=monday)
    return waiting_on(employer, SOFIA, monday)


def test_they_find_their_team_and_nothing_of_an_employment(grace: FlaskClient) -> None:
    home = soup(grace.get("/"))
    labels = [link.get_text(strip=True) for link in home.select(".nav__link")]
    assert labels[:2] == ["Home", "Team"]
    assert not {"Payslips", "Documents", "Profile", "Time off"} & set(labels)
    assert home.find(id="card-team") is not None
    assert home.find(id="card-payslip") is None
    assert "Nothing to sign" not in home.get_text()
    account = text_of(grace.get("/account"))
    assert "Give a personal address" not in account
    assert "Download everything" not in account


def test_the_first_page_says_who_waits(grace: FlaskClient, sofia_waiting: str) -> None:
    card = grace.get("/?card=team", headers={"HX-Request": "true"})
    assert "requests for time off wait for your decision." in text_of(card)
    assert soup(card).select_one('a[href="/team/time-off"]')


def test_they_decide_and_no_token_is_made_for_them(
    grace: FlaskClient, employer: Employer, sofia_waiting: str, sandbox: RunningSandbox
) -> None:
    before = len(sandbox.calls("workers.session.create"))
    press(grace, review_page(sofia_waiting), "approve")
    assert status_of(employer, SOFIA, sofia_waiting) == "APPROVED"
    grace.post("/sign-out", data=form_of(grace.get("/account"), "/sign-out"))
    assert len(sandbox.calls("workers.session.create")) == before


def test_pages_of_an_employment_are_404_without_a_call(
    app: Flask, grace: FlaskClient, sandbox: RunningSandbox, subtests: pytest.Subtests
) -> None:
    strangers = Strangers(sandbox)
    token = form_of(grace.get("/account"), "/sign-out")["csrf_token"]
    sandbox.admin("DELETE", "requests")

    for rule in rules(app):
        capability = getattr(app.view_functions[rule.endpoint], "capability", None)
        if capability is None or capability in ABOUT_OTHERS:
            continue
        for path in strangers.paths(rule):
            for method in methods_of(rule):
                with subtests.test(method=method, path=path):
                    answer = grace.open(path, method=method, data={"csrf_token": token})
                    assert answer.status_code == 404

    for path in ("/account/personal-address", "/account/everything"):
        assert grace.get(path).status_code == 404
    assert sandbox.calls() == []


def test_a_worker_s_first_page_has_no_card_of_a_team(app: Flask, oliver: FlaskClient) -> None:
    assert soup(oliver.get("/")).find(id="card-team") is None
    assert oliver.get("/?card=team", headers={"HX-Request": "true"}).status_code == 404


class TestWhoMaySignIn:
    @pytest.fixture
    def alone(self, employer: Employer) -> None:
        """Nobody reports to Grace any more."""
        employer.move(SOFIA, LUKASZ)
        employer.move(LUKASZ, SOFIA)

    @pytest.mark.usefixtures("alone")
    def test_nobody_for_whom_there_is_nothing_here(
        self, client: FlaskClient, mails: MailFolder
    ) -> None:
        asked(client)
        assert mails.all(GRACE) == []

    @pytest.mark.usefixtures("alone")
    @pytest.mark.parametrize("accepted", [False, True])
    def test_whoever_is_asked_to_stand_in(
        self,
        app: Flask,
        client: FlaskClient,
        sandbox: RunningSandbox,
        mails: MailFolder,
        accepted: bool,
    ) -> None:
        stand_in(app, sandbox, SOFIA, GRACE, accepted=accepted)
        asked(client)
        assert len(mails.all(GRACE)) == 1

    def test_nobody_who_has_left(
        self, client: FlaskClient, sandbox: RunningSandbox, mails: MailFolder
    ) -> None:
        sandbox.admin("POST", "settings", left=GRACE)
        asked(client)
        assert mails.all(GRACE) == []

    def test_the_owner_of_a_work_address_whoever_else_names_it_as_private(
        self, client: FlaskClient, sign_in: SignIn, oliver: FlaskClient, mails: MailFolder
    ) -> None:
        page = "/profile/personal-email"
        changed = {**form_of(oliver.get(page)), "personal_email": GRACE}
        assert oliver.post(page, data=changed).status_code == 303
        sign_in(client, GRACE)
        assert "Grace Okafor" in text_of(client.get("/account"))


class TestForTheEmployer:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_EMPLOYER_ADMINS": GRACE}

    @pytest.fixture
    def grace(self, app: Flask, employer: Employer, sign_in: SignIn) -> FlaskClient:
        employer.move(SOFIA, LUKASZ)
        employer.move(LUKASZ, SOFIA)
        return sign_in(browser(app), GRACE)

    def test_everybody_is_theirs(self, grace: FlaskClient, oliver_waiting: str) -> None:
        assert "Oliver Bennett" in text_of(grace.get("/team/time-off"))
        assert "Oliver Bennett" in text_of(grace.get("/team?q=oliver"))


def asked(client: FlaskClient) -> None:
    form = form_of(client.get("/sign-in"))
    answer = client.post("/sign-in", data={**form, "email": GRACE})
    assert answer.headers["Location"] == "/sign-in/code"
