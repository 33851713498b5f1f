"""What is left to somebody after the last day: every route x every method, from the URL map."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.parts import EXTENSION as ACCOUNTS
from portal.backends.errors import NotAllowed
from portal.gateway.models import ActionRow
from portal.gateway.worker import WorkerGateway
from portal.services import EXTENSION, Services
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.leavers import give_address, leave
from tests.support.mails import MailFolder
from tests.support.pages import form_of, soup, text_of
from tests.support.people import JANA, OLIVER, SOFIA
from tests.support.strangers import Strangers
from tests.test_access import access_of, methods_of, rules

SignIn = Callable[[FlaskClient, str], FlaskClient]

HOME = "sofia.almeida@private.example"
"""Three people report to her, so that a manager's pages would open as well."""
DAYS = 30

OPEN = {
    "home.index",
    "payslips.index",
    "payslips.show",
    "payslips.file",
    "documents.index",
    "documents.show",
    "documents.file",
    "export.index",
    "export.confirm",
    "export.file",
    "accounts.account",
    "accounts.security_log",
    "accounts.end_session",
    "accounts.end_other_sessions",
    "accounts.proof",
    "accounts.proof_options",
}
"""Written down a second time on purpose: opening a page to leavers takes two edits."""


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """As deployed: what was read is kept."""
    environment.pop("PORTAL_SNAPSHOT_DAYS")
    return {**environment, "PORTAL_LEAVER_DAYS": str(DAYS)}


@pytest.fixture
def leaver(app: Flask, sandbox: RunningSandbox, sign_in: SignIn, mails: MailFolder) -> FlaskClient:
    give_address(sign_in(browser(app), SOFIA), mails, HOME)
    leave(sandbox, SOFIA)
    return sign_in(browser(app), HOME)


def test_only_the_listed_pages_are_open_to_leavers(app: Flask) -> None:
    opened = {
        rule.endpoint
        for rule in rules(app)
        if getattr(app.view_functions[rule.endpoint], "leavers", False)
    }
    assert opened == OPEN


def test_everything_else_is_404_with_every_method_and_writes_nothing(
    app: Flask, leaver: FlaskClient, sandbox: RunningSandbox, subtests: pytest.Subtests
) -> None:
    strangers = Strangers(sandbox)
    token = form_of(leaver.get("/account"), "/sign-out")["csrf_token"]
    sandbox.admin("DELETE", "requests")

    for rule in rules(app):
        if access_of(app, rule) == "public" or rule.endpoint in OPEN:
            continue
        for path in strangers.paths(rule):
            for method in methods_of(rule):
                with subtests.test(method=method, path=path):
                    data = {"csrf_token": token, "key": "0" * 32, "action": "approve"}
                    assert leaver.open(path, method=method, data=data).status_code == 404

    assert sandbox.calls() == []
    services: Services = app.extensions[EXTENSION]
    with services.database.read() as db:
        assert db.scalars(select(ActionRow)).all() == []


def test_what_is_a_strangers_stays_404_after_the_last_day(
    app: Flask, leaver: FlaskClient, sandbox: RunningSandbox, subtests: pytest.Subtests
) -> None:
    strangers = Strangers(sandbox)
    token = form_of(leaver.get("/account"), "/sign-out")["csrf_token"]

    for rule in rules(app):
        if rule.endpoint not in OPEN or not rule.arguments:
            continue
        for path in strangers.paths(rule):
            for method in methods_of(rule):
                with subtests.test(method=method, path=path):
                    answer = leaver.open(path, method=method, data={"csrf_token": token})
                    assert answer.status_code == 404
                    assert strangers.name not in answer.get_data(as_text=True)


def test_the_gateway_refuses_writes_whatever_a_page_does(
    app: Flask, leaver: FlaskClient, sandbox: RunningSandbox
) -> None:
    services: Services = app.extensions[EXTENSION]
    kept = app.extensions[ACCOUNTS].personal.find(HOME)
    worker = WorkerGateway(services, kept.account.id, kept.account.identity)
    sandbox.admin("DELETE", "requests")

    with pytest.raises(NotAllowed):
        worker.cancel_time_off("t-1", "0" * 32)

    assert sandbox.calls() == []


def test_navigation_shows_what_they_have(leaver: FlaskClient) -> None:
    links = [link.get_text(strip=True) for link in soup(leaver.get("/")).select(".nav__link")]
    assert links == ["Home", "Payslips", "Documents"]


def test_first_page_says_what_this_is_until_when_and_who_to_ask(leaver: FlaskClient) -> None:
    page = text_of(leaver.get("/"))
    until = date.today() - timedelta(days=2) + timedelta(days=DAYS)  # noqa: DTZ011
    assert "You do not work here any more" in page
    assert f"Until the end of {until.day}" in page
    assert "Who to ask" in page
    assert "Ask for time off" not in page


@pytest.mark.parametrize("card", ["payslip", "contact"])
def test_a_card_of_the_first_page_comes_alone(leaver: FlaskClient, card: str) -> None:
    alone = leaver.get(f"/?card={card}", headers={"HX-Request": "true"})
    assert soup(alone).select_one(f"#card-{card}") is not None
    assert soup(alone).find("h1") is None


def test_payslips_and_documents_can_be_read(leaver: FlaskClient) -> None:
    payslip = soup(leaver.get("/payslips")).select_one("#card-payslips a.row__link")
    assert payslip is not None
    opened = leaver.get(f"{payslip['href']}/file")
    assert opened.data.startswith(b"%PDF-")
    agreement = leaver.get("/documents/agreement/file")
    assert agreement.data.startswith(b"%PDF-")


