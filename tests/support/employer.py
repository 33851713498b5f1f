"""The other side: what the HR system holds, and what the employer does there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import requests

from tests.sandbox_server import RunningSandbox


@dataclass(frozen=True)
class Employer:
    """Speaks to the HR system with the organization's token. People go by their addresses."""

    sandbox: RunningSandbox

    def profile_of(self, email: str) -> str:
        return str(self._person(email)["hris_profile_id"])

    def time_off_of(self, email: str) -> list[dict[str, Any]]:
        path = f"/time_offs/profile/{self.profile_of(email)}?page_size=200"
        found: list[dict[str, Any]] = self._call("GET", path)["data"]
        return found

    def time_off_on(self, email: str, day: date) -> list[dict[str, Any]]:
        """What starts on that day; nothing that was withdrawn."""
        return [
            one
            for one in self.time_off_of(email)
            if one["start_date"][:10] == day.isoformat() and one["status"] != "CANCELED"
        ]

    def approve(self, time_off_id: str) -> None:
        self.decide(time_off_id, "APPROVED")

    def decide(self, time_off_id: str, status: str) -> None:
        decision = {"data": [{"id": time_off_id, "status": status}]}
        self._call("POST", "/time_offs/review", decision)

    def move(self, email: str, manager: str) -> None:
        """To another manager's team."""
        moved = {"email": email, "manager": manager}
        self.sandbox.admin("POST", "settings", reports_to=moved)

    def amendments_of(self, email: str) -> list[dict[str, Any]]:
        path = f"/eor/contracts/{self._contract_of(email)}/amendments"
        found: list[dict[str, Any]] = self._call("GET", path)["data"]
        return found

    def sign_amendment(self, email: str, amendment_id: str) -> None:
        """The employee's signature, given through the employer."""
        path = f"/eor/contracts/{self._contract_of(email)}/amendments/{amendment_id}/sign"
        self._call("POST", path)

    def review_resignation(self, email: str, *, accept: bool = True) -> None:
        """Answer to what was handed in: the time off is counted, the day agreed to or not."""
        answer: dict[str, Any] = {
            "used_time_off": {"tracking_type": "ON_PLATFORM"},
            "has_client_accepted_resignation_request": accept,
        }
        if not accept:
            answer["decline_reason"] = "NOT_AGREE_WITH_END_DATE"
        path = f"/eor/contracts/{self._contract_of(email)}/offboarding/resignations/review-pto"
        self._call("POST", path, {"data": answer})

    def offboarding_of(self, email: str) -> dict[str, Any]:
        path = f"/eor/contracts/{self._contract_of(email)}/offboarding"
        found: dict[str, Any] = self._call("GET", path)["data"]
        return found

    def resignation_of(self, email: str) -> dict[str, Any]:
        """The one that the tracker lists of them."""
        path = f"/offboarding/tracker/hris_profile/{self.profile_of(email)}"
        found: dict[str, Any] = self._call("GET", path)["data"]
        return found

    def restricted_dates_of(self, email: str) -> list[str]:
        path = f"/eor/contracts/{self._contract_of(email)}/offboarding/restricted-dates"
        return [day[:10] for day in self._call("GET", path)["data"]["restricted_dates"]]

    def _contract_of(self, email: str) -> str:
        return str(self._person(email)["contract_id"])

    def _person(self, email: str) -> dict[str, Any]:
        return self.sandbox.people()[email.partition("@")[0]]

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        response = requests.request(
            method,
            f"{self.sandbox.deel_url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.sandbox.organization_token}"},
            timeout=10,
        )
        assert response.ok, response.text
        return response.json()


@pytest.fixture
def employer(sandbox: RunningSandbox) -> Employer:
    return Employer(sandbox)
