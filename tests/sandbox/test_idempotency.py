"""`Idempotency-Key`: hr-apis/deel.md section 1."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox_server import RunningSandbox

DAY = 24 * 60 * 60


def mint(organization: Caller, person: dict[str, Any], key: str | None) -> requests.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return organization.post(
        "/workers/session", {"profile_id": person["hris_profile_id"]}, headers=headers
    )


def test_replay_gives_the_first_answer_and_names_its_request(
    organization: Caller, people: People
) -> None:
    first = mint(organization, people["jana.koehler"], "key-1")
    second = mint(organization, people["jana.koehler"], "key-1")

    assert "x-original-request-id" not in first.headers
    assert second.status_code == 201
    assert second.json() == first.json()
    assert second.headers["x-original-request-id"] == first.headers["x-request-id"]
    assert second.headers["x-request-id"] != first.headers["x-request-id"]


def test_other_body_with_the_same_key_gets_the_first_answer(
    organization: Caller, people: People
) -> None:
    first = mint(organization, people["jana.koehler"], "key-1")
    second = mint(organization, people["noa.levi"], "key-1")

    assert second.json() == first.json()


def test_other_key_is_another_request(organization: Caller, people: People) -> None:
    first = mint(organization, people["jana.koehler"], "key-1")
    second = mint(organization, people["jana.koehler"], "key-2")

    assert second.json() != first.json()


def test_keys_of_two_callers_do_not_meet(worker: SignIn) -> None:
    headers = {"Idempotency-Key": "the-same"}

    janas = worker("jana.koehler").post("/magic-link", {}, headers=headers)
    noas = worker("noa.levi").post("/magic-link", {}, headers=headers)

    assert janas.json() != noas.json()
    assert "x-original-request-id" not in noas.headers


def test_refusals_are_not_kept(organization: Caller, people: People) -> None:
    headers = {"Idempotency-Key": "key-1"}

    refused = organization.post("/workers/session", {}, headers=headers)
    accepted = mint(organization, people["jana.koehler"], "key-1")

    assert (refused.status_code, accepted.status_code) == (400, 201)


def test_key_is_forgotten_after_24_hours(
    organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    first = mint(organization, people["jana.koehler"], "key-1")
    sandbox.admin("POST", "settings", advance_seconds=DAY - 60)
    kept = mint(organization, people["jana.koehler"], "key-1")
    sandbox.admin("POST", "settings", advance_seconds=61)
    new = mint(organization, people["jana.koehler"], "key-1")

    assert kept.json() == first.json()
    assert new.json() != first.json()


def test_key_may_have_64_characters(organization: Caller, people: People) -> None:
    assert mint(organization, people["jana.koehler"], "k" * 64).status_code == 201
    assert mint(organization, people["jana.koehler"], "k" * 65).status_code == 400


def test_delete_ignores_the_key(organization: Caller, people: People) -> None:
    path = f"/workers/{people['jana.koehler']['hris_profile_id']}/session"
    headers = {"Idempotency-Key": "key-1"}

    organization.delete(path, headers=headers)
    answer = organization.delete(path, headers=headers)

    assert "x-original-request-id" not in answer.headers


def test_same_key_while_the_first_runs_is_429_with_retry_after(
    organization: Caller,
    people: People,
    sandbox: RunningSandbox,
    callers: Callable[..., Caller],
) -> None:
    other = callers(sandbox.deel_url, sandbox.organization_token)
    answers: list[requests.Response] = []
    sandbox.fault("latency", "workers.session.create", seconds=30, times=1)
    running = threading.Thread(
        target=lambda: answers.append(mint(organization, people["jana.koehler"], "key-1"))
    )
    running.start()
    while not [call for call in sandbox.calls("workers.session.create") if call["token"]]:
        pass
    refused = mint(other, people["jana.koehler"], "key-1")
    sandbox.admin("DELETE", "faults")
    running.join()

    assert refused.status_code == 429
    assert "Request conflict detected" in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    assert answers[0].status_code == 201


def test_answer_that_never_arrived_is_replayed(
    organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    sandbox.fault("accepted_then_timeout", "workers.session.create", seconds=0, times=1)

    with pytest.raises(requests.ConnectionError):
        mint(organization, people["jana.koehler"], "key-1")
    answer = mint(organization, people["jana.koehler"], "key-1")

    assert answer.status_code == 201
    assert answer.headers["x-original-request-id"]
