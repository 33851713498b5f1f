"""The whole way, there and back, with a certified provider."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.accounts.office import ANA, Office
from tests.accounts.oidc.conftest import settings_of
from tests.accounts.oidc.real import RealProvider
from tests.conftest import browser
from tests.support.audit import details_of
from tests.support.factors import give_passkey
from tests.support.pages import action_of, form_of, soup, text_of


@pytest.fixture
def environment(environment: dict[str, str], real_provider: RealProvider) -> dict[str, str]:
    real_provider.new_person()
    return {**environment, **settings_of(real_provider.issuer)}


def go(client: FlaskClient, provider: RealProvider, name: str, path: str = "") -> TestResponse:
    away = client.get(path or "/sign-in/oidc")
    assert away.status_code == 303
    back = urlsplit(provider.sign_in(away.location, name))
    return client.get(f"{back.path}?{back.query}")


def test_worker_signs_in(
    app: Flask, client: FlaskClient, real_provider: RealProvider, office: Office
) -> None:
    button = soup(client.get("/sign-in?next=/notes/n-1")).select_one('a[href^="/sign-in/oidc"]')
    assert button is not None
    assert "Sign in with Office ID" in button.get_text()
    arrived = go(client, real_provider, "ana", str(button["href"]))
    assert (arrived.status_code, arrived.location) == (303, "/notes/n-1")
    assert f"Hello {ANA.name}" in client.get("/").text
    assert details_of(app, "session:started") == [{"way": "provider"}]


def test_provider_has_asked_for_its_own_second_factor(
    app: Flask, client: FlaskClient, real_provider: RealProvider
) -> None:
    go(client, real_provider, "ana")
    give_passkey(app, ANA.email)
    other = browser(app)
    assert go(other, real_provider, "ana").location == "/"
    assert other.get("/").status_code == 200


def test_pkce_state_and_nonce_go_along(client: FlaskClient, real_provider: RealProvider) -> None:
    query = parse_qs(urlsplit(client.get("/sign-in/oidc").location).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]
    assert query["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/oidc/callback"]
    assert {"state", "nonce", "code_challenge"} < query.keys()
    assert "client_secret" not in query


def test_same_subject_is_the_same_account_whatever_the_address(
    app: Flask, client: FlaskClient, real_provider: RealProvider, office: Office
) -> None:
    go(client, real_provider, "ana")
    office.rename(ANA, "ana.new@office.example")
    second = browser(app)
    assert go(second, real_provider, "ana").location == "/"
    assert "ana.new@office.example" in text_of(second.get("/account"))


def test_address_that_the_provider_has_not_confirmed_opens_nothing(
    client: FlaskClient, real_provider: RealProvider
) -> None:
    refused = go(client, real_provider, "ana-unconfirmed")
    assert refused.status_code == 403
    assert "knows nobody with a confirmed address" in text_of(refused)
    assert client.get("/").status_code == 303


@pytest.mark.parametrize("name", ["stranger", "gone"])
def test_who_is_not_in_the_hr_system_is_not_let_in(
    client: FlaskClient, real_provider: RealProvider, name: str
) -> None:
    assert go(client, real_provider, name).status_code == 403
    assert client.get("/").status_code == 303


def test_worker_who_left_is_not_let_in_again(
    app: Flask, client: FlaskClient, real_provider: RealProvider, office: Office
) -> None:
    go(client, real_provider, "ana")
    office.dismiss(ANA)
    assert go(browser(app), real_provider, "ana").status_code == 403


def test_stopping_there_is_no_error(client: FlaskClient, real_provider: RealProvider) -> None:
    back = urlsplit(real_provider.decline(client.get("/sign-in/oidc").location))
    page = client.get(f"{back.path}?{back.query}")
    assert "You stopped there" in text_of(page)
    assert client.get("/").status_code == 303


def test_code_that_is_replayed_is_refused(
    app: Flask, client: FlaskClient, real_provider: RealProvider
) -> None:
    back = urlsplit(real_provider.sign_in(client.get("/sign-in/oidc").location, "ana"))
    path = f"{back.path}?{back.query}"
    assert client.get(path).status_code == 303
    assert client.get(path).status_code == 403
    code = parse_qs(back.query)["code"][0]
    other = browser(app)
    state = parse_qs(urlsplit(other.get("/sign-in/oidc").location).query)["state"][0]
    iss = real_provider.issuer
    replayed = other.get(f"{back.path}?code={code}&state={state}&iss={iss}")
    assert replayed.status_code == 403
    assert other.get("/").status_code == 303


def test_sign_out_offers_to_sign_out_there_too(
    client: FlaskClient, real_provider: RealProvider
) -> None:
    go(client, real_provider, "ana")
    form = form_of(client.get("/account"), "/sign-out")
    page = client.get(client.post("/sign-out", data=form).location)
    link = soup(page).find("a", string="sign out there too")
    assert link is not None
    there = real_provider.browser.get(str(link["href"]), timeout=10)
    assert there.status_code == 200
    assert "sign-out" in there.text


def test_provider_proves_who_is_there(
    app: Flask, client: FlaskClient, real_provider: RealProvider
) -> None:
    go(client, real_provider, "ana")
    asked = client.get(ask_for_proof(client))
    link = soup(asked).select_one('a[href$="/provider"]')
    assert link is not None
    away = client.get(str(link["href"]))
    query = parse_qs(urlsplit(away.location).query)
    assert (query["max_age"], query["prompt"]) == (["0"], ["login"])
    back = urlsplit(real_provider.sign_in(away.location, "ana"))
    proof = client.get(client.get(f"{back.path}?{back.query}").location)
    assert "You have confirmed that it is you" in text_of(proof)
    done = client.post(action_of(proof), data=form_of(proof))
    assert done.location == "/secret"
    [proven] = details_of(app, "step_up:proven")
    assert (proven["act"], proven["way"]) == ("show_pay", "provider")


def test_another_person_at_the_provider_proves_nothing(
    client: FlaskClient, real_provider: RealProvider
) -> None:
    go(client, real_provider, "ana")
    path = ask_for_proof(client)
    link = soup(client.get(path)).select_one('a[href$="/provider"]')
    assert link is not None
    real_provider.new_person()
    back = urlsplit(real_provider.sign_in(client.get(str(link["href"])).location, "ben"))
    answer = client.get(f"{back.path}?{back.query}")
    page = client.get(answer.location)
    assert "You have confirmed" not in text_of(page)
    assert "Another sign-in belongs to your account" in text_of(page)


def ask_for_proof(client: FlaskClient) -> str:
    form = form_of(client.get("/notes/n-1"))
    return str(client.post("/secret", data=form).location)