def test_papers_that_were_asked_for_are_asked_for_no_more(leaver: FlaskClient) -> None:
    listed = leaver.get("/documents")
    assert "To hand in" not in text_of(listed)
    for link in soup(listed).select("a.row__link"):
        page = leaver.get(str(link["href"]))
        assert page.status_code == 200
        links = [str(one["href"]) for one in soup(page).select("main a[href]")]
        bad = ("/upload", "/acknowledge", "/template", "/profile")
        assert [one for one in links if any(part in one for part in bad)] == []


def test_account_page_has_devices_and_the_log_alone(leaver: FlaskClient) -> None:
    page = leaver.get("/account")
    links = {str(link["href"]) for link in soup(page).select("main a[href]")}
    assert links == {"/account/log", "/account/everything"}
    assert all(leaver.get(link).status_code == 200 for link in links)


def test_no_page_of_theirs_leads_to_one_that_is_closed(leaver: FlaskClient) -> None:
    pages = ["/", "/payslips", "/documents", "/account", "/account/everything", "/account/log"]
    found = {
        str(link["href"]).partition("#")[0]
        for path in pages
        for link in soup(leaver.get(path)).select("a[href^='/']")
    }
    assert {path for path in found if leaver.get(path).status_code != 200} <= {""}


def test_code_for_a_proof_goes_to_the_personal_address(
    leaver: FlaskClient, mails: MailFolder
) -> None:
    at_work, at_home = len(mails.all(SOFIA)), len(mails.all(HOME))
    form = form_of(leaver.get("/account/everything"))
    asked = leaver.get(leaver.post("/account/everything", data=form).location)
    assert HOME in text_of(asked)
    assert (len(mails.all(SOFIA)), len(mails.all(HOME))) == (at_work, at_home + 1)


@pytest.mark.parametrize("last_day", [-DAYS - 3, 5], ids=["time is over", "not over yet"])
def test_outside_of_the_time_nobody_comes_in(
    app: Flask, sandbox: RunningSandbox, sign_in: SignIn, mails: MailFolder, last_day: int
) -> None:
    give_address(sign_in(browser(app), SOFIA), mails, HOME)
    leave(sandbox, SOFIA, date.today() + timedelta(days=last_day))  # noqa: DTZ011
    before = len(mails.all())
    client = browser(app)
    client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": HOME})
    assert len(mails.all()) == before


def test_who_was_disabled_is_out_with_every_address(
    app: Flask, sandbox: RunningSandbox, sign_in: SignIn, mails: MailFolder
) -> None:
    give_address(sign_in(browser(app), SOFIA), mails, HOME)
    sandbox.admin("POST", "settings", left=SOFIA)
    before = len(mails.all())
    for email in (HOME, SOFIA):
        client = browser(app)
        client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": email})
    assert len(mails.all()) == before


def test_whoever_is_about_to_leave_is_told_on_the_first_page(
    app: Flask, client: FlaskClient, sandbox: RunningSandbox, sign_in: SignIn, mails: MailFolder
) -> None:
    """The HR system knows the last day as soon as the employer has agreed to it."""
    maria = sign_in(client, "maria.santos@acme.example")
    page = maria.get("/")
    assert "Your last day is" in text_of(page)
    assert soup(page).select_one("main a[href='/account/personal-address']") is not None
    give_address(maria, mails, "maria@private.example")
    assert "Your last day is" not in text_of(maria.get("/"))


class TestProvider:
    ISSUER = "https://id.example"

    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {
            **environment,
            "PORTAL_OIDC_ISSUER": self.ISSUER,
            "PORTAL_OIDC_CLIENT_ID": "portal",
            "PORTAL_OIDC_CLIENT_SECRET": "secret",
            "PORTAL_OIDC_LABEL": "Acme ID",
        }

    def test_employers_provider_vouches_for_nobody_who_has_left(
        self, app: Flask, sandbox: RunningSandbox, sign_in: SignIn, mails: MailFolder
    ) -> None:
        worker = sign_in(browser(app), SOFIA)
        give_address(worker, mails, HOME)
        parts = app.extensions[ACCOUNTS]
        parts.subjects.link(parts.personal.find(HOME).account.identity, self.ISSUER, "s-1")

        def asked_for_proof(client: FlaskClient) -> str:
            path = "/account/everything"
            return client.get(client.post(path, data=form_of(client.get(path))).location).text

        assert "Acme ID" in asked_for_proof(worker)
        leave(sandbox, SOFIA)
        assert "Acme ID" not in asked_for_proof(sign_in(browser(app), HOME))


class TestEmployer:
    """Whoever acts for the employer does so by an address that the HR system knows, and not for
    ever."""

    SHARED = "hr@private.example"

    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_EMPLOYER_ADMINS": f"{OLIVER}, {self.SHARED}, {HOME}"}

    def test_address_that_somebody_brings_along_gives_no_powers(
        self, app: Flask, sandbox: RunningSandbox, sign_in: SignIn, mails: MailFolder
    ) -> None:
        assert sign_in(browser(app), OLIVER).get("/team").status_code == 200
        give_address(sign_in(browser(app), JANA), mails, self.SHARED)
        assert sign_in(browser(app), self.SHARED).get("/team").status_code == 404

    def test_powers_end_with_the_last_day(self, leaver: FlaskClient) -> None:
        assert leaver.get("/team").status_code == 404
