"""What the HR system holds, asked with the organization's token and not through the portal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import requests

Person = dict[str, Any]
"""As the sandbox lists them."""


@dataclass(frozen=True)
class Employer:
    deel_url: str
    token: str

    def time_off_on(self, person: Person, day: date) -> list[dict[str, Any]]:
        """Requests for that day that stand."""
        return [
            one
            for one in self._time_off(person)
            if one["start_date"][:10] == day.isoformat() and one["status"] != "CANCELED"
        ]

    def is_withdrawn(self, person: Person, time_off_id: str) -> bool:
        return any(
            one["id"] == time_off_id and one["status"] == "CANCELED"
            for one in self._time_off(person)
        )

    def withdraw(self, time_off_id: str) -> None:
        self._call("DELETE", f"/time_offs/{time_off_id}")

    def offer_amendment(self, person: Person, job_title: str) -> str:
        """One that waits for the worker's signature."""
        path = f"/eor/contracts/{person['contract_id']}/amendments"
        draft = self._call("POST", path, {"data": {"job_title": job_title}})["data"]
        self._call("POST", f"{path}/{draft['id']}/confirm")
        return str(draft["id"])

    def is_signed(self, person: Person, amendment_id: str) -> bool:
        path = f"/eor/contracts/{person['contract_id']}/amendments"
        (found,) = (one for one in self._call("GET", path)["data"] if one["id"] == amendment_id)
        been = {str(status["name"]).upper() for status in found["amendment_statuses"]}
        return bool(been & {"UPCOMING", "ACTIVE"})

    def cancel_amendment(self, person: Person, amendment_id: str) -> None:
        self._call("DELETE", f"/eor/contracts/{person['contract_id']}/amendments/{amendment_id}")

    def resignation_or_none(self, person: Person) -> str | None:
        """Id of the latest."""
        answer = self._ask("GET", f"/eor/contracts/{person['contract_id']}/offboarding")
        return str(answer.json()["data"]["id"]) if answer.ok else None

    def decline_resignation(self, person: Person) -> None:
        answer = {
            "used_time_off": {"tracking_type": "ON_PLATFORM"},
            "has_client_accepted_resignation_request": False,
            "decline_reason": "NOT_AGREE_WITH_END_DATE",
        }
        path = f"/eor/contracts/{person['contract_id']}/offboarding/resignations/review-pto"
        self._call("POST", path, {"data": answer})

    def _time_off(self, person: Person) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        path = f"/time_offs/profile/{person['hris_profile_id']}?page_size=200"
        page = self._call("GET", path)
        found += page["data"]
        while page.get("has_next_page"):
            page = self._call("GET", f"{path}&next={page['next']}")
            found += page["data"]
        return found

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._ask(method, path, body)
        assert answer.ok, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        return requests.request(
            method,
            f"{self.deel_url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=10,
        )


def problem_or_none(told: Sequence[str], state: str | None, effects: int) -> str | None:
    """What is wrong with one write.

    ``told``: what the worker was told, in turn: ``accepted``, ``checking`` or ``nothing done``.
    ``state``: the ledger's in the end; None: it holds nothing. ``effects``: in the HR system.
    """
    if effects > 1:
        return "doubled"
    if effects == 0 and ("accepted" in told or state == "accepted"):
        return "lost"
    if "checking" in told and state is None:
        return "lost from the ledger"
    if effects == 1 and state != "accepted":
        return f"done, but the ledger says {state}"
    if effects == 1 and told[-1:] == ["nothing done"]:
        return "done, but the worker was told that nothing was"
    return None
