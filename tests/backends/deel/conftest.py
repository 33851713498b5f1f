from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from pytest_httpserver import HTTPServer

from portal.backends.budget import Budget
from portal.backends.contract import WorkerAPI
from portal.backends.deel.adapter import DeelBackend
from portal.backends.turns import OwnTurns
from portal.backends.types import Credential, WorkerIdentity
from portal.settings import DeelSettings

ALICE = WorkerIdentity(
    backend="deel",
    worker_id="11111111-aaaa-4aaa-8aaa-111111111111",
    contract_id="alice01",
    email="alice@acme.example",
    name="Alice Example",
    country="DE",
)
BOB_ID = "22222222-bbbb-4bbb-8bbb-222222222222"
WORKER, ORGANIZATION = "Bearer worker-token", "Bearer organization-token"


@pytest.fixture
def deel(httpserver: HTTPServer) -> DeelBackend:
    settings = DeelSettings(
        base_url=httpserver.url_for("/v2"),
        token=SecretStr("organization-token"),
    )
    return DeelBackend(settings, budget=Budget(OwnTurns(None)), download_limit_mb=1)


@pytest.fixture
def alice(deel: DeelBackend) -> WorkerAPI:
    credential = Credential("worker-token", datetime.now(UTC) + timedelta(hours=1))
    return deel.worker(ALICE, credential)


def person(**changes: Any) -> dict[str, Any]:
    return {
        "id": ALICE.worker_id,
        "first_name": "Alice",
        "last_name": "Example",
        "full_name": "Alice Example",
        "country": "DE",
        "emails": [
            {"type": "work", "value": "alice@acme.example"},
            {"type": "personal", "value": None},
        ],
        "hiring_status": "active",
        "employments": [employment()],
        **changes,
    }


def employment(**changes: Any) -> dict[str, Any]:
    return {
        "id": ALICE.contract_id,
        "name": "Alice - Engineer",
        "country": "DE",
        "hiring_type": "eor",
        "is_ended": False,
        "start_date": "2024-01-01",
        "contract_status": "in_progress",
        "payment": {"rate": "74400.50", "scale": "yearly", "currency": "EUR"},
        **changes,
    }


def time_off(**changes: Any) -> dict[str, Any]:
    return {
        "id": "33333333-cccc-4ccc-8ccc-333333333333",
        "status": "REQUESTED",
        "start_date": "2027-03-01T00:00:00.000Z",
        "end_date": "2027-03-02",
        "requested_at": "2027-02-01",
        "amount": 2,
        "entitlement_unit": "BUSINESS_DAY",
        "time_off_type_id": "44444444-dddd-4ddd-8ddd-444444444444",
        "recipient_profile": {"hris_profile_id": ALICE.worker_id, "organization_id": 1},
        **changes,
    }


def amendment(*statuses: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """Statuses are names and instants."""
    return {
        "id": "55555555-eeee-4eee-8eee-555555555555",
        "items": [
            {"item": "Salary", "data_point": "salary", "previous_value": "1", "new_value": "2"}
        ],
        "effective_date": "2027-03-01",
        "amendment_statuses": [
            {"name": name, "friendly_name": "", "amendment_flow_status": {"created_at": at}}
            for name, at in statuses
        ],
        "currency": "EUR",
        "requested_by": "an administrator",
        "custom_items": [],
        "created_at": "2027-01-01T10:00:00.000Z",
        **changes,
    }
