from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.current import current_session_or_none
from portal.services import Services
from tests.accounts.office import ANA
from tests.support.pages import text_of


def test_page_of_a_missing_capability_is_404(client: FlaskClient, sign_in) -> None:
    sign_in(client, ANA.email)
    assert client.get("/payroll").status_code == 404


def test_missing_capability_is_not_told_before_sign_in(client: FlaskClient) -> None:
    assert client.get("/payroll").status_code == 303


def test_public_page_asks_for_nobody(client: FlaskClient) -> None:
    assert client.get("/about").status_code == 200


def test_every_route_says_who_may_call_it(app: Flask) -> None:
    silent = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "access", None) not in ("worker", "public")
    }
    assert silent == set()


def test_nobody_is_signed_in_outside_a_request(app: Flask) -> None:
    with app.app_context():
        assert current_session_or_none() is None


def test_database_that_is_away_is_a_503_page(
    client: FlaskClient, sign_in, services: Services
) -> None:
    if not services.database.is_sqlite:
        pytest.skip("takes a database file away")
    sign_in(client, ANA.email)
    services.database.close()
    path = Path(str(services.database.url.database))
    path.rename(path.with_name("away"))
    path.mkdir()
    answer = client.get("/")
    assert answer.status_code == 503
    assert "unable to open" not in text_of(answer)
