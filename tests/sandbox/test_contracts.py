"""Contracts: hr-apis/deel.md sections 1 and 8."""

import pytest

from tests.sandbox.callers import Caller, People


def test_list_pages_by_cursor(organization: Caller) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": 6} | ({"after_cursor": cursor} if cursor else {})
        answer = organization.get("/contracts", params=params).json()
        assert len(answer["data"]) <= 6
        seen += [contract["id"] for contract in answer["data"]]
        cursor = answer["page"]["cursor"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == answer["page"]["total_rows"] >= 15


def test_contract_names_its_worker_by_profile(organization: Caller, people: People) -> None:
    contracts = organization.get("/contracts", params={"types": "eor"}).json()["data"]

    workers = {contract["id"]: contract["worker"]["id"] for contract in contracts}
    jana = people["jana.koehler"]
    assert workers[jana["contract_id"]] == jana["hris_profile_id"]


@pytest.mark.parametrize("params", [{"limit": 100}, {"limit": 0}, {"after_cursor": "zzz"}])
def test_limit_and_cursor_are_checked(organization: Caller, params: dict[str, object]) -> None:
    assert organization.get("/contracts", params=params).status_code == 400


def test_details_are_bare(organization: Caller, people: People) -> None:
    contract_id = people["jana.koehler"]["contract_id"]

    details = organization.get(f"/eor/contracts/{contract_id}/details").json()

    assert "data" not in details
    assert details["id"] == contract_id
    assert details["compensation_details"]["currency"] == "EUR"


def test_unknown_contract_is_404(organization: Caller) -> None:
    assert organization.get("/eor/contracts/none/details").status_code == 404
