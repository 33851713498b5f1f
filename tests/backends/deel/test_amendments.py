from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.agreements import AmendmentStage
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict
from tests.backends.deel.conftest import ALICE, amendment

LIST = f"/v2/eor/contracts/{ALICE.contract_id}/amendments"
FIRST, LATER = "2027-01-01T10:00:00.000Z", "2027-01-02T10:00:00.000Z"


def stages(alice: WorkerAPI, httpserver: HTTPServer, *items: dict[str, Any]) -> list[str]:
    httpserver.expect_request(LIST).respond_with_json({"data": list(items)})
    return [each.stage for each in alice.amendments()]


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("PREPARING_DOCUMENTS", AmendmentStage.IN_PREPARATION),
        ("PREPARING_DOCUMENTS.PAUSED", AmendmentStage.IN_PREPARATION),
        (
            "PreparingDocuments.AmendmentRequested.EA.PendingDocumentSubmit",
            AmendmentStage.IN_PREPARATION,
        ),
        ("AwaitingSignature.SOW.PendingClientSignature", AmendmentStage.WITH_EMPLOYER),
        ("AWAITING_SIGNATURE.SOW.PENDING_CLIENT_SIGNATURE", AmendmentStage.WITH_EMPLOYER),
        ("AwaitingSignature.EA.PendingEmployeeSignature", AmendmentStage.TO_SIGN),
        ("AWAITING_SIGNATURE.EA.PENDING_EMPLOYEE_SIGNATURE", AmendmentStage.TO_SIGN),
        ("UPCOMING", AmendmentStage.SIGNED),
        ("Active", AmendmentStage.ACTIVE),
        ("Cancelled", AmendmentStage.CANCELLED),
        ("SOMETHING_NEW", AmendmentStage.UNKNOWN),
    ],
)
def test_stage_is_read_in_both_spellings(
    alice: WorkerAPI, httpserver: HTTPServer, name: str, stage: AmendmentStage
) -> None:
    assert stages(alice, httpserver, amendment((name, FIRST))) == [stage]


def test_latest_status_counts_whatever_its_place(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    signing = ("AWAITING_SIGNATURE.EA.PENDING_EMPLOYEE_SIGNATURE", FIRST)

    assert stages(alice, httpserver, amendment(("ACTIVE", LATER), signing)) == [
        AmendmentStage.ACTIVE
    ]


def test_of_those_at_once_the_deepest_counts(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    deep = ("AWAITING_SIGNATURE.EA.PENDING_EMPLOYEE_SIGNATURE", FIRST)

    found = stages(alice, httpserver, amendment(("AWAITING_SIGNATURE", FIRST), deep))

    assert found == [AmendmentStage.TO_SIGN]


def test_older_key_of_a_statuss_instant_is_read(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    status = {"name": "Active", "_amendment_flow_status": {"created_at": FIRST}}

    assert stages(alice, httpserver, amendment(amendment_statuses=[status])) == [
        AmendmentStage.ACTIVE
    ]


def test_history_tells_the_workers_stages_once_each(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    told = amendment(
        ("DRAFT", FIRST),
        ("AWAITING_SIGNATURE", FIRST),
        ("AWAITING_SIGNATURE.SOW", FIRST),
        ("AWAITING_SIGNATURE.SOW.PENDING_CLIENT_SIGNATURE", FIRST),
        ("AwaitingSignature.EA.PendingEmployeeSignature", LATER),
    )
    httpserver.expect_request(LIST).respond_with_json({"data": [told]})

    (found,) = alice.amendments()

    assert [event.stage for event in found.history] == [
        AmendmentStage.DRAFT,
        AmendmentStage.WITH_EMPLOYER,
        AmendmentStage.TO_SIGN,
    ]


def test_without_a_status_nothing_is_claimed(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    assert stages(alice, httpserver, amendment()) == [AmendmentStage.UNKNOWN]


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ({}, []),
        ({"source": "PUBLIC_API"}, []),
        ({"custom_items": [{"type": "Place of work"}]}, []),
        ({"requested_by": ALICE.worker_id}, [AmendmentStage.WITH_EMPLOYER]),
        ({"custom_items": [{"type": "WORKER_REQUEST"}]}, [AmendmentStage.WITH_EMPLOYER]),
    ],
)
def test_only_the_workers_own_drafts_are_shown(
    alice: WorkerAPI, httpserver: HTTPServer, marks: dict[str, Any], shown: list[AmendmentStage]
) -> None:
    assert stages(alice, httpserver, amendment(("DRAFT", FIRST), **marks)) == shown


@pytest.mark.parametrize(
    ("marks", "between", "shown"),
    [
        ({}, [], []),
        ({}, ["PREPARING_DOCUMENTS"], [AmendmentStage.CANCELLED]),
        ({"requested_by": ALICE.worker_id}, [], [AmendmentStage.CANCELLED]),
    ],
)
def test_a_draft_that_the_employer_took_back_was_never_the_workers_business(
    alice: WorkerAPI,
    httpserver: HTTPServer,
    marks: dict[str, Any],
    between: list[str],
    shown: list[AmendmentStage],
) -> None:
    way = [("DRAFT", FIRST), *((name, FIRST) for name in between), ("CANCELLED", LATER)]

    assert stages(alice, httpserver, amendment(*way, **marks)) == shown


@pytest.mark.parametrize("key", ["contract_id", "contract_oid"])
def test_amendment_of_another_contract_is_dropped_and_reported(
    alice: WorkerAPI, httpserver: HTTPServer, key: str
) -> None:
    theirs = amendment(("ACTIVE", FIRST), **{key: "bob0001"})

    assert stages(alice, httpserver, theirs) == []
    assert [each.object_id for each in alice.foreign] == [theirs["id"]]


def test_signature_carries_deels_field_name(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    waiting = amendment(("AWAITING_SIGNATURE.EA.PENDING_EMPLOYEE_SIGNATURE", FIRST))
    httpserver.expect_request(LIST).respond_with_json({"data": [waiting]})
    httpserver.expect_request(
        f"/v2/workers/amendments/{waiting['id']}/sign", method="POST"
    ).respond_with_json({"data": {"id": waiting["id"], "is_signed": True}}, status=201)

    alice.sign_amendment(waiting["id"], "Alice Example", key="key-1")

    assert httpserver.log[1][0].get_json() == {"data": {"contractor_signature": "Alice Example"}}


def test_signature_that_deel_did_not_take_is_told(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    waiting = amendment(("AWAITING_SIGNATURE.EA.PENDING_EMPLOYEE_SIGNATURE", FIRST))
    httpserver.expect_request(LIST).respond_with_json({"data": [waiting]})
    httpserver.expect_request(
        f"/v2/workers/amendments/{waiting['id']}/sign", method="POST"
    ).respond_with_json({"data": {"id": waiting["id"], "is_signed": False}}, status=201)

    with pytest.raises(Conflict):
        alice.sign_amendment(waiting["id"], "Alice Example", key="key-1")
