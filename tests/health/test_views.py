from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.support.redis import RedisServer


@pytest.fixture
def with_redis(environment: dict[str, str], redis_server: RedisServer) -> RedisServer:
    environment["PORTAL_REDIS_URL"] = redis_server.url
    return redis_server


def test_the_process_is_alive(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_ready_with_a_database(client: FlaskClient) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json["database"] == "ok"


def test_not_ready_without_a_database(environment, tmp_path, request) -> None:
    environment["PORTAL_DATABASE_URL"] = f"sqlite:///{tmp_path}"  # a folder
    client: FlaskClient = request.getfixturevalue("client")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json["database"] == "unavailable"


def test_redis_is_named_where_it_is_used_and_pages_come_without_it(
    with_redis: RedisServer, client: FlaskClient
) -> None:
    assert client.get("/readyz").json == {"status": "ok", "database": "ok", "redis": "ok"}

    with_redis.kill()
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "redis": "unavailable"}
    assert client.get("/sign-in").status_code == 200
