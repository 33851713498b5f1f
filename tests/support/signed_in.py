"""Browsers of people who are signed in; a folder's conftest imports those it needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import browser
from tests.support.people import AHMAD, JANA, MARIA, OLIVER, WANJIRU

SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture
def jana(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, JANA)


@pytest.fixture
def oliver(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), OLIVER)


@pytest.fixture
def newcomer(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), WANJIRU)


@pytest.fixture
def maria(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), MARIA)


@pytest.fixture
def ahmad(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(browser(app), AHMAD)
