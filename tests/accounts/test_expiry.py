"""A form that is posted after its session ended: sign in, and find what was typed."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import HeldForm
from portal.services import Services
from tests.accounts.office import ANA, BEN
from tests.support.mails import MailFolder
from tests.support.pages import form_of, text_of

NOTE = "/notes/n-1"
TYPED = "Räumung am 3. & <b>Ärger</b>"


@pytest.fixture
def clock():
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        yield clock


def held(services: Services) -> list[HeldForm]:
    with services.database.read() as db:
        return list(db.scalars(select(HeldForm)).all())


def post_too_late(client: FlaskClient, clock, path: str = NOTE, **values: object):
    form = form_of(client.get(NOTE))
    clock.shift(timedelta(minutes=31))
    return client.post(path, data={**form, "subject": TYPED, **values})


def sign_in_from(client: FlaskClient, answer, email: str, mails: MailFolder):
    page = client.get(answer.headers["Location"])
    client.post("/sign-in", data={**form_of(page), "email": email})
    link = mails.sign_in_path(email)
    return client.post(link, data=form_of(client.get(link)))


def test_values_are_there_again_after_sign_in(
    client: FlaskClient, sign_in, clock, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    key = form_of(client.get(NOTE))["key"]
    answer = post_too_late(client, clock, key=key)
    assert answer.status_code == 303
    assert urlsplit(answer.headers["Location"]).path == "/sign-in"
    assert "What you typed is kept" in text_of(client.get(answer.headers["Location"]))
    arrived = sign_in_from(client, answer, ANA.email, mails)
    assert arrived.headers["Location"] == NOTE
    form = form_of(client.get(NOTE))
    assert form["subject"] == TYPED
    assert form["key"] == key


def test_values_stay_until_the_form_is_sent(
    client: FlaskClient, sign_in, clock, mails: MailFolder, services: Services
) -> None:
    sign_in(client, ANA.email)
    sign_in_from(client, post_too_late(client, clock), ANA.email, mails)
    client.get(NOTE)
    form = form_of(client.get(NOTE))
    assert form["subject"] == TYPED
    assert client.post(NOTE, data=form).headers["Location"] == "/"
    assert held(services) == []
    assert form_of(client.get(NOTE))["subject"] == ""


def test_values_rest_sealed_and_without_files(
    client: FlaskClient, sign_in, clock, services: Services
) -> None:
    sign_in(client, ANA.email)
    post_too_late(client, clock, attachment=(io.BytesIO(b"secret file"), "tax.pdf"))
    (row,) = held(services)
    values = services.vault.open(row.sealed_values)
    assert TYPED not in row.sealed_values
    assert "csrf_token" not in values
    assert "tax.pdf" not in values
    assert "secret file" not in values


def test_another_account_never_sees_them_and_they_are_deleted(
    client: FlaskClient, sign_in, clock, mails: MailFolder, services: Services
) -> None:
    sign_in(client, ANA.email)
    arrived = sign_in_from(client, post_too_late(client, clock), BEN.email, mails)
    assert arrived.status_code == 303
    assert form_of(client.get(NOTE))["subject"] == ""
    assert held(services) == []


def test_another_browser_of_the_same_account_does_not_see_them(
    client: FlaskClient, other_browser: FlaskClient, sign_in, clock
) -> None:
    sign_in(client, ANA.email)
    post_too_late(client, clock)
    sign_in(other_browser, ANA.email)
    assert form_of(other_browser.get(NOTE))["subject"] == ""


def test_they_are_not_put_into_another_form(
    client: FlaskClient, sign_in, clock, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    sign_in_from(client, post_too_late(client, clock), ANA.email, mails)
    assert form_of(client.get("/notes/n-2"))["subject"] == ""


def test_they_are_gone_after_an_hour(
    client: FlaskClient, sign_in, clock, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    answer = post_too_late(client, clock)
    clock.shift(timedelta(minutes=61))
    assert "What you typed" not in text_of(client.get(answer.headers["Location"]))
    sign_in_from(client, answer, ANA.email, mails)
    assert form_of(client.get(NOTE))["subject"] == ""


def test_values_that_are_too_long_are_not_kept(
    client: FlaskClient, sign_in, clock, services: Services
) -> None:
    sign_in(client, ANA.email)
    assert post_too_late(client, clock, labels="x" * 200_000).status_code == 303
    assert held(services) == []


def test_nothing_is_kept_without_a_good_csrf_token(
    client: FlaskClient, sign_in, clock, services: Services
) -> None:
    sign_in(client, ANA.email)
    assert post_too_late(client, clock, csrf_token="forged").status_code == 400
    assert held(services) == []


def test_nothing_is_kept_for_somebody_who_never_was_signed_in(
    client: FlaskClient, services: Services
) -> None:
    form = form_of(client.get("/sign-in"))
    answer = client.post(NOTE, data={**form, "subject": TYPED})
    assert answer.status_code == 303
    assert held(services) == []


def test_nothing_is_kept_for_a_session_that_was_signed_out_elsewhere(
    client: FlaskClient, other_browser: FlaskClient, sign_in, services: Services
) -> None:
    sign_in(client, ANA.email)
    form = form_of(client.get(NOTE))
    sign_in(other_browser, ANA.email)
    all_others = form_of(other_browser.get("/account"), "/account/sessions/sign-out")
    other_browser.post("/account/sessions/sign-out", data=all_others)
    assert client.post(NOTE, data={**form, "subject": TYPED}).status_code == 303
    assert held(services) == []


def test_act_without_a_page_of_its_own_is_not_kept(
    client: FlaskClient, sign_in, clock, services: Services
) -> None:
    sign_in(client, ANA.email)
    answer = post_too_late(client, clock, path=f"{NOTE}/archive")
    assert answer.headers["Location"] == "/sign-in"
    assert held(services) == []


def test_encryption_key_that_is_gone_means_an_empty_form(
    client: FlaskClient, sign_in, clock, mails: MailFolder, services: Services
) -> None:
    sign_in(client, ANA.email)
    answer = post_too_late(client, clock)
    with services.database.begin() as db:
        db.scalars(select(HeldForm)).one().sealed_values = "sealed with another key"
    sign_in_from(client, answer, ANA.email, mails)
    assert form_of(client.get(NOTE))["subject"] == ""


def test_page_asked_for_too_late_is_shown_after_sign_in(
    client: FlaskClient, sign_in, clock, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    clock.shift(timedelta(minutes=31))
    target = f"{NOTE}?q=caf%C3%A9&_external=1&_scheme=javascript&endpoint=x&_anchor=y"
    answer = client.get(target)
    location = urlsplit(answer.headers["Location"])
    assert (location.path, parse_qs(location.query)) == ("/sign-in", {"next": [target]})
    assert sign_in_from(client, answer, ANA.email, mails).headers["Location"] == target


def test_htmx_is_told_to_load_the_sign_in_page(client: FlaskClient) -> None:
    answer = client.get(NOTE, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/notes/n-1"
    assert answer.data == b""


def test_htmx_without_any_cookie_is_led_to_sign_in_and_changes_nothing(
    client: FlaskClient, services: Services
) -> None:
    answer = client.post(NOTE, data={"subject": TYPED}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.data) == (401, b"")
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/notes/n-1"
    assert held(services) == []
    assert client.post(NOTE, data={"subject": TYPED}).status_code == 400


def test_token_refused_for_good_means_sign_in_again(
    client: FlaskClient, sign_in, services: Services, mails: MailFolder
) -> None:
    sign_in(client, ANA.email)
    form = form_of(client.get(NOTE))
    answer = client.post("/token-refused", data={**form, "subject": TYPED})
    assert answer.headers["Location"] == "/sign-in?next=/token-refused"
    assert client.get("/").status_code == 303
    assert len(held(services)) == 1


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "/%09/evil.example",
        "/%5cevil.example",
        "\thttps://evil.example",
        "javascript:alert(1)",
        "/notes/n-1/archive",  # no GET
        "/about",  # not a signed-in page
        "/sign-out",
        "/static/build/app.css",
        "/nowhere",
        "/notes/..",
        "/" + "a" * 3000,
        "notes/n-1",
        "",
    ],
)
def test_next_is_a_page_of_ours_or_home(
    client: FlaskClient, mails: MailFolder, target: str
) -> None:
    page = client.get("/sign-in", query_string={"next": target})
    form = form_of(page)
    assert form["next"] == ""
    client.post("/sign-in", data={**form, "email": ANA.email, "next": target})
    link = mails.sign_in_path(ANA.email)
    assert client.post(link, data=form_of(client.get(link))).headers["Location"] == "/"
