"""A portal whose address is a number: browsers make no passkeys for it, so nothing offers them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.accounts.office import ANA
from tests.support.pages import form_of, soup, text_of

WAYS = ["/sign-in/passkey", "/sign-in/passkey/options", "/account/passkeys"]


def test_sign_in_page_says_nothing_of_passkeys(client: FlaskClient) -> None:
    page = client.get("/sign-in")
    assert soup(page).select_one("[data-passkey]") is None
    assert "passkey" not in text_of(page).lower()


def test_account_page_offers_the_app_alone(client: FlaskClient, sign_in) -> None:
    sign_in(client, ANA.email)
    page = client.get("/account")
    assert soup(page).select_one('a[href="/account/app/new"]') is not None
    assert soup(page).select_one('a[href="/account/passkeys/new"]') is None
    assert client.get("/account/passkeys/new").status_code == 404


@pytest.mark.parametrize("path", WAYS)
def test_there_is_no_way_to_one(client: FlaskClient, sign_in, path: str) -> None:
    sign_in(client, ANA.email)
    form = form_of(client.get("/account"), "/sign-out")
    assert client.post(path, data=form).status_code == 404
