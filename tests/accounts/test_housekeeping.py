from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import Account, AccountSession, HeldForm, SignInRequest
from portal.housekeeping import forget
from portal.services import Services
from tests.accounts.office import ANA, Office
from tests.support.pages import form_of


def count(services: Services, table: type) -> int:
    with services.database.read() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_over_is_deleted_and_the_rest_stays(
    client: FlaskClient, other_browser: FlaskClient, sign_in, services: Services
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        form = form_of(client.get("/notes/n-1"))
        clock.shift(timedelta(minutes=31))
        client.post("/notes/n-1", data={**form, "subject": "typed"})
        forget(services)
        assert [count(services, t) for t in (SignInRequest, AccountSession, HeldForm)] == [1, 1, 1]
        clock.shift(timedelta(hours=1, seconds=1))
        forget(services)
        assert [count(services, t) for t in (SignInRequest, AccountSession, HeldForm)] == [1, 1, 0]
        clock.shift(timedelta(hours=23))
        sign_in(other_browser, ANA.email)
        forget(services)
        assert [count(services, t) for t in (SignInRequest, AccountSession, HeldForm)] == [1, 1, 0]
        assert other_browser.get("/").status_code == 200
    assert count(services, Account) == 1


def test_token_that_could_not_be_killed_at_sign_out_is_killed_later(
    client: FlaskClient, sign_in, office: Office, services: Services
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(client, ANA.email)
        office.down = True
        client.post("/sign-out", data=form_of(client.get("/account"), "/sign-out"))
        office.down = False
        clock.shift(timedelta(minutes=6))
        for job in services.jobs.read_periodic(datetime.now(UTC)):
            services.jobs.execute(job)
        assert office.revoked == [ANA.worker_id]
