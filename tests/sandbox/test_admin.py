"""Steering a sandbox: journal, settings, reset."""

import pytest
import requests

from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox_server import RunningSandbox


def test_journal_tells_who_called_what(
    worker: SignIn, people: People, sandbox: RunningSandbox
) -> None:
    jana = worker("jana.koehler")
    sandbox.admin("DELETE", "requests")

    answer = jana.post("/magic-link", {}, headers={"Idempotency-Key": "key-1"})

    (call,) = sandbox.calls()
    assert call["operation"] == "magic_link.create"
    assert (call["method"], call["status"]) == ("POST", 201)
    assert call["path"].endswith("/rest/v2/magic-link")
    assert (call["token"], call["worker"]) == ("worker", people["jana.koehler"]["hris_profile_id"])
    assert call["idempotency_key"] == "key-1"
    assert call["request_id"] == answer.headers["x-request-id"]


def test_journal_counts_refused_and_unknown_calls(
    anonymous: Caller, sandbox: RunningSandbox
) -> None:
    anonymous.get("/people")
    anonymous.get("/nothing")

    assert [(call["operation"], call["status"]) for call in sandbox.calls()] == [
        ("people.list", 401),
        ("unknown", 404),
    ]


def test_journal_keeps_no_token(worker: SignIn, sandbox: RunningSandbox) -> None:
    jana = worker("jana.koehler")
    url = jana.get("/daas/payslips").json()["data"][0]["url"]
    requests.get(url, timeout=10)

    journal = requests.get(f"{sandbox.base_url}/_sandbox/requests", timeout=10).text

    assert str(jana.token) not in journal
    assert url.rpartition("/")[2] not in journal


def test_reset_takes_everything_back(
    worker: SignIn, organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    jana = worker("jana.koehler")
    path = f"/people/{people['jana.koehler']['hris_profile_id']}"
    before = organization.get(path).json()
    today = sandbox.admin("GET", "health")["today"]
    organization.patch(f"{path}/personal", {"preferred_name": "Jani"})
    sandbox.fault("500_html")
    sandbox.admin("POST", "settings", advance_seconds=90_000, rate_limit=1, latency_ms=1)
    assert sandbox.admin("GET", "health")["today"] != today

    sandbox.reset()

    assert organization.get(path).json() == before
    assert jana.get("/people/me").status_code == 401
    assert sandbox.admin("GET", "health")["today"] == today
    assert sandbox.people() == people


@pytest.mark.parametrize("body", [{"speed": 1}, {"latency_ms": "soon"}])
def test_wrong_settings_are_refused(sandbox: RunningSandbox, body: dict[str, object]) -> None:
    answer = requests.post(f"{sandbox.base_url}/_sandbox/settings", json=body, timeout=10)

    assert answer.status_code == 400


def test_contract_ends_on_a_day(
    organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    ended = {"email": "jana.koehler@acme.example", "last_day": "2026-01-31"}
    sandbox.admin("POST", "settings", ended=ended)

    profile = people["jana.koehler"]["hris_profile_id"]
    person = organization.get(f"/people/{profile}").json()["data"]
    [employment] = person["employments"]
    assert person["hiring_status"] == "inactive"
    assert person["completion_date"] == "2026-01-31"
    assert (employment["is_ended"], employment["contract_status"]) == (True, "completed")
    assert employment["termination_last_day"] == "2026-01-31"
