from datetime import date
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.contract import WorkerAPI
from portal.backends.deel.adapter import DeelBackend
from portal.backends.errors import ForeignObject, NotFound, Unavailable, Unsupported
from portal.backends.types import Address, ProfileChange
from tests.backends.deel.conftest import ALICE, BOB_ID, ORGANIZATION, WORKER, employment, person

PERSON = f"/v2/people/{ALICE.worker_id}"


def answer_with(httpserver: HTTPServer, **changes: Any) -> None:
    httpserver.expect_request(PERSON).respond_with_json({"data": person(**changes)})
    page = {"offset": 0, "total_rows": 1, "items_per_page": 100}
    httpserver.expect_request("/v2/people").respond_with_json(
        {"data": [person(**changes)], "page": page}
    )


OLD = employment(id="old0001", is_ended=True, start_date="2020-01-01")
OTHER = employment(id="contr01", hiring_type="contractor", start_date="2026-01-01")
LATER = employment(id="later01", start_date="2026-06-01")


@pytest.mark.parametrize(
    ("employments", "contract_id"),
    [
        ([OLD, employment(), OTHER], "alice01"),
        ([employment(), LATER], "later01"),
        ([OLD, employment(is_ended=True)], "alice01"),
        ([{"id": None}, employment(hiring_type="EOR")], "alice01"),
    ],
)
def test_served_employment_is_the_running_eor_one(
    deel: DeelBackend, httpserver: HTTPServer, employments: list[Any], contract_id: str
) -> None:
    answer_with(httpserver, employments=employments)

    found = deel.directory.find_by_email(ALICE.email)

    assert found is not None
    assert found.contract_id == contract_id


def test_known_contract_is_kept_while_it_runs(deel: DeelBackend, httpserver: HTTPServer) -> None:
    answer_with(httpserver, employments=[employment(), LATER])

    refreshed = deel.directory.refresh(ALICE)

    assert refreshed is not None
    assert refreshed.contract_id == ALICE.contract_id


@pytest.mark.parametrize("employments", [[], [OTHER], None])
def test_who_is_no_eor_worker_is_not_employed(
    deel: DeelBackend, httpserver: HTTPServer, employments: object
) -> None:
    answer_with(httpserver, employments=employments)

    found = deel.directory.find_by_email(ALICE.email)

    assert found is not None
    assert (found.employed, found.contract_id, found.active) == (False, None, True)


@pytest.mark.parametrize(
    ("changes", "active"),
    [
        ({}, True),
        ({"hiring_status": "offboarding"}, True),
        ({"hiring_status": "inactive"}, False),
        ({"employments": [employment(is_ended=True)]}, False),
    ],
)
def test_leavers_are_inactive(
    deel: DeelBackend, httpserver: HTTPServer, changes: dict[str, Any], active: bool
) -> None:
    answer_with(httpserver, **changes)

    refreshed = deel.directory.refresh(ALICE)

    assert refreshed is not None
    assert refreshed.active is active


@pytest.mark.parametrize(
    ("changes", "last_day", "ended"),
    [
        ({}, None, False),
        ({"hiring_status": "inactive"}, None, False),
        (
            {"employments": [employment(termination_last_day="2027-06-30")]},
            date(2027, 6, 30),
            False,
        ),
        (
            {
                "hiring_status": "inactive",
                "employments": [employment(termination_last_day="2027-06-30")],
            },
            date(2027, 6, 30),
            False,
        ),
        ({"employments": [employment(is_ended=True)]}, None, False),
        (
            {"employments": [employment(is_ended=True, completion_date="2027-06-30T00:00:00Z")]},
            date(2027, 6, 30),
            True,
        ),
        (
            {
                "employments": [
                    employment(
                        is_ended=True, start_date="2027-07-01", termination_last_day="2027-06-30"
                    )
                ]
            },
            None,
            False,
        ),
        (
            {
                "employments": [
                    employment(is_ended=True, termination_last_day="2024-06-30"),
                    employment(id="c-other"),
                ]
            },
            None,
            False,
        ),
    ],
    ids=[
        "works",
        "disabled",
        "leaves",
        "disabled before the end",
        "ended, who knows when",
        "ended",
        "never began",
        "works again",
    ],
)
def test_end_of_an_employment(
    deel: DeelBackend,
    httpserver: HTTPServer,
    changes: dict[str, Any],
    last_day: date | None,
    ended: bool,
) -> None:
    answer_with(httpserver, **changes)

    refreshed = deel.directory.refresh(ALICE)

    assert refreshed is not None
    assert (refreshed.last_day, refreshed.ended) == (last_day, ended)


@pytest.mark.parametrize("kind", ["invoice", "", None])
def test_addresses_of_other_kinds_are_not_matched(
    deel: DeelBackend, httpserver: HTTPServer, kind: object
) -> None:
    answer_with(httpserver, emails=[{"type": kind, "value": ALICE.email}])

    assert deel.directory.find_by_email(ALICE.email) is None


