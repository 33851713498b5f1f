"""Acting for the employer by a group that the OpenID provider names: in that session alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import AccountSession
from portal.services import EXTENSION, Services
from tests.accounts.oidc.conftest import settings_of, stub
from tests.accounts.oidc.stub import StubProvider
from tests.conftest import browser
from tests.support.people import MARIA
from tests.team.conftest import SignIn

__all__ = ["stub"]

GROUP = "portal-hr"
Claims = dict[str, Any]


@pytest.fixture
def environment(environment: dict[str, str], stub: StubProvider) -> dict[str, str]:
    stub.email = MARIA
    return {**environment, **settings_of(stub.issuer), "PORTAL_OIDC_ADMIN_GROUP": GROUP}


@pytest.fixture
def at_provider(app: Flask, stub: StubProvider) -> Callable[..., FlaskClient]:
    """María comes back from there; ``groups``: what the ID token says."""

    def arrive(groups: object = None) -> FlaskClient:
        stub.change = lambda claims: claims if groups is None else {**claims, "groups": groups}
        client = browser(app)
        back = client.get(stub.sign_in(client.get("/sign-in/oidc").location))
        assert back.status_code == 303, back.text
        return client

    return arrive


def test_the_group_makes_an_administrator(at_provider: Callable[..., FlaskClient]) -> None:
    client = at_provider(["staff", GROUP])
    assert client.get("/team").status_code == 200
    assert "You act for your employer" in client.get("/team").text


@pytest.mark.parametrize(
    "groups",
    [
        None,
        [],
        ["staff"],
        GROUP,
        [GROUP.upper()],
        [f"{GROUP}-readers"],
        [[GROUP]],
        {GROUP: True},
        7,
    ],
)
def test_anything_else_does_not(at_provider: Callable[..., FlaskClient], groups: object) -> None:
    assert at_provider(groups).get("/team").status_code == 404


def test_it_is_the_sessions_and_not_the_accounts(
    app: Flask, at_provider: Callable[..., FlaskClient], sign_in: SignIn
) -> None:
    by_group = at_provider([GROUP])
    by_mail = sign_in(browser(app), MARIA)
    without = at_provider(["staff"])
    assert by_group.get("/team").status_code == 200
    assert by_mail.get("/team").status_code == 404
    assert without.get("/team").status_code == 404


def test_groups_may_come_with_userinfo(
    at_provider: Callable[..., FlaskClient], stub: StubProvider
) -> None:
    stub.userinfo = lambda told: {**told, "groups": [GROUP]}
    assert at_provider().get("/team").status_code == 200


def test_groups_of_somebody_elses_userinfo_are_not_believed(app: Flask, stub: StubProvider) -> None:
    stub.userinfo = lambda told: {**told, "sub": "somebody", "groups": [GROUP]}
    client = browser(app)
    assert client.get(stub.sign_in(client.get("/sign-in/oidc").location)).status_code == 403


def test_the_setting_is_looked_at_for_each_request(
    app: Flask, at_provider: Callable[..., FlaskClient]
) -> None:
    client = at_provider([GROUP])
    assert client.get("/team").status_code == 200
    oidc = cast(Services, app.extensions[EXTENSION]).settings.oidc
    object.__setattr__(oidc, "admin_group", "another-group")
    assert client.get("/team").status_code == 404
    object.__setattr__(oidc, "admin_group", "")
    assert client.get("/team").status_code == 404


def test_no_other_group_is_kept(app: Flask, at_provider: Callable[..., FlaskClient]) -> None:
    at_provider(["staff", GROUP, "union"])
    with cast(Services, app.extensions[EXTENSION]).database.read() as session:
        assert session.scalars(select(AccountSession.admin_group)).all() == [GROUP]


def test_the_scope_is_asked_for_where_the_provider_knows_it(app: Flask, stub: StubProvider) -> None:
    def scope() -> str:
        location = browser(app).get("/sign-in/oidc").location
        return parse_qs(urlsplit(location).query)["scope"][0]

    stub.description["scopes_supported"] = ["openid", "email", "groups"]
    assert scope() == "openid email groups"


def test_it_is_not_asked_for_elsewhere(app: Flask) -> None:
    location = browser(app).get("/sign-in/oidc").location
    assert parse_qs(urlsplit(location).query)["scope"] == ["openid email"]
