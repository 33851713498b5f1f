from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from portal.backends import context
from portal.backends.answers import Problem
from portal.backends.budget import Budget
from portal.backends.http import Transport
from portal.backends.json_body import JSON
from portal.backends.turns import OwnTurns, Rate
from tests.support.tls import self_signed_server

__all__ = ["self_signed_server"]

TOKEN = "token-that-nobody-may-see"


def read_problem(body: JSON) -> Problem:
    """The error envelope of a made-up vendor."""
    if not isinstance(body, dict):
        return Problem()
    return Problem(
        message=str(body.get("message", "")),
        code=str(body.get("code", "")),
        running=bool(body.get("running")),
    )


def unpaced() -> Budget:
    return Budget(OwnTurns(None))


def paced(calls_per_second: float) -> Budget:
    return Budget(OwnTurns(Rate.per_second(calls_per_second)))


@pytest.fixture
def make_transport(httpserver: HTTPServer) -> Callable[..., Transport]:
    def make(base_url: str = "", **options: Any) -> Transport:
        values = {"budget": unpaced(), "download_limit": 1024 * 1024, **options}
        return Transport(
            "vendor", base_url or httpserver.url_for("/api"), read_problem=read_problem, **values
        )

    return make


@pytest.fixture
def transport(make_transport: Callable[..., Transport]) -> Transport:
    return make_transport()


@pytest.fixture
def deadline() -> Iterator[Callable[[float], None]]:
    """Set ``context.deadline``, an instant of ``time.monotonic()``."""
    token = context.deadline.set(None)
    yield lambda instant: context.deadline.set(instant) and None
    context.deadline.reset(token)
