"""Callers of the sandbox's APIs. What they expect is written from hr-apis/deel.md."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.callers import Caller, People
from tests.sandbox_server import RunningSandbox


@pytest.fixture
def people(sandbox: RunningSandbox) -> People:
    """Everybody, by the part of the e-mail address before the @."""
    return sandbox.people()


@pytest.fixture
def callers() -> Any:
    """Makes callers and closes their connections."""
    made: list[Caller] = []

    def make(base_url: str, token: str | None) -> Caller:
        made.append(Caller(base_url, token))
        return made[-1]

    yield make
    for caller in made:
        caller.session.close()


@pytest.fixture
def organization(sandbox: RunningSandbox, callers: Callable[..., Caller]) -> Caller:
    """Deel's API with the organization token."""
    return callers(sandbox.deel_url, sandbox.organization_token)


@pytest.fixture
def anonymous(sandbox: RunningSandbox, callers: Callable[..., Caller]) -> Caller:
    """Deel's API without a token."""
    return callers(sandbox.deel_url, None)


@pytest.fixture
def worker(
    sandbox: RunningSandbox,
    organization: Caller,
    people: People,
    callers: Callable[..., Caller],
) -> Callable[[str], Caller]:
    """Deel's API with a fresh token of the worker of that name."""

    def sign_in(name: str) -> Caller:
        answer = organization.post(
            "/workers/session", {"profile_id": people[name]["hris_profile_id"]}
        )
        assert answer.status_code == 201, answer.text
        return callers(sandbox.deel_url, answer.json()["data"]["token"])

    return sign_in
