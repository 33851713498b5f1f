"""Short ways to amendments in these tests."""

from typing import Any

from tests.sandbox.callers import Caller

WAITING_FOR_EMPLOYEE = "PENDINGEMPLOYEESIGNATURE"
DAY = 86_400

Json = dict[str, Any]


class Amendments:
    """One worker's amendments, as the organization token sees them."""

    def __init__(self, organization: Caller, contract_id: str) -> None:
        self.organization = organization
        self.path = f"/eor/contracts/{contract_id}/amendments"

    def all(self) -> list[Json]:
        found: list[Json] = self.organization.get(self.path).json()["data"]
        return found

    def at(self, stage: str) -> Json:
        return next(one for one in self.all() if stage_of(one) == stage)

    def create(self, **fields: Any) -> Json:
        answer = self.organization.post(self.path, fields)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()["data"]
        return made

    def step(self, amendment: Json, step: str) -> Json:
        answer = self.organization.post(f"{self.path}/{amendment['id']}/{step}")
        assert answer.status_code == 200, answer.text
        moved: Json = answer.json()["data"]
        return moved


def reached_at(status: Json) -> str:
    (key,) = {"amendment_flow_status", "_amendment_flow_status"} & set(status)
    at: str = status[key]["created_at"]
    return at


def stage_of(amendment: Json) -> str:
    """The most recent status, of those the deepest path, of that the last part: one spelling."""
    latest = max(
        amendment["amendment_statuses"], key=lambda one: (reached_at(one), one["name"].count("."))
    )
    name: str = latest["name"]
    return name.rsplit(".", 1)[-1].replace("_", "").upper()
