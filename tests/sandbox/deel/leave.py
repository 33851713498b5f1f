"""Short ways to time off in these tests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.sandbox.callers import Caller, People

TODAY = date(2027, 3, 10)

Json = dict[str, Any]


@dataclass
class Leave:
    """Calls with the organization token; people go by the first part of their address."""

    organization: Caller
    people: People

    def profile_id(self, name: str) -> str:
        profile_id: str = self.people[name]["hris_profile_id"]
        return profile_id

    def policies(self, name: str) -> list[Json]:
        answer = self.organization.get(f"/time_offs/profile/{self.profile_id(name)}/policies")
        policies: list[Json] = answer.json()["policies"]
        return policies

    def policy(self, name: str, kind: str = "Vacation") -> Json:
        (found,) = [one for one in self.policies(name) if one["policy_type"]["name"] == kind]
        return found

    def balance(self, name: str, kind: str = "Vacation") -> Json:
        answer = self.organization.get(f"/time_offs/profile/{self.profile_id(name)}/entitlements")
        (found,) = [
            one
            for one in answer.json()["entitlements"]
            if one["policy"]["policy_type"]["name"] == kind
        ]
        balance: Json = found
        return balance

    def requests(self, name: str, **query: Any) -> list[Json]:
        path = f"/time_offs/profile/{self.profile_id(name)}"
        answer = self.organization.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found: list[Json] = answer.json()["data"]
        return found

    def draft(
        self, name: str, start: str, end: str | None = None, kind: str = "Vacation", **more: Any
    ) -> Json:
        """The body of a request; give `status=None` to leave the status out."""
        body = {
            "recipient_profile_id": self.profile_id(name),
            "time_off_type_id": self.policy(name, kind)["time_off_types"][0]["id"],
            "start_date": start,
            "end_date": end or start,
            "status": "REQUESTED",
        } | more
        return {key: value for key, value in body.items() if value is not None}

    def validate(self, *args: Any, **more: Any) -> Json:
        answer = self.organization.post("/time_offs/validate", self.draft(*args, **more))
        assert answer.status_code == 200, answer.text
        verdict: Json = answer.json()["data"]
        return verdict
