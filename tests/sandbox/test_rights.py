"""Token kinds, scopes, bodies and the envelopes of refusals: hr-apis/deel.md sections 1 and 9."""

import re
import uuid
from typing import Any

import pytest

from portal.sandbox.deel import MODULES
from portal.sandbox.deel.endpoint import Endpoint
from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox_server import RunningSandbox

ORGANIZATION_ONLY = [
    "/people",
    "/people/{id}",
    "/people/{id}/personal",
    "/eor/workers/{id}/payslips",
    "/contracts",
    "/eor/contracts/{contract}/details",
    "/managers",
    "/forms/eor/worker-additional-fields/DE",
]
WORKER_ONLY = [
    "/daas/payslips",
    "/eor/workers/tax-documents",
    "/eor/workers/contracts/{contract}/hr-documents",
    "/eor/workers/contracts/{contract}/employee-agreement/download",
    "/eor/workers/contracts/{contract}/offer-letter",
    "/workers/contracts/{contract}/pdf",
    "/eor/worker/benefits",
    "/eor/workers/compliance-documents",
    "/escalations/workers/me/hrx",
]
EVERY_ENDPOINT = [endpoint for endpoints in MODULES for endpoint in endpoints]
BOTH = ["/people/me", "/eor/contracts/{contract}/hrx-documents"]


def path_of(template: str, person: dict[str, Any]) -> str:
    return template.format(id=person["hris_profile_id"], contract=person["contract_id"])


def code_of(answer: dict[str, Any]) -> str:
    """The code of a refusal in envelope A or B."""
    code: str = answer["request"]["code"] if "request" in answer else answer["errors"][0]["code"]
    return code


@pytest.mark.parametrize("template", ORGANIZATION_ONLY)
def test_endpoint_without_a_worker_scope_refuses_worker_tokens(
    template: str, worker: SignIn, organization: Caller, people: People
) -> None:
    path = path_of(template, people["jana.koehler"])

    refused = worker("jana.koehler").get(path)

    assert refused.status_code == 403
    assert code_of(refused.json()) == "TOKEN_TYPE_NOT_ALLOWED"
    assert refused.json()["errors"][0]["message"] == "Invalid token type for this endpoint"
    assert organization.get(path).status_code == 200


@pytest.mark.parametrize("template", WORKER_ONLY)
def test_endpoint_of_workers_refuses_the_organization_token(
    template: str, worker: SignIn, organization: Caller, people: People
) -> None:
    path = path_of(template, people["jana.koehler"])

    refused = organization.get(path)

    assert refused.status_code == 403
    assert code_of(refused.json()) == "TOKEN_TYPE_NOT_ALLOWED"
    assert worker("jana.koehler").get(path).status_code == 200


@pytest.mark.parametrize("template", BOTH)
def test_endpoint_with_scopes_of_both_takes_both_tokens(
    template: str, worker: SignIn, organization: Caller, people: People
) -> None:
    path = path_of(template, people["jana.koehler"])

    assert organization.get(path).status_code == 200
    assert worker("jana.koehler").get(path).status_code == 200


@pytest.mark.parametrize("endpoint", EVERY_ENDPOINT, ids=lambda endpoint: endpoint.operation)
def test_every_endpoint_wants_a_token(anonymous: Caller, endpoint: Endpoint) -> None:
    answer = anonymous(endpoint.method, re.sub("<.*?>", "some-id", endpoint.path))

    assert answer.status_code == 401


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong", "Basic b3JnOg==", ""])
def test_missing_or_wrong_token_is_401(anonymous: Caller, header: str | None) -> None:
    answer = anonymous.get("/people", headers={"Authorization": header} if header else {})

    assert answer.status_code == 401
    request = answer.json()["request"]
    assert set(request) == {"method", "url", "status", "api_req_id", "docs", "source", "code"}
    assert (request["method"], request["status"]) == ("GET", 401)
    assert uuid.UUID(request["api_req_id"])


def test_scope_that_is_missing_is_403_with_another_code(
    organization: Caller, sandbox: RunningSandbox
) -> None:
    sandbox.admin("POST", "settings", organization_scopes=["contracts:read"])

    answer = organization.get("/people")

    assert answer.status_code == 403
    assert code_of(answer.json()) == "FORBIDDEN"
    assert organization.get("/contracts").status_code == 200


@pytest.mark.parametrize(
    "template",
    [
        "/workers/contracts/{contract}/pdf",
        "/eor/workers/contracts/{contract}/hr-documents",
        "/eor/workers/contracts/{contract}/employee-agreement/download",
        "/eor/workers/contracts/{contract}/offer-letter",
        "/eor/contracts/{contract}/hrx-documents",
        "/eor/workers/{id}/payslips/none/download",
    ],
)
def test_another_workers_object_is_404(template: str, worker: SignIn, people: People) -> None:
    answer = worker("jana.koehler").get(path_of(template, people["noa.levi"]))

    assert answer.status_code == 404
    assert "levi" not in answer.text.lower()


def test_unknown_path_and_wrong_method_have_the_default_envelope(organization: Caller) -> None:
    unknown = organization.get("/nothing/here")
    wrong_method = organization.delete("/people")

    assert (unknown.status_code, wrong_method.status_code) == (404, 405)
    assert unknown.json()["request"]["status"] == 404
    assert wrong_method.json()["errors"][0]["message"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_content_type_than_json_is_refused(
    organization: Caller, people: People, content_type: str
) -> None:
    body = f'{{"data":{{"profile_id":"{people["jana.koehler"]["hris_profile_id"]}"}}}}'

    answer = organization(
        "POST", "/workers/session", data=body, headers={"Content-Type": content_type}
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("body", ["", "{", "[]", '"text"', '{"data":null}', "\xff"])
def test_broken_json_is_400_and_has_no_effect(
    organization: Caller, worker: SignIn, body: str
) -> None:
    jana = worker("jana.koehler")

    answer = organization(
        "POST",
        "/workers/session",
        data=body.encode("latin-1"),
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 400
    assert jana.get("/people/me").status_code == 200


def test_eor_endpoints_refuse_in_their_own_envelope(worker: SignIn, people: People) -> None:
    contract_id = people["noa.levi"]["contract_id"]

    answer = worker("jana.koehler").get(f"/eor/contracts/{contract_id}/hrx-documents").json()

    assert set(answer) == {"errors"}
    assert set(answer["errors"][0]) == {"code", "field", "message"}


def test_payslips_refuse_with_a_text(organization: Caller) -> None:
    answer = organization.get("/eor/workers/nobody/payslips")

    assert answer.status_code == 404
    assert list(answer.json()) == ["error"]
    assert isinstance(answer.json()["error"], str)
