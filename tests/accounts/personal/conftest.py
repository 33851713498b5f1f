"""Workers who give a private address, through the pages and the mails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.accounts.office import ANA
from tests.support.mails import MailFolder
from tests.support.pages import form_of
from tests.support.step_up import prove

PAGE = "/account/personal-address"
CODE = "/account/personal-address/code"
HOME = "ana.diaz@mail.example"
"""Ana's own."""


def ask(client: FlaskClient, address: str) -> TestResponse:
    """Type an address, and the code that proves who is there."""
    form = form_of(client.get(PAGE), PAGE)
    return prove(client, client.post(PAGE, data={**form, "address": address}))


def type_code(client: FlaskClient, code: str) -> TestResponse:
    return client.post(CODE, data={**form_of(client.get(CODE)), "code": code})


Give = Callable[[FlaskClient, str], None]


@pytest.fixture
def give(mails: MailFolder) -> Give:
    def give_and_prove(client: FlaskClient, address: str) -> None:
        assert ask(client, address).location == CODE
        assert type_code(client, mails.code(address)).location == "/account"

    return give_and_prove


@pytest.fixture
def ana(client: FlaskClient, sign_in) -> FlaskClient:
    return sign_in(client, ANA.email)
