"""Callers of the sandbox's APIs. What they expect is written from hr-apis/deel.md."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from tests.sandbox_server import RunningSandbox


@dataclass
class Caller:
    """Somebody with a token, below one base address."""

    base_url: str
    token: str | None
    session: requests.Session = field(default_factory=requests.Session)

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= options.pop("headers", {})
        return self.session.request(
            method, self.base_url + path, headers=headers, timeout=10, **options
        )

    def get(self, path: str, **options: Any) -> requests.Response:
        return self("GET", path, **options)

    def post(self, path: str, data: Any = None, **options: Any) -> requests.Response:
        """POST `{"data": data}`, or what `options` say."""
        body = {} if data is None else {"json": {"data": data}}
        return self("POST", path, **body, **options)

    def patch(self, path: str, data: Any, **options: Any) -> requests.Response:
        return self("PATCH", path, json={"data": data}, **options)

    def delete(self, path: str, **options: Any) -> requests.Response:
        return self("DELETE", path, **options)


@pytest.fixture
def people(sandbox: RunningSandbox) -> dict[str, dict[str, Any]]:
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
    people: dict[str, dict[str, Any]],
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
