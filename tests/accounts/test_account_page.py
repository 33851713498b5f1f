from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.devices import device_in_words
from portal.accounts.models import Account, AccountSession
from portal.services import Services
from tests.accounts.office import ANA, BEN, Office
from tests.conftest import browser
from tests.support.pages import form_of, soup, text_of

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    client = browser(app)
    client.environ_base["HTTP_USER_AGENT"] = ANDROID
    return client


def session_ids(services: Services, worker_id: str) -> list[str]:
    with services.database.read() as db:
        own = select(AccountSession.id).join(Account).where(Account.worker_id == worker_id)
        return list(db.scalars(own.order_by(AccountSession.created_at)))


def test_account_page_says_who_and_where(client: FlaskClient, phone: FlaskClient, sign_in) -> None:
    client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(client, ANA.email)
    sign_in(phone, ANA.email)
    shown = text_of(client.get("/account"))
    for words in (ANA.name, ANA.email, "Office", "Firefox on Windows", "Chrome Mobile on Android"):
        assert words in shown
    assert shown.count("This one") == 1


def test_one_device_is_signed_out(
    client: FlaskClient, phone: FlaskClient, sign_in, services: Services
) -> None:
    sign_in(client, ANA.email)
    sign_in(phone, ANA.email)
    of_phone = session_ids(services, ANA.worker_id)[1]
    action = f"/account/sessions/{of_phone}/sign-out"
    answer = client.post(action, data=form_of(client.get("/account"), action))
    assert answer.headers["Location"] == "/account"
    assert phone.get("/").status_code == 303
    assert client.get("/").status_code == 200
    assert "That device is signed out." in text_of(client.get("/account"))


def test_all_others_are_signed_out(
    app: Flask, client: FlaskClient, sign_in, services: Services
) -> None:
    others = [sign_in(browser(app), ANA.email) for _ in range(3)]
    ben = sign_in(browser(app), BEN.email)
    sign_in(client, ANA.email)
    action = "/account/sessions/sign-out"
    client.post(action, data=form_of(client.get("/account"), action))
    assert [other.get("/").status_code for other in others] == [303] * 3
    assert client.get("/").status_code == 200
    assert ben.get("/").status_code == 200


def test_only_one_device_needs_no_button_for_others(client: FlaskClient, sign_in) -> None:
    sign_in(client, ANA.email)
    actions = [form["action"] for form in soup(client.get("/account")).find_all("form")]
    assert "/account/sessions/sign-out" not in actions


def test_signing_out_this_device_from_the_list_signs_out(
    client: FlaskClient, sign_in, services: Services
) -> None:
    sign_in(client, ANA.email)
    (own,) = session_ids(services, ANA.worker_id)
    action = f"/account/sessions/{own}/sign-out"
    answer = client.post(action, data=form_of(client.get("/account"), action))
    assert answer.headers["Location"] == "/sign-out"
    assert client.get("/").status_code == 303


def test_strangers_session_is_404_and_stays(
    app: Flask, client: FlaskClient, sign_in, services: Services
) -> None:
    ben = sign_in(browser(app), BEN.email)
    sign_in(client, ANA.email)
    (of_ben,) = session_ids(services, BEN.worker_id)
    form = form_of(client.get("/account"), "/sign-out")
    assert client.post(f"/account/sessions/{of_ben}/sign-out", data=form).status_code == 404
    assert ben.get("/").status_code == 200


def test_expired_sessions_are_not_listed(client: FlaskClient, phone: FlaskClient, sign_in) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        sign_in(phone, ANA.email)
        clock.shift(timedelta(minutes=31))
        sign_in(client, ANA.email)
        assert "Android" not in text_of(client.get("/account"))


def test_account_page_needs_sign_in(client: FlaskClient) -> None:
    assert client.get("/account").headers["Location"] == "/sign-in?next=/account"


def test_sign_out_clears_the_browser_and_says_so(client: FlaskClient, sign_in) -> None:
    sign_in(client, ANA.email)
    answer = client.post("/sign-out", data=form_of(client.get("/account"), "/sign-out"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie("portal", domain="127.0.0.1") is None
    assert "You are signed out" in text_of(client.get("/sign-out"))


def test_sign_out_needs_a_post_with_its_token(client: FlaskClient, sign_in) -> None:
    sign_in(client, ANA.email)
    assert client.get("/sign-out").headers["Location"] == "/account"
    assert client.post("/sign-out").status_code == 400
    assert client.post("/sign-out", data={"csrf_token": "foreign"}).status_code == 400
    assert client.get("/").status_code == 200


def test_last_sign_out_kills_the_worker_token(
    client: FlaskClient, phone: FlaskClient, sign_in, office: Office
) -> None:
    sign_in(client, ANA.email)
    sign_in(phone, ANA.email)
    client.post("/sign-out", data=form_of(client.get("/account"), "/sign-out"))
    assert office.revoked == []
    phone.post("/sign-out", data=form_of(phone.get("/account"), "/sign-out"))
    assert office.revoked == [ANA.worker_id]


def test_sign_out_works_while_the_hr_system_is_away(
    client: FlaskClient, sign_in, office: Office
) -> None:
    sign_in(client, ANA.email)
    office.down = True
    form = form_of(client.get("/account"), "/sign-out")
    assert client.post("/sign-out", data=form).status_code == 303
    assert client.get("/").status_code == 303


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (ANDROID, "Chrome Mobile on Android"),
        (IPHONE, "Mobile Safari on iOS"),
        ("", "Unknown device"),
        ("<script>alert(1)</script>", "Unknown device"),
        ("x" * 5000, "Unknown device"),
    ],
)
def test_device_in_words(app: Flask, user_agent: str, words: str) -> None:
    with app.test_request_context():
        assert device_in_words(user_agent) == words


def test_sign_out_everywhere_ends_this_one_too_and_kills_the_token(
    client: FlaskClient, phone: FlaskClient, sign_in, office: Office
) -> None:
    sign_in(client, ANA.email)
    sign_in(phone, ANA.email)
    form = form_of(client.get("/account"), "/account/sessions/sign-out")
    answer = client.post("/account/sessions/sign-out", data={**form, "everywhere": "y"})
    assert answer.headers["Location"] == "/sign-out"
    assert client.get("/").status_code == phone.get("/").status_code == 303
    assert office.revoked == [ANA.worker_id]
