"""An account with a second factor opens no more easily at a provider than by mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.office import ANA
from tests.accounts.oidc.conftest import settings_of
from tests.accounts.oidc.stub import StubProvider
from tests.conftest import browser
from tests.support.factors import code_of, give_passkey, set_up_app
from tests.support.pages import form_of, text_of

SignIn = Callable[[FlaskClient, str], FlaskClient]

STEP = "/sign-in/second-step"


@pytest.fixture
def environment(environment: dict[str, str], stub: StubProvider) -> dict[str, str]:
    return {**environment, **settings_of(stub.issuer)}


def go(client: FlaskClient, stub: StubProvider) -> str:
    away = client.get("/sign-in/oidc?next=/notes/new").location
    return str(client.get(stub.sign_in(away)).location)


def test_whoever_only_reads_the_mail_finds_no_way_round_it(
    app: Flask, client: FlaskClient, sign_in: SignIn, stub: StubProvider
) -> None:
    """Many a provider makes an account for everybody who can read a mail."""
    sign_in(client, ANA.email)
    give_passkey(app, ANA.email)
    other = browser(app)
    assert go(other, stub) == STEP
    assert other.get("/").status_code == 303
    again = browser(app)
    assert go(again, stub) == STEP


def test_with_the_factor_it_opens(
    app: Flask, client: FlaskClient, sign_in: SignIn, stub: StubProvider
) -> None:
    phone, _ = set_up_app(sign_in(client, ANA.email))
    other = browser(app)
    step = other.get(go(other, stub))
    done = other.post(STEP, data={**form_of(step), "code": code_of(phone)})
    assert done.location == "/notes/new"
    assert f"Hello {ANA.name}" in text_of(other.get("/"))
    assert go(browser(app), stub) == "/notes/new"


def test_a_second_sign_in_at_a_provider_is_refused_before_the_factor_is_asked_for(
    app: Flask, client: FlaskClient, stub: StubProvider
) -> None:
    assert go(client, stub) == "/notes/new"
    give_passkey(app, ANA.email)
    stub.subject = "somebody-else"
    other = browser(app)
    refused = other.get(stub.sign_in(other.get("/sign-in/oidc").location))
    assert refused.status_code == 403
    assert "Another sign-in belongs to your account already" in text_of(refused)


def test_who_came_from_there_before_has_their_factors_there(
    app: Flask, client: FlaskClient, stub: StubProvider
) -> None:
    assert go(client, stub) == "/notes/new"
    give_passkey(app, ANA.email)
    assert go(browser(app), stub) == "/notes/new"
