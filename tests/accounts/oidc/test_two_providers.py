"""The same address at a second provider opens nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer

from tests.accounts.office import ANA
from tests.accounts.oidc.conftest import settings_of
from tests.accounts.oidc.stub import StubProvider
from tests.conftest import browser
from tests.support.pages import soup, text_of


@pytest.fixture
def second() -> Iterator[StubProvider]:
    with HTTPServer(host="127.0.0.1") as server:
        yield StubProvider(server, subject="somebody")


@pytest.fixture
def environment(
    environment: dict[str, str], stub: StubProvider, second: StubProvider
) -> dict[str, str]:
    return {**environment, **settings_of(stub.issuer), **settings_of(second.issuer, "2_")}


def test_both_are_offered(client: FlaskClient) -> None:
    links = soup(client.get("/sign-in")).select('a[href^="/sign-in/oidc"]')
    assert [link.get_text(strip=True) for link in links] == [
        "Sign in with Office ID",
        "Sign in with Office ID 2",
    ]


def test_the_first_one_that_somebody_uses_is_theirs(
    app: Flask, client: FlaskClient, stub: StubProvider, second: StubProvider
) -> None:
    away = client.get("/sign-in/oidc?provider=2").location
    assert client.get(second.sign_in(away)).location == "/"
    assert f"Hello {ANA.name}" in client.get("/").text
    other = browser(app)
    refused = other.get(stub.sign_in(other.get("/sign-in/oidc?provider=1").location))
    assert refused.status_code == 403
    assert "Another sign-in belongs to your account already" in text_of(refused)
    assert other.get("/").status_code == 303


def test_answer_of_one_is_not_taken_for_the_others(
    client: FlaskClient, stub: StubProvider, second: StubProvider
) -> None:
    """A mix-up: the browser went to one and comes back with a code of the other."""
    path = second.sign_in(client.get("/sign-in/oidc?provider=1").location)
    assert client.get(path).status_code == 403
    assert client.get("/").status_code == 303
