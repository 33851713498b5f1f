"""The browser's one cookie: what it holds, and what a forged, stolen or old one is worth."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import AccountSession
from portal.services import EXTENSION
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
