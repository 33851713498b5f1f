"""Short ways to resignations in these tests."""

import json
from typing import Any

import requests

from tests.sandbox.callers import Caller

Json = dict[str, Any]
DAY = 86_400
RESIGNATION = {
    "reason": "EMPLOYEE_FOUND_ANOTHER_JOB",
    "desired_end_date": "2027-04-30",
    "signature": "Jana Köhler",
}
PDF = ("letter.pdf", b"%PDF-1.7 something", "application/pdf")
OFFBOARDING_FIELDS = {
    "id",
    "contract_id",
    "created_at",
    "updated_at",
    "end_date",
    "desired_end_date",
    "is_sensitive",
    "request_data",
    "documents",
}
ACCEPTED = {
    "has_client_accepted_resignation_request": True,
    "used_time_off": {"tracking_type": "ON_PLATFORM"},
}


class Resigning:
    """One worker's resignation, from both sides."""

    def __init__(self, worker: Caller, organization: Caller, person: Json) -> None:
        self.worker, self.organization, self.person = worker, organization, person
        self.own = f"/eor/workers/contracts/{person['contract_id']}/offboarding"
        self.shared = f"/eor/contracts/{person['contract_id']}/offboarding"

    def submit(self, files: Any = (), **changes: Any) -> requests.Response:
        data = {key: value for key, value in (RESIGNATION | changes).items() if value is not None}
        parts = [("data", (None, json.dumps(data))), *files]
        return self.worker("POST", self.own, files=parts)

    def review(self, **body: Any) -> requests.Response:
        return self.organization.post(f"{self.shared}/resignations/review-pto", body)

    def sign(self, name: str = "Jana Köhler") -> requests.Response:
        return self.worker.post(f"{self.own}/resignation-letter/sign", {"signature": name})

    def listed(self, **query: Any) -> list[Json]:
        answer = self.worker.get("/eor/workers/resignations", params=query)
        found: list[Json] = answer.json()["data"]
        return found

    def seen_by_employer(self) -> Json:
        answer = self.organization.get(f"/people/{self.person['hris_profile_id']}")
        person: Json = answer.json()["data"]
        return person


def problem(answer: requests.Response) -> tuple[int, str | None]:
    """Status and field of a refusal in the envelope with code, field and message."""
    (error,) = answer.json()["errors"]
    assert set(error) == {"code", "field", "message"}
    return answer.status_code, error["field"]
