"""A database server that goes away and comes back."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from portal.db import Database
from tests.support.pages import text_of
from tests.support.postgresql import PostgreSQLServer


@pytest.fixture
def database_url(postgresql_server: PostgreSQLServer) -> str:
    database = Database(postgresql_server.url)
    database.upgrade()
    database.close()
    return postgresql_server.url


def test_after_a_restart_the_next_page_comes(
    jana: FlaskClient, postgresql_server: PostgreSQLServer
) -> None:
    assert jana.get("/profile").status_code == 200

    postgresql_server.stop()
    postgresql_server.start()

    assert jana.get("/profile").status_code == 200


def test_while_it_is_away_a_page_says_so(
    jana: FlaskClient, postgresql_server: PostgreSQLServer
) -> None:
    postgresql_server.stop()
    away = jana.get("/profile")

    assert away.status_code == 503
    assert "Not available just now" in text_of(away)
    assert away.headers["X-Request-Id"] in text_of(away)
    assert away.headers["Retry-After"] == "10"

    postgresql_server.start()
    assert jana.get("/profile").status_code == 200
