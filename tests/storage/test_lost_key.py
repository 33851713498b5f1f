"""The keys for what is encrypted at rest are lost: new ones are set, and people go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.services import EXTENSION, Services
from portal.settings import load
from tests.conftest import browser
from tests.support.pages import form_of
from tests.support.people import OLIVER

HOST = "127.0.0.1"


@pytest.fixture
def with_new_keys(app: Flask, environment: dict[str, str]) -> Iterator[Flask]:
    """The same portal, started again."""
    new_key = Fernet.generate_key().decode()
    again = create_app(load({**environment, "PORTAL_ENCRYPTION_KEYS": new_key}))
    services: Services = again.extensions[EXTENSION]
    services.jobs.immediate = True
    yield again
    services.pool.shutdown()
    services.database.close()
    if services.redis is not None:
        services.redis.close()


def test_every_page_comes_and_people_sign_in_again(
    oliver: FlaskClient, with_new_keys: Flask, sign_in: Callable[[FlaskClient, str], FlaskClient]
) -> None:
    change_something(oliver)
    signed_in_before = browser(with_new_keys)
    cookie = oliver.get_cookie("portal", HOST)
    assert cookie is not None
    signed_in_before.set_cookie("portal", cookie.value, domain=HOST)

    pages = {path: signed_in_before.get(path).status_code for path in pages_of(with_new_keys)}
    assert {path: status for path, status in pages.items() if status >= 500} == {}

    again = sign_in(browser(with_new_keys), OLIVER)
    assert again.get("/").status_code == 200
    assert again.get("/time-off").status_code == 200


def change_something(worker: FlaskClient) -> None:
    """So that there is something sealed besides the token."""
    page = "/profile/preferred-name"
    values = {**form_of(worker.get(page)), "preferred_name": "Somebody New"}
    assert worker.post(page, data=values).status_code == 303


def pages_of(app: Flask) -> list[str]:
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ())
    ]
