"""Whoever acts for the employer: everybody's pages, by address or by a group of the session."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import Account
from portal.backends.types import ProfileChange
from portal.db import new_id
from portal.gateway.worker import WorkerGateway
from portal.services import EXTENSION, Services
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.mails import MailFolder, text_of
from tests.support.pages import form_of, soup
from tests.support.pages import text_of as seen
from tests.support.people import JANA, MARIA, OLIVER, SOFIA
from tests.support.signed_in import maria
from tests.team.conftest import SignIn, status_of, waiting_on
from tests.team.test_reviews import jana_waiting, press, review_page, reviews
from tests.time_off.conftest import ask

__all__ = ["maria"]


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """María has no reports of her own."""
    return {**environment, "PORTAL_EMPLOYER_ADMINS": f"hr@acme.example, {MARIA}"}


def set_admins(app: Flask, *addresses: str) -> None:
    """As after a restart with another setting."""
    services = cast(Services, app.extensions[EXTENSION])
    object.__setattr__(services.settings, "employer_admins", addresses)


def test_the_queue_holds_everybodys_and_a_search_narrows_it(
    maria: FlaskClient, employer: Employer, oliver_waiting: str
) -> None:
    page = maria.get("/team/time-off")
    for name in ("Oliver Bennett", "Jana Köhler"):
        assert name in seen(page)
    narrowed = maria.get("/team/time-off?q=oliver")
    assert "Oliver Bennett" in seen(narrowed)
    assert "Jana Köhler" not in seen(narrowed)
    by_manager = seen(maria.get("/team/time-off?q=almeida"))
    assert "Oliver Bennett" in by_manager
    assert "Jana Köhler" not in by_manager
    assert "Nothing found that waits" in seen(maria.get("/team/time-off?q=unicorn"))


def test_people_are_listed_and_found(maria: FlaskClient) -> None:
    team = seen(maria.get("/team"))
    for name in ("You act for your employer", "Jana Köhler", "Sofia Almeida"):
        assert name in team
    found = seen(maria.get("/team?q=köhler"))
    assert "Jana Köhler" in found
    assert "Oliver" not in found
    assert "Nobody found" in seen(maria.get("/team?q=unicorn"))


def test_a_decision_is_on_the_employers_behalf(
    maria: FlaskClient,
    oliver: FlaskClient,
    employer: Employer,
    mails: MailFolder,
    oliver_waiting: str,
) -> None:
    page = maria.get(review_page(oliver_waiting))
    assert "You act for your employer." in seen(page)
    sent = press(maria, review_page(oliver_waiting), "approve")
    assert sent.status_code == 303
    assert status_of(employer, OLIVER, oliver_waiting) == "APPROVED"
    assert "on behalf of your employer approved this" in seen(
        oliver.get(f"/time-off/{oliver_waiting}")
    )
    [mail] = [text_of(one) for one in mails.all(OLIVER) if "is approved" in str(one["Subject"])]
    assert "on behalf of your employer has approved" in mail
    action = sent.location.rsplit("/", 1)[1]
    assert "on behalf of your employer" in seen(maria.get(f"/actions/{action}"))


def test_their_own_request_is_refused_and_not_listed(
    maria: FlaskClient, employer: Employer, sandbox: RunningSandbox, monday: date
) -> None:
    ask(maria, "send", start=monday, end=monday)
    own = waiting_on(employer, MARIA, monday)
    assert own not in maria.get("/team/time-off").text
    refused = maria.get(review_page(own))
    assert refused.status_code == 403
    assert "Sofia Almeida decides on it." in seen(refused)
    form = form_of(maria.get("/account"))
    data = {**form, "key": "0" * 32, "action": "approve", "chosen": own}
    assert maria.post(review_page(own), data=data).status_code == 403
    assert maria.post("/team/time-off", data=data).status_code == 422
    assert reviews(sandbox) == 0


def test_a_setting_that_is_gone_ends_it_while_the_page_is_open(
    app: Flask, maria: FlaskClient, employer: Employer, sandbox: RunningSandbox, oliver_waiting: str
) -> None:
    form = {**form_of(maria.get(review_page(oliver_waiting))), "action": "approve"}
    set_admins(app, "hr@acme.example")
    sandbox.admin("DELETE", "requests")
    assert maria.post(review_page(oliver_waiting), data=form).status_code == 404
    for path in ("/team", "/team/time-off", f"/team/people/{employer.profile_of(JANA)}"):
        assert maria.get(path).status_code == 404
    assert [call for call in sandbox.calls() if call["operation"] != "people.get"] == []
    assert status_of(employer, OLIVER, oliver_waiting) == "REQUESTED"


@pytest.mark.parametrize(
    "address",
    [OLIVER.upper(), f" {OLIVER}.", OLIVER.replace("o", "0"), OLIVER.partition("@")[0]],
)
def test_addresses_match_exactly(app: Flask, oliver: FlaskClient, address: str) -> None:
    set_admins(app, address)
    assert oliver.get("/team").status_code == 404


def test_few_calls_whoever_is_asked_about(
    maria: FlaskClient, employer: Employer, sandbox: RunningSandbox
) -> None:
    """One list of people, one of time off; of one person nothing but that one's own."""
    theirs = jana_waiting(employer)
    for path, most in (("/team", 4), ("/team/calendar?people=organization", 4)):
        sandbox.admin("DELETE", "requests")
        assert maria.get(path).status_code == 200
        assert len(sandbox.calls()) <= most, path
    sandbox.admin("DELETE", "requests")
    maria.get(f"/team/people/{employer.profile_of(JANA)}")
    assert not [call for call in sandbox.calls() if call["operation"] == "people.list"]
    sandbox.admin("DELETE", "requests")
    maria.get(review_page(theirs))
    assert not [call for call in sandbox.calls() if call["operation"] == "people.list"]


