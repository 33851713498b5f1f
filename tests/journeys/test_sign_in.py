"""Sign-in and sign-out of the whole portal against the sandbox."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.mails import MailFolder
from tests.support.pages import form_of, text_of

WORKER = "jana.koehler@acme.example"


def test_worker_signs_in_and_finds_their_own_pages(client: FlaskClient, sign_in) -> None:
    sign_in(client, WORKER)
    assert "Jana Köhler" in text_of(client.get("/"))
    account = text_of(client.get("/account"))
    assert WORKER in account
    assert "Deel" in account


def test_first_page_finds_the_token_minted(
    client: FlaskClient, sign_in, sandbox: RunningSandbox
) -> None:
    sign_in(client, WORKER)
    assert len(sandbox.calls("workers.session.create")) == 1
    client.get("/")
    assert len(sandbox.calls("workers.session.create")) == 1


def test_sign_out_kills_the_token(client: FlaskClient, sign_in, sandbox: RunningSandbox) -> None:
    sign_in(client, WORKER)
    client.post("/sign-out", data=form_of(client.get("/account"), "/sign-out"))
    (killed,) = sandbox.calls("workers.session.delete")
    assert killed["status"] in (200, 204)
    assert client.get("/").status_code == 303


@pytest.mark.parametrize(
    "email",
    [
        "nobody@acme.example",
        "luca.bernasconi@acme.example",  # has left
        "jana.koehler@acme.exampl",
        "jana*@acme.example",
    ],
)
def test_whoever_is_no_active_worker_gets_no_mail(
    client: FlaskClient, mails: MailFolder, email: str
) -> None:
    answer = client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": email})
    assert answer.headers["Location"] == "/sign-in/code"
    assert mails.all() == []


def test_hr_system_that_is_away_changes_nothing_on_the_page(
    client: FlaskClient, sandbox: RunningSandbox, mails: MailFolder
) -> None:
    sandbox.fault("500")
    answer = client.post("/sign-in", data={**form_of(client.get("/sign-in")), "email": WORKER})
    assert answer.headers["Location"] == "/sign-in/code"
    assert mails.all() == []
