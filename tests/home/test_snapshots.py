"""Pages drawn from what was read before: quick, honest about their age, nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.housekeeping import forget
from portal.services import EXTENSION, Services
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup, text_of
from tests.support.people import OLIVER
from tests.support.snapshots import NEVER_NEW, visit
from tests.support.step_up import show_pay
from tests.time_off.conftest import ask, monday

__all__ = ["monday"]

SignIn = Callable[[FlaskClient, str], FlaskClient]
HTMX = {"HX-Request": "true"}
PAGES = ("/", "/payslips", "/documents", "/time-off", "/amendments", "/profile", "/resignation")
CARDS = ("card-attention", "card-time-off", "card-balances", "card-payslip")


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    environment.pop("PORTAL_SNAPSHOT_DAYS")
    return environment


def services_of(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


def calls_of(app: Flask, sandbox: RunningSandbox, client: FlaskClient, path: str) -> int:
    sandbox.admin("DELETE", "requests")
    assert visit(app, client, path).status_code == 200
    return len(sandbox.calls())


@pytest.mark.parametrize("path", [*PAGES, "/time-off/new"])
def test_a_second_visit_asks_nothing(
    app: Flask, jana: FlaskClient, sandbox: RunningSandbox, path: str
) -> None:
    first = calls_of(app, sandbox, jana, path)
    assert first > 0
    assert calls_of(app, sandbox, jana, path) == 0


def test_both_visits_show_the_same(app: Flask, jana: FlaskClient) -> None:
    for path in PAGES:
        first, second = visit(app, jana, path), visit(app, jana, path)
        assert text_of(first) == text_of(second), path


def test_a_payslips_page_comes_from_the_list_and_its_file_is_asked_for(
    app: Flask, jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    link = str(soup(visit(app, jana, "/")).select("#card-payslip .actions a")[0]["href"])
    assert calls_of(app, sandbox, jana, link) == 0
    assert "Deel, just now" in text_of(jana.get(link))
    sandbox.admin("DELETE", "requests")
    assert jana.get(f"{link}/file").status_code == 200
    assert "payslips.list" in {call["operation"] for call in sandbox.calls()}


def test_second_person_in_one_browser_sees_nothing_of_the_first(
    app: Flask, jana: FlaskClient, sandbox: RunningSandbox, sign_in: SignIn
) -> None:
    of_jana = [text_of(visit(app, jana, path)) for path in PAGES]
    jana.post("/sign-out", data=form_of(jana.get("/account"), "/sign-out"))
    sign_in(jana, OLIVER)
    sandbox.admin("DELETE", "requests")
    of_oliver = [text_of(visit(app, jana, path)) for path in PAGES]

    assert "Köhler" in "".join(of_jana)
    assert "Köhler" not in "".join(of_oliver)
    assert len(sandbox.calls()) > len(PAGES)


def test_what_was_just_sent_is_there_at_once(app: Flask, oliver: FlaskClient, monday: date) -> None:
    before = text_of(visit(app, oliver, "/time-off"))
    ask(oliver, "send", start=monday, end=monday)

    assert "Waiting for an answer" not in before
    assert "Waiting for an answer" in text_of(visit(app, oliver, "/time-off"))


def test_signed_out_everywhere_the_answers_stay_for_the_next_time(
    app: Flask, jana: FlaskClient, sandbox: RunningSandbox, sign_in: SignIn
) -> None:
    visit(app, jana, "/")
    sign_out(jana)
    sign_in(jana, "jana.koehler@acme.example")
    assert calls_of(app, sandbox, jana, "/") == 0


class TestDroppedAtSignOut:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_SNAPSHOT_DROP_AT_SIGN_OUT": "true"}

    def test_the_last_device_that_signs_out_drops_them(
        self, app: Flask, jana: FlaskClient, sandbox: RunningSandbox, sign_in: SignIn
    ) -> None:
        phone = sign_in(browser(app), "jana.koehler@acme.example")
        visit(app, jana, "/")
        sign_out(jana)
        assert calls_of(app, sandbox, phone, "/") == 0

        sign_out(phone)
        sign_in(jana, "jana.koehler@acme.example")
        assert calls_of(app, sandbox, jana, "/") >= 5

    def test_a_session_that_ended_by_itself_drops_them_too(
        self, app: Flask, jana: FlaskClient, oliver: FlaskClient, sandbox: RunningSandbox
    ) -> None:
        visit(app, jana, "/")
        visit(app, oliver, "/")
        services = services_of(app)
        forget(services)
        assert calls_of(app, sandbox, jana, "/") == 0
        with services.database.begin() as db:
            db.connection().exec_driver_sql(
                "UPDATE sessions SET last_seen_at = '2020-01-01 00:00:00' WHERE account_id IN"
                " (SELECT id FROM accounts WHERE email LIKE 'jana%%')"
            )
        forget(services)
        with services.database.read() as db:
            left = db.connection().exec_driver_sql(
                "SELECT DISTINCT email FROM snapshots JOIN accounts ON accounts.id = account_id"
            )
            assert [email for (email,) in left] == [OLIVER]


class TestNotNew:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_SNAPSHOT_SECONDS": NEVER_NEW}

    @pytest.mark.parametrize("path", PAGES)
    def test_while_the_hr_system_is_down_the_last_answers_are_shown_and_marked(
        self, app: Flask, jana: FlaskClient, sandbox: RunningSandbox, path: str
    ) -> None:
        visit(app, jana, path)
        sandbox.fault("500_html")
        at_once, then = visit(app, jana, path), visit(app, jana, path)

        assert "isn't answering" not in text_of(at_once)
        assert "Deel isn't answering; this is from just now" in text_of(then)
        assert then.status_code == 200
        assert "Try again" not in text_of(then)
        assert "Traceback" not in then.text

    def test_a_card_that_is_not_new_fetches_itself_once(
        self, app: Flask, jana: FlaskClient
    ) -> None:
        visit(app, jana, "/")
        drawn = soup(jana.get("/"))
        for card_id in CARDS:
            card = drawn.find(id=card_id)
            assert card is not None
            assert card["data-hx-trigger"] == "load delay:2s"
            fetched = soup(jana.get(str(card["data-hx-get"]), headers=HTMX)).find(id=card_id)
            assert fetched is not None
            assert not fetched.has_attr("data-hx-get")

    def test_the_profile_fetches_itself_as_one(self, app: Flask, jana: FlaskClient) -> None:
        show_pay(jana)
        visit(app, jana, "/profile?show=pay")
        person = soup(jana.get("/profile?show=pay")).find(id="card-person")
        assert person is not None
        assert person["data-hx-get"] == "/profile?card=person&show=pay"

    def test_a_new_card_does_not_fetch_itself(self, jana: FlaskClient) -> None:
        drawn = soup(jana.get("/"))
        assert [one["id"] for one in drawn.select("[data-hx-get]")] == ["papers"]

    def test_one_broken_read_marks_its_own_card_only(
        self, app: Flask, jana: FlaskClient, sandbox: RunningSandbox
    ) -> None:
        visit(app, jana, "/")
        sandbox.fault("500_html", "resignations.list")
        visit(app, jana, "/")
        drawn = soup(visit(app, jana, "/"))
        marked = [
            card_id
            for card_id in CARDS
            if "isn't answering" in drawn.find(id=card_id).get_text()  # type: ignore[union-attr]
        ]
        assert marked == ["card-attention"]

    def test_what_is_sent_while_it_is_down_is_refused_in_words_and_kept(
        self, app: Flask, oliver: FlaskClient, sandbox: RunningSandbox, monday: date
    ) -> None:
        visit(app, oliver, "/time-off")
        values = {
            **form_of(oliver.get("/time-off/new")),
            "start": monday.isoformat(),
            "end": monday.isoformat(),
            "note": "to the sea",
            "action": "send",
        }
        sandbox.fault("500_html")
        answer = oliver.post("/time-off/new", data=values)
        assert answer.status_code == 502
        assert "Nothing was sent" in text_of(answer)
        assert "to the sea" in answer.text


def sign_out(client: FlaskClient) -> None:
    client.post("/sign-out", data=form_of(client.get("/account"), "/sign-out"))