def test_long_lists_come_a_page_at_a_time(
    maria: FlaskClient, monkeypatch: pytest.MonkeyPatch, oliver_waiting: str
) -> None:
    monkeypatch.setattr("portal.team.reviews.REQUESTS", 2)
    first = maria.get("/team/time-off")
    assert len(soup(first).select("input[name=chosen]")) == 2
    assert "Page 1 of" in seen(first)
    second = maria.get("/team/time-off?page=2")
    ids = {
        str(box["value"])
        for page in (first, second)
        for box in soup(page).select("input[name=chosen]")
    }
    assert len(ids) == 4
    assert maria.get("/team/time-off?page=999").status_code == 200
    assert maria.get("/team/time-off?page=-1").status_code == 200


def test_the_calendar_of_everybody(maria: FlaskClient, oliver: FlaskClient) -> None:
    page = seen(maria.get("/team/calendar?people=organization&q=almeida"))
    assert "as you act for your employer" in page
    assert "Oliver Bennett" in page
    assert "Jana" not in page
    assert "Everybody" not in seen(oliver.get("/team/calendar?people=organization"))


def test_no_substitute_is_named_by_who_has_no_team(maria: FlaskClient) -> None:
    assert maria.get("/team/substitute").status_code == 404
    assert 'href="/team/substitute"' not in maria.get("/team").text


def test_an_administrator_with_a_team_sees_both(
    app: Flask, sign_in: SignIn, oliver_waiting: str
) -> None:
    set_admins(app, SOFIA)
    team = seen(sign_in(browser(app), SOFIA).get("/team"))
    assert "Your own team" in team
    assert "Everybody else" in team


def test_an_address_that_somebody_has_written_into_their_profile_gives_no_power(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    """A mailbox of the employer's that many read, for one."""
    sign_in(client, JANA)
    services = cast(Services, app.extensions[EXTENSION])
    with services.database.read() as db:
        account = db.scalars(select(Account).where(Account.email == JANA)).one()
    own = WorkerGateway(services, account.id, account.identity)
    own.change_profile(ProfileChange(personal_email="hr@acme.example"), key=new_id())

    inside = sign_in(browser(app), "hr@acme.example")
    assert "Jana" in seen(inside.get("/"))
    for page in ("/team", "/team/time-off", "/team/calendar?people=organization"):
        assert "Oliver Bennett" not in seen(inside.get(page))
    assert inside.get("/team").status_code == 404
    set_admins(app, JANA)
    assert sign_in(browser(app), JANA).get("/team").status_code == 200