@pytest.mark.parametrize(
    ("kinds", "found"), [(("personal", "work"), "another"), (("work", "work"), None)]
)
def test_address_is_that_of_whoever_has_it_for_work(
    deel: DeelBackend, httpserver: HTTPServer, kinds: tuple[str, str], found: str | None
) -> None:
    """Anybody may write any address into their own profile as a private one."""
    both = [
        person(id=worker_id, emails=[{"type": kind, "value": ALICE.email}])
        for worker_id, kind in zip((ALICE.worker_id, "another"), kinds, strict=True)
    ]
    page = {"offset": 0, "total_rows": 2, "items_per_page": 100}
    httpserver.expect_request("/v2/people").respond_with_json({"data": both, "page": page})

    worker = deel.directory.find_by_email(ALICE.email)

    assert (worker and worker.worker_id) == found


def test_search_reads_all_pages(deel: DeelBackend, httpserver: HTTPServer) -> None:
    crowd = [person(id=f"p{number}", emails=[]) for number in range(100)]
    httpserver.expect_ordered_request("/v2/people").respond_with_json({"data": crowd})
    httpserver.expect_ordered_request("/v2/people").respond_with_json({"data": [person()]})

    found = deel.directory.find_by_email(ALICE.email)

    assert found is not None
    assert found.worker_id == ALICE.worker_id
    assert httpserver.log[1][0].args["offset"] == "100"


def test_another_person_in_the_answer_is_blocked(
    deel: DeelBackend, alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    answer_with(httpserver, id=BOB_ID)

    for read in (alice.person, lambda: deel.directory.refresh(ALICE)):
        with pytest.raises(ForeignObject) as caught:
            read()
        assert caught.value.object_id == BOB_ID


def test_person_without_an_id_is_unavailable(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    answer_with(httpserver, id=None)

    with pytest.raises(Unavailable):
        alice.person()


def test_odd_values_hide_nothing_else(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    answer_with(
        httpserver,
        birth_date="unknown",
        direct_manager=["x"],
        addresses=None,
        emails=["x", {"type": "work", "value": ALICE.email}],
        employments=[employment(payment={"rate": 74400.5, "scale": "yearly", "currency": "EUR"})],
    )

    found = alice.person()

    assert (found.birth_date, found.manager, found.addresses) == (None, None, ())
    assert found.work_email == ALICE.email
    assert found.employment is not None
    assert found.employment.pay is not None
    assert str(found.employment.pay.rate.amount) == "74400.5"


ADDRESS = ProfileChange(address=Address("Hauptstr. 1", "Leipzig", "SN", "04275", "DE"))


@pytest.mark.parametrize("status", ["new", "under_review", "waiting_for_employee_contract"])
def test_address_changes_before_the_contract_is_active(
    alice: WorkerAPI, httpserver: HTTPServer, status: str
) -> None:
    answer_with(httpserver, employments=[employment(contract_status=status)])
    path = f"/v2/eor/workers/contracts/{ALICE.contract_id}/additional-information"
    httpserver.expect_request(path, method="PATCH").respond_with_json({"data": {"updated": True}})

    alice.change_profile(ADDRESS, key="k" * 64)

    request, _ = httpserver.log[-1]
    assert request.headers["Authorization"] == WORKER
    assert len(request.headers["Idempotency-Key"]) == 64
    assert request.get_json() == {
        "data": {"street": "Hauptstr. 1", "city": "Leipzig", "state": "SN", "zip_code": "04275"}
    }


def test_address_of_an_active_contract_is_not_sent(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    answer_with(httpserver)

    with pytest.raises(Unsupported):
        alice.change_profile(ADDRESS, key="key-1")

    assert {request.method for request, _ in httpserver.log} == {"GET"}


def test_contact_details_go_by_the_organization_to_the_workers_own_path(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    httpserver.expect_request(f"{PERSON}/personal", method="PATCH").respond_with_data(
        b"", status=204
    )

    alice.change_profile(ProfileChange(preferred_name="Al"), key="key-1")

    request, _ = httpserver.log[0]
    assert request.headers["Authorization"] == ORGANIZATION
    assert request.get_json() == {"data": {"preferred_name": "Al"}}


def test_person_whom_deel_gives_no_token_is_not_found(
    deel: DeelBackend, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/v2/workers/session").respond_with_json({}, status=400)

    with pytest.raises(NotFound):
        deel.mint(ALICE)


def test_token_is_asked_for_by_profile_id(deel: DeelBackend, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v2/workers/session", method="POST").respond_with_json(
        {"data": {"token": "fresh", "expires_at": "2027-01-01T00:00:00.000Z"}}, status=201
    )

    credential = deel.mint(ALICE)

    request, _ = httpserver.log[0]
    assert request.get_json() == {"data": {"profile_id": ALICE.worker_id}}
    assert credential.token == "fresh"
    assert credential.expires_at.isoformat() == "2027-01-01T00:00:00+00:00"
