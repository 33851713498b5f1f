"""A browser that is new to an account is told of, to whom the account belongs."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from portal.services import EXTENSION
from portal.settings import load
from tests.accounts.office import ANA, BEN, Office, open_office
from tests.conftest import browser
from tests.support.mails import MailFolder
from tests.support.mails import text_of as text_of_mail
from tests.support.pages import form_of

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"
SUBJECT = "New sign-in to Portal"


def told(mails: MailFolder, email: str) -> list[str]:
    return [text_of_mail(mail) for mail in mails.all(email) if mail["Subject"] == SUBJECT]


def sign_out(client: FlaskClient) -> None:
    client.post("/sign-out", data=form_of(client.get("/account"), "/sign-out"))


def test_first_browser_and_the_same_one_again_are_no_news(
    client: FlaskClient, sign_in, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    sign_out(client)
    sign_in(client, ANA.email)
    assert told(mails, ANA.email) == []


def test_second_browser_is_told_of_once(
    client: FlaskClient, other_browser: FlaskClient, sign_in, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    other_browser.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(other_browser, ANA.email)
    [text] = told(mails, ANA.email)
    assert "Firefox on Windows" in text
    assert "http://127.0.0.1:8000/account" in text
    sign_out(other_browser)
    sign_in(other_browser, ANA.email)
    assert len(told(mails, ANA.email)) == 1


def test_somebody_elses_browser_is_new_to_me(
    client: FlaskClient, other_browser: FlaskClient, sign_in, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    sign_in(other_browser, BEN.email)
    sign_out(other_browser)
    sign_in(other_browser, ANA.email)
    assert len(told(mails, ANA.email)) == 1
    assert told(mails, BEN.email) == []


def test_it_is_written_in_the_language_of_the_browser_used_before(
    client: FlaskClient, other_browser: FlaskClient, sign_in, mails: MailFolder
) -> None:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    sign_in(client, ANA.email)
    sign_in(other_browser, ANA.email)
    assert "Guten Tag Ana Díaz" in text_of_mail(mails.last(ANA.email))


def test_cookie_that_tells_browsers_apart_outlives_the_session_and_opens_nothing(
    app: Flask, client: FlaskClient, sign_in
) -> None:
    sign_in(client, ANA.email)
    known = client.get_cookie("portal-device", domain="127.0.0.1")
    assert known is not None
    assert known.http_only
    assert known.max_age is not None
    sign_out(client)
    assert client.get_cookie("portal-device", domain="127.0.0.1") is not None
    assert client.get("/").status_code == 303


def test_made_up_cookie_is_a_new_browser(
    client: FlaskClient, other_browser: FlaskClient, sign_in, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    other_browser.set_cookie("portal-device", "x" * 3000, domain="127.0.0.1")
    sign_in(other_browser, ANA.email)
    assert len(told(mails, ANA.email)) == 1


def test_over_https_the_cookie_has_the_host_prefix(
    environment, office: Office, mails: MailFolder
) -> None:
    app = open_office(load({**environment, "PORTAL_BASE_URL": "https://me.example"}), office)
    app.extensions[EXTENSION].jobs.immediate = True
    client = browser(app)
    https = {"base_url": "https://me.example"}
    page = client.get("/sign-in", **https)
    referer = {"Referer": "https://me.example/sign-in"}
    data = {**form_of(page), "email": ANA.email}
    client.post("/sign-in", data=data, headers=referer, **https)
    link = mails.sign_in_path(ANA.email)
    done = client.post(link, data=form_of(client.get(link, **https)), headers=referer, **https)
    [header] = [one for one in done.headers.getlist("Set-Cookie") if "device" in one]
    assert header.startswith("__Host-portal-device=")
    assert header.endswith("Secure; HttpOnly; Path=/; SameSite=Lax")
    app.extensions[EXTENSION].database.close()
