"""Worker tokens: hr-apis/deel.md section 1."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox_server import RunningSandbox

DAY = 24 * 60 * 60


def test_minting_answers_a_token_and_when_it_expires(organization: Caller, people: People) -> None:
    answer = organization.post(
        "/workers/session", {"profile_id": people["jana.koehler"]["hris_profile_id"]}
    )

    assert answer.status_code == 201
    session = answer.json()["data"]
    assert set(session) == {"token", "expires_at"}
    lifetime = datetime.fromisoformat(session["expires_at"]) - datetime.now(UTC)
    assert abs(lifetime - timedelta(hours=24)) < timedelta(minutes=1)


def test_worker_token_stands_for_its_worker(worker: SignIn, people: People) -> None:
    me = worker("jana.koehler").get("/people/me").json()

    assert me["email"] == "jana.koehler@acme.example"
    assert isinstance(me["id"], int)
    assert me["hris_organization_user_id"] == people["jana.koehler"]["hris_profile_id"]


def test_minting_again_kills_the_token_before(worker: SignIn) -> None:
    first = worker("jana.koehler")
    second = worker("jana.koehler")

    assert first.get("/people/me").status_code == 401
    assert second.get("/people/me").status_code == 200


def test_tokens_of_two_workers_live_side_by_side(worker: SignIn) -> None:
    first = worker("jana.koehler")
    worker("noa.levi")

    assert first.get("/people/me").status_code == 200


def test_token_lives_just_under_24_hours(worker: SignIn, sandbox: RunningSandbox) -> None:
    jana = worker("jana.koehler")

    sandbox.admin("POST", "settings", advance_seconds=DAY - 60)
    assert jana.get("/people/me").status_code == 200
    sandbox.admin("POST", "settings", advance_seconds=61)
    assert jana.get("/people/me").status_code == 401


def test_deleting_the_session_kills_the_token_at_once(
    worker: SignIn, organization: Caller, people: People
) -> None:
    jana = worker("jana.koehler")

    path = f"/workers/{people['jana.koehler']['hris_profile_id']}/session"
    answer = organization.delete(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert jana.get("/people/me").status_code == 401
    assert organization.delete(path).status_code == 204


def test_worker_token_cannot_mint(worker: SignIn, people: People) -> None:
    answer = worker("jana.koehler").post(
        "/workers/session", {"profile_id": people["noa.levi"]["hris_profile_id"]}
    )

    assert answer.status_code == 403
    assert answer.json()["request"]["code"] == "TOKEN_TYPE_NOT_ALLOWED"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"hris_profile_id": "51bbf9d0-4a9c-441f-b21f-20e4ff07b4fc"},
        {"profile_id": "not-a-uuid"},
        {"profile_id": 7},
        {"profile_id": "51bbf9d0-4a9c-441f-b21f-20e4ff07b4fc", "contract_id": "x"},
    ],
)
def test_other_bodies_are_refused(organization: Caller, data: dict[str, Any]) -> None:
    answer = organization.post("/workers/session", data)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"]


def test_unwrapped_body_is_refused(organization: Caller, people: People) -> None:
    profile_id = people["jana.koehler"]["hris_profile_id"]

    answer = organization.post("/workers/session", json={"profile_id": profile_id})

    assert answer.status_code == 400


def test_unknown_profile_is_404(organization: Caller) -> None:
    answer = organization.post(
        "/workers/session", {"profile_id": "00000000-0000-4000-8000-000000000000"}
    )

    assert answer.status_code == 404


def test_only_eor_workers_get_tokens(organization: Caller, people: People) -> None:
    answer = organization.post(
        "/workers/session", {"profile_id": people["grace.okafor"]["hris_profile_id"]}
    )

    assert answer.status_code == 400


def test_minting_needs_its_scope(
    organization: Caller, people: People, sandbox: RunningSandbox
) -> None:
    sandbox.admin("POST", "settings", organization_scopes=["people:read"])

    answer = organization.post(
        "/workers/session", {"profile_id": people["jana.koehler"]["hris_profile_id"]}
    )

    assert answer.status_code == 403
    assert answer.json()["request"]["code"] != "TOKEN_TYPE_NOT_ALLOWED"


def test_magic_link_lasts_five_minutes(worker: SignIn) -> None:
    answer = worker("jana.koehler").post("/magic-link", {"redirect_path": "/documents"})

    assert answer.status_code == 201
    link = answer.json()["data"]
    assert link["magic_link"].startswith("https://")
    lifetime = datetime.fromisoformat(link["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=4) < lifetime <= timedelta(minutes=5)


def test_magic_link_is_for_worker_tokens_alone(organization: Caller, anonymous: Caller) -> None:
    assert organization.post("/magic-link", {}).status_code == 403

    refused = anonymous.post("/magic-link", {})
    assert refused.status_code == 401
    assert isinstance(refused.json()["error"], str)
