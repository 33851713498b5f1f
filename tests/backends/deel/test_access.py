"""Which token a call carries."""

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.contract import WorkerAPI
from portal.backends.deel.access import ACCESS, Access
from portal.backends.deel.adapter import DeelBackend
from portal.backends.errors import NotAllowed, TokenRefused, Unavailable
from portal.backends.types import ProfileChange
from tests.backends.deel.conftest import ALICE, ORGANIZATION, WORKER, amendment, person

PERSON = f"/v2/people/{ALICE.worker_id}"
REFUSAL = {"request": {"code": "TOKEN_TYPE_NOT_ALLOWED"}, "errors": [{"message": "No"}]}


def tokens(httpserver: HTTPServer) -> list[str | None]:
    return [request.headers.get("Authorization") for request, _ in httpserver.log]


def test_workers_token_goes_first(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request(PERSON).respond_with_json({"data": person()})

    alice.person()

    assert tokens(httpserver) == [WORKER]


def test_organization_follows_a_refusal_and_is_remembered(
    deel: DeelBackend, alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    httpserver.expect_request(PERSON, headers={"Authorization": ORGANIZATION}).respond_with_json(
        {"data": person()}
    )
    httpserver.expect_request(PERSON).respond_with_json(REFUSAL, status=403)

    alice.person()
    alice.person()

    assert tokens(httpserver) == [WORKER, ORGANIZATION, ORGANIZATION]


def test_refusal_of_both_is_not_remembered(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request(PERSON).respond_with_json(REFUSAL, status=403)

    for _ in range(2):
        with pytest.raises(NotAllowed):
            alice.person()

    assert tokens(httpserver) == [WORKER, ORGANIZATION] * 2


def test_workers_own_endpoints_never_see_the_organizations_token(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/v2/eor/worker/benefits").respond_with_json(REFUSAL, status=403)

    with pytest.raises(NotAllowed):
        alice.benefits()

    assert tokens(httpserver) == [WORKER]


def test_expired_workers_token_is_not_replaced_by_the_organizations(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    httpserver.expect_request(PERSON).respond_with_json({}, status=401)

    with pytest.raises(TokenRefused):
        alice.person()

    assert tokens(httpserver) == [WORKER]


def test_refused_organizations_token_sends_nobody_to_sign_in(
    deel: DeelBackend, alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    httpserver.expect_request(f"{PERSON}/personal").respond_with_json({}, status=401)
    httpserver.expect_request("/v2/people").respond_with_json({}, status=401)

    with pytest.raises(Unavailable) as caught:
        alice.change_profile(ProfileChange(preferred_name="Al"), key="key-1")
    with pytest.raises(Unavailable):
        deel.directory.check()

    assert caught.value.status == 401
    assert not caught.value.sent


def test_amendments_are_asked_for_by_the_workers_own_contract(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    path = f"/v2/eor/contracts/{ALICE.contract_id}/amendments"
    httpserver.expect_request(path).respond_with_json(
        {"data": [amendment(("Active", "2027-01-02T10:00:00Z"))]}
    )

    assert alice.amendments()
    assert tokens(httpserver) == [ORGANIZATION]


def test_what_signs_or_resigns_is_the_worker_alone() -> None:
    alone = {name for name, access in ACCESS.items() if access is Access.WORKER}

    assert alone >= {
        "amendments.sign",
        "resignation.submit",
        "resignation.sign",
        "time_off.create",
        "time_off.cancel",
    }
