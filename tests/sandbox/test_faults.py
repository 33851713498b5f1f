"""Faults that can be switched on."""

import json
import threading
from collections.abc import Callable

import pytest
import requests

from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox_server import RunningSandbox


def test_fault_hits_its_operation_so_many_times(
    organization: Caller, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500_html", "people.list", times=2)

    statuses = [organization.get("/people").status_code for _ in range(3)]

    assert statuses == [500, 500, 200]
    assert organization.get("/contracts").status_code == 200
    assert [call["fault"] for call in sandbox.calls("people.list")] == [
        "500_html",
        "500_html",
        None,
    ]


def test_fault_lasts_until_it_is_cleared(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("429")
    limited = organization.get("/people")
    sandbox.admin("DELETE", "faults")

    assert limited.status_code == 429
    assert limited.json()["error"] == "Rate limit exceeded"
    assert organization.get("/people").status_code == 200


def test_fault_ends_by_itself_after_a_while(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("500", "people.list", for_seconds=600)
    sandbox.admin("POST", "settings", advance_seconds=500)
    during = organization.get("/people").status_code
    sandbox.admin("POST", "settings", advance_seconds=101)

    assert during == 500
    assert organization.get("/people").status_code == 200
    assert sandbox.admin("GET", "faults") == {"faults": []}


def test_faults_that_are_on_are_listed_with_their_hits(
    organization: Caller, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500", "people.list", times=2)
    sandbox.fault("hang", "contracts.list")
    organization.get("/people")
    first = sandbox.admin("GET", "faults")["faults"]
    organization.get("/people")
    organization.get("/people")

    assert [(each["operation"], each["kind"], each["hits"]) for each in first] == [
        ("people.list", "500", 1),
        ("contracts.list", "hang", 0),
    ]
    assert [each["operation"] for each in sandbox.admin("GET", "faults")["faults"]] == [
        "contracts.list"
    ]


def test_fault_hits_a_share_of_the_calls(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("500_html", share=0.5)

    statuses = [organization.get("/people/me").status_code for _ in range(40)]

    assert 5 < statuses.count(500) < 35


def test_server_error_is_a_page_with_a_stack(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("500_html")

    answer = organization.get("/people")

    assert answer.headers["Content-Type"].startswith("text/html")
    assert "TypeError" in answer.text


def test_server_error_has_the_envelope_of_its_endpoint(
    worker: SignIn, organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    jana = worker("jana.koehler")
    sandbox.fault("500")

    person = organization.get(f"/people/{people['jana.koehler']['hris_profile_id']}")
    link = jana.post("/magic-link", {})
    contracts = organization.get("/contracts")

    assert {person.status_code, link.status_code, contracts.status_code} == {500}
    assert set(person.json()["error"]) == {"code", "message", "details"}
    assert isinstance(link.json()["error"], str)
    assert contracts.json()["request"]["status"] == 500


@pytest.mark.parametrize("kind", ["cut", "hang", "accepted_then_timeout"])
def test_connection_ends_without_an_answer(
    organization: Caller, sandbox: RunningSandbox, kind: str
) -> None:
    sandbox.fault(kind, seconds=0)

    with pytest.raises(requests.ConnectionError):
        organization.get("/people")


def test_truncated_answer_ends_half_way(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("truncated")

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        organization.get("/people")


@pytest.mark.parametrize(("kind", "lives"), [("cut", True), ("accepted_then_timeout", False)])
def test_only_accepted_then_timeout_has_an_effect(
    worker: SignIn,
    organization: Caller,
    people: People,
    sandbox: RunningSandbox,
    kind: str,
    lives: bool,
) -> None:
    jana = worker("jana.koehler")
    sandbox.fault(kind, "workers.session.delete", seconds=0)

    with pytest.raises(requests.ConnectionError):
        organization.delete(f"/workers/{people['jana.koehler']['hris_profile_id']}/session")

    assert (jana.get("/people/me").status_code == 200) is lives


def test_clearing_lets_go_of_held_calls(
    sandbox: RunningSandbox, callers: Callable[..., Caller]
) -> None:
    sandbox.fault("latency", seconds=600)
    caller = callers(sandbox.deel_url, sandbox.organization_token)
    answers: list[requests.Response] = []
    held = threading.Thread(target=lambda: answers.append(caller.get("/people")))
    held.start()
    while not sandbox.calls("people.list"):
        pass
    sandbox.admin("DELETE", "faults")
    held.join(timeout=5)

    assert [answer.status_code for answer in answers] == [200]


def test_expired_token_stays_dead(worker: SignIn, sandbox: RunningSandbox) -> None:
    jana = worker("jana.koehler")
    sandbox.fault("expired_token", times=1)

    assert [jana.get("/people/me").status_code for _ in range(2)] == [401, 401]
    assert worker("jana.koehler").get("/people/me").status_code == 200


def test_nan(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("nan")

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    with pytest.raises(ValueError, match="NaN"):
        json.loads(organization.get("/people").text, parse_constant=refuse)


def test_duplicate_keys(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("duplicate_keys")

    pairs = json.loads(organization.get("/people").text, object_pairs_hook=list)

    assert [key for key, _ in pairs].count("data") == 2


def test_deep(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("deep")

    with pytest.raises(RecursionError):
        json.loads(organization.get("/people").text)


def test_huge(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("huge")

    with organization.get("/people", stream=True) as answer:
        received = sum(len(block) for block in answer.iter_content(1 << 20))

    assert received > 60_000_000


@pytest.mark.parametrize(("kind", "person"), [("null", {"id": None}), ("missing", {})])
def test_values_are_null_or_missing(
    organization: Caller,
    people: People,
    sandbox: RunningSandbox,
    kind: str,
    person: dict[str, object],
) -> None:
    sandbox.fault(kind)

    data = organization.get(f"/people/{people['jana.koehler']['hris_profile_id']}").json()["data"]

    assert {name: value for name, value in data.items() if name == "id"} == person
    assert all(isinstance(value, dict | list) for value in data.values() if value is not None)


def test_first_member_of_a_list_is_empty(
    organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    whole = organization.get("/people").json()
    sandbox.fault("empty_item")

    spoiled = organization.get("/people").json()

    assert spoiled["data"] == [{}, *whole["data"][1:]]


def test_html_instead_of_json(organization: Caller, sandbox: RunningSandbox) -> None:
    sandbox.fault("html")

    answer = organization.get("/people")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")


def test_stranger_answers_with_somebody_elses_person(
    organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    profile_id = people["jana.koehler"]["hris_profile_id"]
    sandbox.fault("stranger")

    answer = organization.get(f"/people/{profile_id}")

    assert answer.status_code == 200
    assert answer.json()["data"]["id"] != profile_id


def test_stranger_answers_a_worker_with_somebody_elses_things(
    worker: SignIn, people: People, sandbox: RunningSandbox
) -> None:
    jana = worker("jana.koehler")
    own = jana.get("/daas/payslips").json()["data"]
    payslip = f"/eor/workers/{people['jana.koehler']['hris_profile_id']}/payslips/{own[0]['id']}"
    contract_id = people["jana.koehler"]["contract_id"]
    sandbox.fault("stranger")

    theirs = jana.get("/daas/payslips").json()["data"]
    assert not {item["id"] for item in own} & {item["id"] for item in theirs}
    file = requests.get(jana.get(f"{payslip}/download").json()["data"]["url"], timeout=10)
    assert file.status_code == 200
    assert jana.get("/people/me").json()["email"] != "jana.koehler@acme.example"
    assert jana.get(f"/eor/contracts/{contract_id}/hrx-documents").json()["data"]
    benefits = jana.get("/eor/worker/benefits").json()["data"]
    assert contract_id not in {group["contract_id"] for group in benefits}


def test_faults_reach_files_too(worker: SignIn, sandbox: RunningSandbox) -> None:
    url = worker("jana.koehler").get("/daas/payslips").json()["data"][0]["url"]
    sandbox.fault("truncated", "files.get")

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.get(url, timeout=10)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "gremlins"},
        {"kind": "hang", "operation": "payslips"},
        {"kind": "hang", "share": 0},
        {"kind": "hang", "share": "NaN"},
        {"kind": "hang", "seconds": -1},
        {"kind": "hang", "times": 0},
        {"kind": "hang", "for_seconds": 0},
        {"kind": "hang", "colour": "red"},
    ],
)
def test_wrong_fault_is_refused(sandbox: RunningSandbox, body: dict[str, object]) -> None:
    answer = requests.post(f"{sandbox.base_url}/_sandbox/faults", json=body, timeout=10)

    assert answer.status_code == 400
    assert sandbox.admin("GET", "faults") == {"faults": []}


def test_refused_operation_names_those_close_to_it(sandbox: RunningSandbox) -> None:
    body = {"kind": "hang", "operation": "payslip.lists"}
    answer = requests.post(f"{sandbox.base_url}/_sandbox/faults", json=body, timeout=10)

    (error,) = answer.json()["errors"]
    assert error["msg"].startswith("there is no operation payslip.lists; try one of: payslips.list")
