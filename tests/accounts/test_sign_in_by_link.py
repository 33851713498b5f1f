from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import AccountSession, SignInRequest
from portal.services import Services
from tests.accounts.office import ANA, BEN, Office
from tests.support.mails import MailFolder
from tests.support.mails import text_of as mail_text
from tests.support.pages import form_of, text_of

NO_LONGER_VALID = "This sign-in is no longer valid"


def session_count(services: Services) -> int:
    with services.database.read() as db:
        return db.scalar(select(func.count()).select_from(AccountSession)) or 0


def test_pressing_the_button_signs_in(client: FlaskClient, ask, mails: MailFolder) -> None:
    ask(client, ANA.email)
    link = mails.sign_in_path(ANA.email)
    opened = client.get(link)
    assert "Press the button" in text_of(opened)
    answer = client.post(link, data=form_of(opened))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Hello Ana Díaz" in text_of(client.get("/"))


def test_opening_the_link_spends_nothing(
    client: FlaskClient, other_browser: FlaskClient, ask, mails: MailFolder, services: Services
) -> None:
    ask(client, ANA.email)
    link = mails.sign_in_path(ANA.email)
    for _ in range(5):
        assert other_browser.head(link).status_code == 200
        assert other_browser.get(link).status_code == 200
    assert session_count(services) == 0
    assert client.post(link, data=form_of(client.get(link))).status_code == 303


def test_another_browser_is_told_to_type_the_code(
    client: FlaskClient, other_browser: FlaskClient, ask, mails: MailFolder
) -> None:
    ask(client, ANA.email)
    shown = other_browser.get(mails.sign_in_path(ANA.email))
    assert "Type the code in the other browser" in text_of(shown)
    assert mails.code(ANA.email) not in text_of(shown)
    assert b"<form" not in shown.data


def test_scanner_that_presses_the_button_gets_no_session_and_spends_nothing(
    client: FlaskClient, other_browser: FlaskClient, ask, mails: MailFolder, services: Services
) -> None:
    ask(client, ANA.email)
    link = mails.sign_in_path(ANA.email)
    assert other_browser.post(link).status_code == 400  # no CSRF token
    token = form_of(other_browser.get("/sign-in"))["csrf_token"]
    pressed = other_browser.post(link, data={"csrf_token": token})
    assert "Type the code in the other browser" in text_of(pressed)
    assert session_count(services) == 0
    assert other_browser.get("/").status_code == 303
    assert client.post(link, data=form_of(client.get(link))).status_code == 303


def test_browser_that_asked_for_something_else_cannot_use_the_link(
    client: FlaskClient, other_browser: FlaskClient, ask, mails: MailFolder, services: Services
) -> None:
    ask(client, ANA.email)
    ask(other_browser, BEN.email)
    link = mails.sign_in_path(ANA.email)
    token = form_of(other_browser.get("/sign-in"))["csrf_token"]
    other_browser.post(link, data={"csrf_token": token})
    assert session_count(services) == 0


def test_link_works_once(client: FlaskClient, ask, mails: MailFolder, services: Services) -> None:
    ask(client, ANA.email)
    link = mails.sign_in_path(ANA.email)
    form = form_of(client.get(link))
    client.post(link, data=form)
    assert session_count(services) == 1
    shown = client.get(link)
    assert shown.status_code == 410
    assert NO_LONGER_VALID in text_of(shown)
    again = client.post(
        link, data={"csrf_token": form_of(client.get("/account"), "/sign-out")["csrf_token"]}
    )
    assert again.status_code == 410
    assert session_count(services) == 1


def test_newer_mail_supersedes_the_older(
    client: FlaskClient, ask, mails: MailFolder, services: Services
) -> None:
    ask(client, ANA.email)
    older = mails.sign_in_path(ANA.email)
    ask(client, ANA.email)
    assert client.get(older).status_code == 410
    token = form_of(client.get("/sign-in"))["csrf_token"]
    assert client.post(older, data={"csrf_token": token}).status_code == 410
    assert session_count(services) == 0
    newer = mails.sign_in_path(ANA.email)
    assert client.post(newer, data=form_of(client.get(newer))).status_code == 303


