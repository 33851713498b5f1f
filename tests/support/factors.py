"""Setting up and giving second factors through the pages, as a worker does."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.factors.models import Passkey
from portal.accounts.models import Account
from portal.db import new_id
from portal.services import EXTENSION, Services
from tests.support.authenticator import Authenticator
from tests.support.pages import action_of, form_of, soup
from tests.support.step_up import prove


def add_passkey(client: FlaskClient, phone: Authenticator, name: str = "Phone") -> TestResponse:
    """The answer is the page that tells of it, or the way there."""
    begin_passkey(client)
    form = form_of(client.get("/account/passkeys/new"))
    answer = phone.create(options(client, "/account/passkeys/options", form))
    return client.post("/account/passkeys", data={**form, "name": name, "credential": answer})


def begin_passkey(client: FlaskClient) -> TestResponse:
    """Up to the page that makes one, proven by mail."""
    page = client.get("/account/passkeys/new")
    return prove(client, client.post("/account/passkeys/new", data=form_of(page)))


def set_up_app(client: FlaskClient) -> tuple[pyotp.TOTP, TestResponse]:
    """The app, whose code of now is used, and the page that tells of it."""
    new = client.get("/account/app/new")
    begun = prove(client, client.post("/account/app/new", data=form_of(new)))
    page = client.get(begun.location)
    key = soup(page).select_one("main code")
    assert key is not None, page.get_data(as_text=True)
    app = pyotp.TOTP(key.get_text().replace(" ", ""))
    code = app.at(datetime.now(UTC))
    done = client.post("/account/app/confirm", data={**form_of(page), "code": code})
    return app, done


def code_of(app: pyotp.TOTP) -> str:
    """The next one: the clock of the phone is a little fast, so it is new after that of set-up."""
    return app.at(int(datetime.now(UTC).timestamp()) + 30)


def codes_on(page: TestResponse) -> list[str]:
    """The recovery codes that stand there."""
    return re.findall(r">([a-z2-9]{5}-[a-z2-9]{5})<", page.get_data(as_text=True))


def give_passkey(app: Flask, email: str) -> str:
    """One that nobody holds, also where the portal's address allows none. Returns its id."""
    services: Services = app.extensions[EXTENSION]
    passkey = Passkey(
        id=new_id(),
        credential_id=new_id(),
        public_key=b"",
        sign_count=0,
        name="Phone",
        created_at=datetime.now(UTC),
    )
    with services.database.begin() as db:
        account_id = db.scalar(select(Account.id).where(Account.email == email))
        assert account_id is not None, f"{email} has not signed in yet"
        passkey.account_id = account_id
        db.add(passkey)
    return passkey.id


def options(client: FlaskClient, path: str, form: dict[str, str]) -> dict[str, Any]:
    """What the script gets to be signed."""
    answer = client.post(path, data={"csrf_token": form["csrf_token"]})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = json.loads(answer.get_data(as_text=True))
    return found


def with_passkey(
    client: FlaskClient, page: TestResponse, phone: Authenticator, action: str
) -> TestResponse:
    """Fill in the form with this action on the page, as the script does."""
    form = form_of(page, action)
    tag = soup(page).select_one(f'form[data-passkey][action$="{action}"]')
    assert tag is not None
    answer = phone.get(options(client, str(tag["data-passkey-options"]), form))
    field = tag.select_one("[data-passkey-answer]")
    assert field is not None
    return client.post(action_of(page, action), data={**form, str(field["name"]): answer})
