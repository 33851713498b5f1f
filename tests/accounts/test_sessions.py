from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import Account, AccountSession
from portal.audit import AuditEvent
from portal.services import EXTENSION, Services
from portal.settings import load
from tests.accounts.office import ANA, BEN, Office, open_office
from tests.conftest import Browser, browser
from tests.support.mails import MailFolder
from tests.support.pages import form_of, text_of

COOKIE = "portal"
HOME_OF_ANA = "Hello Ana Díaz"


def cookie(client: FlaskClient, name: str = COOKIE) -> str:
    found = client.get_cookie(name, domain="127.0.0.1")
    assert found is not None
    return found.value


def with_cookie(app: Flask, *values: str) -> FlaskClient:
    """A browser that sends exactly these values, whatever it is told to set."""
    client = Browser(app, app.response_class, use_cookies=False)
    client.environ_base["HTTP_COOKIE"] = "; ".join(f"{COOKIE}={value}" for value in values)
    return client


def content_of(app: Flask, value: str) -> dict[str, str]:
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    content: dict[str, str] = serializer.loads(value)
    return content


def test_cookie_is_for_this_host_http_only_and_lax(client: FlaskClient) -> None:
    header = client.get("/sign-in").headers["Set-Cookie"]
    assert header.startswith(f"{COOKIE}=")
    assert header.split("; ", 1)[1] == "HttpOnly; Path=/; SameSite=Lax"


def test_cookie_over_https_has_the_host_prefix(environment, office: Office) -> None:
    app = open_office(load({**environment, "PORTAL_BASE_URL": "https://me.example"}), office)
    client = browser(app)
    header = client.get("/sign-in", base_url="https://me.example").headers["Set-Cookie"]
    assert header.startswith("__Host-portal=")
    assert header.split("; ", 1)[1] == "Secure; HttpOnly; Path=/; SameSite=Lax"
    app.extensions[EXTENSION].database.close()


def test_cookie_holds_random_values_alone(app: Flask, client: FlaskClient, sign_in) -> None:
    sign_in(client, ANA.email)
    client.get("/account")
    content = content_of(app, cookie(client))
    assert set(content) == {"_user_id", "csrf_token"}
    assert ANA.email not in json.dumps(content)
    with app.extensions[EXTENSION].database.read() as db:
        row = db.scalars(select(AccountSession)).one()
    assert content["_user_id"] not in {row.id, row.token_hash}


def test_everything_from_before_sign_in_is_dropped(
    app: Flask, client: FlaskClient, ask, mails: MailFolder
) -> None:
    ask(client, ANA.email)
    link = mails.sign_in_path(ANA.email)
    form = form_of(client.get(link))
    before = content_of(app, cookie(client))
    client.post(link, data=form)
    after = content_of(app, cookie(client))
    assert set(after) == {"_user_id"}
    assert not set(before.values()) & set(after.values())
    # The form's token from before is worth nothing now.
    client.get("/account")
    assert client.post("/sign-out", data=form).status_code == 400
    assert HOME_OF_ANA in text_of(client.get("/"))


def test_cookie_from_before_sign_in_opens_nothing(
    app: Flask, client: FlaskClient, ask, mails: MailFolder
) -> None:
    ask(client, ANA.email)
    link = mails.sign_in_path(ANA.email)
    form = form_of(client.get(link))
    before = cookie(client)
    client.post(link, data=form)
    assert with_cookie(app, before).get("/").status_code == 303


def test_cookie_replayed_after_sign_out_is_refused(
    app: Flask, client: FlaskClient, sign_in
) -> None:
    sign_in(client, ANA.email)
    page = client.get("/account")
    stolen = cookie(client)
    assert HOME_OF_ANA in text_of(with_cookie(app, stolen).get("/"))
    client.post("/sign-out", data=form_of(page, "/sign-out"))
    assert with_cookie(app, stolen).get("/").status_code == 303


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


def _flip(value: str) -> str:
    return value[:-2] + ("A" if value[-2] != "A" else "B") + value[-1]


@pytest.mark.parametrize(
    "forge",
    [
        lambda good: [_flip(good)],
        lambda good: [good, good],
        lambda good: [good, "x"],
        lambda good: ["x", good],
        lambda good: [good + "a" * 5000],
        lambda good: ["a" * 5000],
        lambda good: [""],
        lambda good: ["%00%ff"],
        lambda good: ["\xe9"],
        lambda good: [good.split(".")[0] + ".."],
    ],
)
def test_forged_doubled_or_oversized_cookie_is_nobody(
    app: Flask, client: FlaskClient, sign_in, forge
) -> None:
    sign_in(client, ANA.email)
    forged = with_cookie(app, *forge(cookie(client)))
    assert forged.get("/").status_code == 303
    assert forged.get("/sign-in").status_code == 200


def test_signed_cookie_with_a_made_up_id_is_nobody(app: Flask) -> None:
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    assert (
        with_cookie(app, str(serializer.dumps({"_user_id": "x" * 43}))).get("/").status_code == 303
    )


def test_stray_cookie_of_another_app_on_this_host_changes_nothing(
    client: FlaskClient, sign_in
) -> None:
    client.set_cookie("remember_token", "1|abc", domain="127.0.0.1")
    sign_in(client, ANA.email)
    assert HOME_OF_ANA in text_of(client.get("/"))


def test_second_person_in_one_browser_finds_nothing_of_the_first(
    app: Flask, client: FlaskClient, sign_in
) -> None:
    sign_in(client, ANA.email)
    of_ana = cookie(client)
    client.post("/sign-out", data=form_of(client.get("/account"), "/sign-out"))
    sign_in(client, BEN.email)
    shown = text_of(client.get("/")) + text_of(client.get("/account"))
    assert BEN.name in shown
    assert ANA.name not in shown
    assert ANA.email not in shown
    assert with_cookie(app, of_ana).get("/").status_code == 303


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
        assert db.scalars(select(AccountSession)).one().account.worker_id == BEN.worker_id


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


def test_session_and_open_form_outlive_a_new_secret_key(
    client: FlaskClient, sign_in, environment, office: Office
) -> None:
    sign_in(client, ANA.email)
    form = form_of(client.get("/account"), "/sign-out")
    rotated = {
        "PORTAL_SECRET_KEY": "n" * 40,
        "PORTAL_SECRET_KEY_FALLBACKS": "x" * 40 + "," + "s" * 40,
    }
    app = open_office(load({**environment, **rotated}), office)
    app.extensions[EXTENSION].jobs.immediate = True
    later = browser(app)
    later.set_cookie(COOKIE, cookie(client), domain="127.0.0.1")
    assert HOME_OF_ANA in text_of(later.get("/"))
    assert later.post("/sign-out", data=form).status_code == 303
    app.extensions[EXTENSION].database.close()


def test_new_secret_key_without_the_old_one_means_sign_in_again(
    client: FlaskClient, sign_in, environment, office: Office
) -> None:
    sign_in(client, ANA.email)
    app = open_office(load({**environment, "PORTAL_SECRET_KEY": "n" * 40}), office)
    later = browser(app)
    later.set_cookie(COOKIE, cookie(client), domain="127.0.0.1")
    assert later.get("/").status_code == 303
    app.extensions[EXTENSION].database.close()


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
