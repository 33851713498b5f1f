"""Five requests a second for the whole organization: hr-apis/deel.md section 1."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.sandbox.callers import Caller, People
from tests.sandbox_server import RunningSandbox, running_sandbox

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("limited"), rate_limit=5) as server:
        yield server


def statuses(caller: Caller, count: int) -> list[int]:
    return [caller.get("/people/me").status_code for _ in range(count)]


def test_sixth_request_in_a_second_is_429(
    limited: RunningSandbox, callers: Callable[..., Caller]
) -> None:
    organization = callers(limited.deel_url, limited.organization_token)

    with time_machine.travel(NOW, tick=False):
        assert statuses(organization, 5) == [200] * 5
        refused = organization.get("/people/me")

    assert refused.status_code == 429
    assert refused.json()["error"] == "Rate limit exceeded"
    assert refused.json()["status"] == 429
    assert refused.json()["message"]
    assert not [name for name in refused.headers if "limit" in name.lower()]
    assert "Retry-After" not in refused.headers


def test_window_rolls(limited: RunningSandbox, callers: Callable[..., Caller]) -> None:
    organization = callers(limited.deel_url, limited.organization_token)

    with time_machine.travel(NOW, tick=False) as traveller:
        assert statuses(organization, 3) == [200] * 3
        traveller.shift(timedelta(seconds=0.6))
        assert statuses(organization, 3) == [200, 200, 429]
        traveller.shift(timedelta(seconds=0.5))
        assert statuses(organization, 4) == [200, 200, 200, 429]


def test_all_tokens_share_the_window(
    limited: RunningSandbox, callers: Callable[..., Caller]
) -> None:
    people: People = limited.people()
    organization = callers(limited.deel_url, limited.organization_token)

    with time_machine.travel(NOW, tick=False):
        session = organization.post(
            "/workers/session", {"profile_id": people["jana.koehler"]["hris_profile_id"]}
        ).json()["data"]
        jana = callers(limited.deel_url, session["token"])
        assert statuses(jana, 4) == [200] * 4
        assert organization.get("/people/me").status_code == 429
        assert callers(limited.deel_url, None).get("/people/me").status_code == 429


def test_limit_can_be_switched_off(limited: RunningSandbox, callers: Callable[..., Caller]) -> None:
    limited.admin("POST", "settings", rate_limit=None)
    organization = callers(limited.deel_url, limited.organization_token)

    with time_machine.travel(NOW, tick=False):
        assert statuses(organization, 8) == [200] * 8