def test_stranger_who_asks_for_my_address_does_not_end_my_request(
    client: FlaskClient, other_browser: FlaskClient, ask, mails: MailFolder
) -> None:
    ask(client, ANA.email)
    link = mails.sign_in_path(ANA.email)
    ask(other_browser, ANA.email)
    assert client.post(link, data=form_of(client.get(link))).status_code == 303


def test_link_expires_after_ten_minutes(client: FlaskClient, ask, mails: MailFolder) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        ask(client, ANA.email)
        link = mails.sign_in_path(ANA.email)
        clock.shift(timedelta(minutes=9, seconds=59))
        form = form_of(client.get(link))
        clock.shift(timedelta(seconds=2))
        assert client.get(link).status_code == 410
        assert client.post(link, data=form).status_code == 410


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "a" * 5000, "é"])
def test_made_up_link_is_no_longer_valid(client: FlaskClient, token: str) -> None:
    shown = client.get(f"/sign-in/link/{token}")
    assert shown.status_code in (404, 410)


def test_link_and_code_are_kept_as_hashes_only(
    client: FlaskClient, ask, mails: MailFolder, services: Services
) -> None:
    ask(client, ANA.email)
    secret = mails.sign_in_path(ANA.email).rsplit("/", 1)[1].split(".")[0]
    with services.database.read() as db:
        row = db.scalars(select(SignInRequest)).one()
    stored = " ".join(str(value) for value in vars(row).values())
    assert secret not in stored
    assert mails.code(ANA.email) not in stored
    assert ANA.email not in stored


def test_mail_is_text_and_html_with_the_same_link(
    client: FlaskClient, ask, mails: MailFolder
) -> None:
    ask(client, ANA.email)
    mail: EmailMessage = mails.last(ANA.email)
    link = "http://127.0.0.1:8000" + mails.sign_in_path(ANA.email)
    html = mail.get_body(("html",))
    assert html is not None
    assert f'href="{link}"' in html.get_content()
    code = mails.code(ANA.email)
    assert f"{code[:3]} {code[3:]}" in html.get_content()
    assert "Hello Ana Díaz," in mail_text(mail)
    assert mail["Subject"] == "Sign in to Portal"


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Forwarded"])
def test_link_is_built_from_the_configured_address(
    client: FlaskClient, ask, mails: MailFolder, header: str
) -> None:
    page = client.get("/sign-in")
    data = {**form_of(page), "email": ANA.email}
    answer = client.post("/sign-in", data=data, headers={header: "evil.example"})
    if header == "Host":
        assert answer.status_code == 400
        assert mails.all() == []
    else:
        assert answer.status_code == 303
        assert "evil.example" not in mails.last(ANA.email).as_string()
        assert "http://127.0.0.1:8000/sign-in/link/" in mail_text(mails.last(ANA.email))


def test_worker_token_is_minted_before_the_first_page(
    client: FlaskClient, sign_in, office: Office
) -> None:
    sign_in(client, ANA.email)
    assert office.minted == [ANA.worker_id]


def test_sign_in_works_while_the_hr_system_mints_nothing(
    client: FlaskClient, ask, mails: MailFolder, office: Office
) -> None:
    ask(client, ANA.email)
    office.down = True
    link = mails.sign_in_path(ANA.email)
    assert client.post(link, data=form_of(client.get(link))).status_code == 303
    assert "Hello Ana" in text_of(client.get("/"))


def test_encryption_key_that_is_gone_means_asking_again(
    client: FlaskClient, ask, mails: MailFolder, services: Services
) -> None:
    ask(client, ANA.email)
    with services.database.begin() as db:
        db.scalars(select(SignInRequest)).one().worker = "sealed with another key"
    link = mails.sign_in_path(ANA.email)
    answer = client.post(link, data=form_of(client.get(link)))
    assert answer.status_code == 410
    assert session_count(services) == 0
