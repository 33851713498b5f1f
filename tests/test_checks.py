from __future__ import annotations

from portal.checks import run_checks
from portal.settings import load
from tests.support.redis import RedisServer


def test_all_is_well(environment: dict[str, str], redis_server: RedisServer) -> None:
    said: list[str] = []
    environment["PORTAL_REDIS_URL"] = redis_server.url

    assert run_checks(load(environment), said.append)
    assert said[1].startswith("ok    database")
    assert said[2] == "ok    redis"


def test_redis_that_does_not_answer_is_named(
    environment: dict[str, str], redis_server: RedisServer
) -> None:
    said: list[str] = []
    environment["PORTAL_REDIS_URL"] = redis_server.url
    redis_server.kill()

    assert not run_checks(load(environment), said.append)
    assert said[2] == "FAIL  redis: no answer; check PORTAL_REDIS_URL"
