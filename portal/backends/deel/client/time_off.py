"""Time off (§3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.backends.calls import Call, Params, route
from portal.backends.deel.client.endpoints import MAX_PAGES, Endpoints, next_page
from portal.backends.deel.models import time_off
from portal.backends.deel.models.fields import below, members, one
from portal.backends.errors import Unavailable
from portal.backends.json_body import JSON

_PAGE = 200


class TimeOffEndpoints(Endpoints):
    def policies(self, profile_id: str) -> list[time_off.Policy]:
        """GET /time_offs/profile/{hris_profile_id}/policies (§3)."""
        path = route("/time_offs/profile/{}/policies", profile_id)
        listed = below(self._get("time_off.policies", path), "policies")
        return members(time_off.Policy, listed, "time_off.policies")

    def entitlements(self, profile_id: str, on: date | None = None) -> time_off.Entitlements:
        """GET /time_offs/profile/{hris_profile_id}/entitlements (§3); ``on``: a day of the tracking
        period, if not that of today."""
        path = route("/time_offs/profile/{}/entitlements", profile_id)
        params: Params | None = {"tracking_period_date": on.isoformat()} if on else None
        answer = self._get("time_off.entitlements", path, params)
        listed = below(answer, "entitlements")
        return time_off.Entitlements(
            entitlements=tuple(members(time_off.Entitlement, listed, "time_off.entitlements")),
            hris_profile_id=one(time_off.Owner, answer).hris_profile_id,
        )

    def time_offs(self, profile_id: str, ids: Sequence[str] = ()) -> list[time_off.Request]:
        """GET /time_offs/profile/{hris_profile_id} (§3), all pages; ``ids``: only these."""
        path = route("/time_offs/profile/{}", profile_id)
        return self._all("time_off.list", path, {"time_off_ids": ids} if ids else {})

    def all_time_offs(self, query: Params) -> list[time_off.Request]:
        """GET /time_offs (§3), all pages: everybody's, for there is no filter by person."""
        return self._all("time_off.list_all", "/time_offs", query)

    def _all(self, operation: str, path: str, query: Params) -> list[time_off.Request]:
        params: dict[str, str | int | Sequence[str]] = {**query, "page_size": _PAGE}
        found: list[time_off.Request] = []
        for _ in range(MAX_PAGES):
            answer = self._get(operation, path, params)
            found += members(time_off.Request, below(answer, "data"), operation)
            cursor = next_page(answer, "has_next_page", "next")
            if not cursor:
                return found
            params["next"] = cursor
        raise Unavailable("the list of time off does not end")

    def validate_time_off(self, data: dict[str, JSON]) -> time_off.Preview:
        """POST /time_offs/validate (§3); invalid is an answer, not an error."""
        call = Call.question("time_off.validate", "/time_offs/validate", {"data": data})
        return one(time_off.Preview, below(self._caller.json(call), "data"))

    def create_time_off(self, data: dict[str, JSON], key: str) -> list[time_off.Request]:
        """POST /time_offs (§3); ``status`` has to be said, for Deel approves by default."""
        answer = self._write("time_off.create", "POST", "/time_offs", data, key=key)
        return members(time_off.Request, below(answer, "time_offs", "timeOffs"), "time_off.create")

    def delete_time_off(self, time_off_id: str) -> None:
        """DELETE /time_offs/{time_off_id} (§3): cancels whatever the status is."""
        self._write("time_off.cancel", "DELETE", route("/time_offs/{}", time_off_id))

    def review_time_offs(self, data: list[JSON], key: str) -> time_off.Reviewed:
        """POST /time_offs/review (§3): what could not be decided stands in the answer, too."""
        answer = self._write("time_off.review", "POST", "/time_offs/review", data, key=key)
        return one(time_off.Reviewed, below(answer, "data"))
