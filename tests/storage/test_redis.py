"""Redis goes away and comes back; what people see meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.services import EXTENSION, Services
from tests.conftest import browser
from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, text_of
from tests.support.people import OLIVER
from tests.support.redis import RedisServer


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    return redis_server.url


@pytest.fixture
def queued(app: Flask, jana: FlaskClient) -> Services:
    """Jana is signed in; from now on jobs wait in the queue."""
    services = cast(Services, app.extensions[EXTENSION])
    services.jobs.immediate = False
    return services


def test_pages_come_and_leavers_are_looked_for_at_once(
    jana: FlaskClient,
    queued: Services,
    redis_server: RedisServer,
    sandbox: RunningSandbox,
    later: Callable[..., None],
) -> None:
    redis_server.kill()
    later(minutes=2)
    asked = len(sandbox.calls("people.get"))

    assert jana.get("/account").status_code == 200
    assert len(sandbox.calls("people.get")) == asked + 1


def test_somebody_signs_out(jana: FlaskClient, queued: Services, redis_server: RedisServer) -> None:
    form = form_of(jana.get("/account"), "/sign-out")
    redis_server.kill()

    assert jana.post("/sign-out", data=form).status_code == 303
    assert jana.get("/account").status_code == 303


def test_a_mail_that_can_t_be_queued_is_not_promised(
    app: Flask, queued: Services, redis_server: RedisServer
) -> None:
    client = browser(app)
    values = {**form_of(client.get("/sign-in")), "email": OLIVER}
    redis_server.kill()

    refused = client.post("/sign-in", data=values)
    assert refused.status_code == 503
    assert "Not available just now" in text_of(refused)

    redis_server.start()
    assert client.post("/sign-in", data=values).status_code == 303
    assert queued.jobs.pending_count() == 1
