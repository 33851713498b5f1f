from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import Account, AccountSession
from portal.audit import AuditEvent
from portal.services import Services
from portal.snapshots import PAYSLIPS, Answer, Owner
from tests.accounts.office import ANA, BEN, Office
from tests.conftest import browser
from tests.support.mails import MailFolder
from tests.support.pages import form_of, text_of


def test_session_ends_when_idle(client: FlaskClient, sign_in) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get("/").status_code == 303


def test_session_ends_after_twelve_hours_of_use(client: FlaskClient, sign_in) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        for _ in range(12 * 3 - 1):
            clock.shift(timedelta(minutes=20))
            assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=20))
        assert client.get("/").status_code == 303


def test_last_seen_is_written_once_a_minute(
    client: FlaskClient, sign_in, services: Services
) -> None:
    def last_seen() -> datetime:
        with services.database.read() as db:
            return db.scalars(select(AccountSession.last_seen_at)).one()

    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, ANA.email)
        clock.shift(timedelta(seconds=59))
        client.get("/")
        assert last_seen() == start
        clock.shift(timedelta(seconds=1))
        client.get("/")
        assert last_seen() == start + timedelta(minutes=1)


def test_signing_in_as_somebody_else_ends_the_first_session(
    client: FlaskClient, sign_in, ask, mails: MailFolder, services: Services
) -> None:
    sign_in(client, ANA.email)
    token = form_of(client.get("/account"), "/sign-out")["csrf_token"]
    client.post("/sign-in", data={"csrf_token": token, "email": BEN.email})
    link = mails.sign_in_path(BEN.email)
    client.post(link, data=form_of(client.get(link)))
    assert BEN.name in text_of(client.get("/"))
    with services.database.read() as db:
        account = db.scalars(select(Account).join(AccountSession)).one()
    assert account.worker_id == BEN.worker_id


def test_dismissed_worker_is_out_within_a_minute(
    client: FlaskClient, sign_in, office: Office, services: Services
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        office.dismiss(ANA)
        clock.shift(timedelta(seconds=30))
        assert client.get("/").status_code == 200
        clock.shift(timedelta(seconds=30))
        client.get("/")  # asks the HR system, in the background
        assert client.get("/").status_code == 303
    assert office.revoked == [ANA.worker_id]


def test_worker_who_was_dismissed_in_a_pause_sees_no_page_any_more(
    client: FlaskClient, sign_in, office: Office, services: Services
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        services.jobs.immediate = False
        office.dismiss(ANA)
        clock.shift(timedelta(minutes=3))
        assert client.get("/").status_code == 303


def test_pause_costs_one_look_up_and_an_hr_system_that_is_down_locks_nobody_out(
    client: FlaskClient, sign_in, office: Office, services: Services
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        services.jobs.immediate = False
        before = office.refreshed
        clock.shift(timedelta(minutes=3))
        assert [client.get("/").status_code for _ in range(5)] == [200] * 5
        assert office.refreshed == before + 1
        office.down = True
        clock.shift(timedelta(minutes=3))
        assert client.get("/").status_code == 200


class TestKept:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        environment.pop("PORTAL_SNAPSHOT_DAYS", None)
        return environment

    def test_of_a_dismissed_worker_nothing_is_kept(
        self, client: FlaskClient, sign_in, office: Office, services: Services
    ) -> None:
        with time_machine.travel(datetime.now(UTC), tick=False) as clock:
            sign_in(client, ANA.email)
            with services.database.read() as db:
                account_id = db.scalars(select(Account.id)).one()
            owner = Owner(account_id, ANA.backend, ANA.worker_id, ANA.contract_id)
            services.snapshots.keep_now(owner, PAYSLIPS, Answer((), 0), datetime.now(UTC), None)
            kept = services.snapshots.marks(account_id)
            office.dismiss(ANA)
            clock.shift(timedelta(minutes=1))
            client.get("/")
        left = services.snapshots.marks(account_id)

        assert [mark.read_at is None for mark in kept.values()] == [False]
        assert {mark.read_at for mark in left.values()} == {None}


def test_worker_who_is_no_longer_known_is_out(client: FlaskClient, sign_in, office: Office) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        del office.people[ANA.email]
        clock.shift(timedelta(minutes=1))
        client.get("/")
        assert client.get("/").status_code == 303


def test_session_outlives_an_hr_system_that_is_away(
    client: FlaskClient, sign_in, office: Office
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        office.down = True
        clock.shift(timedelta(minutes=2))
        client.get("/")
        assert client.get("/").status_code == 200


def test_two_browsers_of_one_worker_cost_one_check_a_minute(
    app: Flask, client: FlaskClient, other_browser: FlaskClient, sign_in, services: Services
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        sign_in(other_browser, ANA.email)
        services.jobs.immediate = False
        clock.shift(timedelta(minutes=1))
        for _ in range(3):
            client.get("/")
            other_browser.get("/")
        assert services.jobs.pending_count() == 1


def test_what_the_hr_system_says_now_is_taken_over(
    client: FlaskClient, sign_in, office: Office, services: Services
) -> None:
    sign_in(client, ANA.email)
    office.people[ANA.email] = replace(ANA, name="Ana Díaz Vega", contract_id="c-9")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1), tick=False):
        client.get("/")
        assert "Hello Ana Díaz Vega" in text_of(client.get("/"))
    with services.database.read() as db:
        assert db.scalars(select(Account.contract_id)).one() == "c-9"


def test_signing_in_twice_is_one_account(app: Flask, sign_in, services: Services) -> None:
    sign_in(browser(app), ANA.email)
    sign_in(browser(app), ANA.email)
    with services.database.read() as db:
        account = db.scalars(select(Account)).one()
        assert len(db.scalars(select(AccountSession)).all()) == 2
    assert account.identity == ANA


def test_session_of_a_backend_that_was_taken_away_is_nobody(
    app: Flask, client: FlaskClient, sign_in, services: Services
) -> None:
    sign_in(client, ANA.email)
    with services.database.begin() as db:
        db.scalars(select(Account)).one().backend = "gone"
    assert client.get("/").status_code == 303


def test_security_log_tells_who_came_and_went(
    client: FlaskClient, sign_in, services: Services
) -> None:
    client.environ_base.update(REMOTE_ADDR="192.0.2.9", HTTP_USER_AGENT="A browser")
    sign_in(client, ANA.email)
    client.post("/sign-out", data=form_of(client.get("/account"), "/sign-out"))
    with services.database.read() as db:
        events = db.scalars(select(AuditEvent).order_by(AuditEvent.at)).all()
    tags = [event.tag for event in events]
    assert tags == [
        "sign_in:requested",
        "session:started",
        "token:minted",
        "session:ended",
        "token:revoked",
    ]
    started = events[1]
    assert (started.address, started.user_agent) == ("192.0.2.9", "A browser")
    assert started.account_id == events[3].account_id != ""
    assert ANA.email not in "".join(str(vars(event)) for event in events)
