"""The employer's side of a resignation (§5 "Employer", §8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.backends.calls import route
from portal.backends.deel.client.endpoints import MAX_PAGES, Endpoints
from portal.backends.deel.models import offboarding
from portal.backends.deel.models.fields import below, members, one
from portal.backends.download import StreamedFile
from portal.backends.errors import Unavailable
from portal.backends.json_body import JSON

_PAGE = 100
_OF_CONTRACT = "/eor/contracts/{}/offboarding"


class OffboardingEndpoints(Endpoints):
    def leaving(self) -> list[offboarding.Leaving]:
        """GET /offboarding/tracker (§8), all pages: everybody, for there is no filter by person;
        without its window of 45 days."""
        operation = "offboarding.tracker"
        params: dict[str, str | int | Sequence[str]] = {"limit": _PAGE, "ignore_date_range": "true"}
        found: list[offboarding.Leaving] = []
        for _ in range(MAX_PAGES):
            answer = self._get(operation, "/offboarding/tracker", params)
            found += members(offboarding.Leaving, below(answer, "data"), operation)
            cursor = _next(below(answer, "page"))
            if not cursor:
                return found
            params["cursor"] = cursor
        raise Unavailable("the list of who leaves does not end")

    def newest_offboarding(self, contract_id: str) -> offboarding.Offboarding:
        """GET /eor/contracts/{contract_id}/offboarding (§5): the newest."""
        answer = self._get("offboarding.get", route(_OF_CONTRACT, contract_id))
        return one(offboarding.Offboarding, below(answer, "data"))

    def open_offboarding_attachment(self, contract_id: str, attachment_id: str) -> StreamedFile:
        """GET …/offboarding/attachments/{id} (§5): the bytes themselves."""
        path = route(f"{_OF_CONTRACT}/attachments/{{}}", contract_id, attachment_id)
        return self._bytes("offboarding.attachment", path)

    def restricted_dates(self, contract_id: str) -> offboarding.RestrictedDates:
        """GET …/offboarding/restricted-dates (§5)."""
        path = route(f"{_OF_CONTRACT}/restricted-dates", contract_id)
        query = {"termination_type": "RESIGNATION"}
        answer = self._get("offboarding.restricted_dates", path, query)
        return one(offboarding.RestrictedDates, below(answer, "data"))

    def time_offs_at_end(self, contract_id: str, end_date: date) -> offboarding.TimeOffs:
        """GET …/offboarding/time-offs?end_date= (§5)."""
        path = route(f"{_OF_CONTRACT}/time-offs", contract_id)
        query = {"end_date": end_date.isoformat()}
        answer = self._get("offboarding.time_offs", path, query)
        return one(offboarding.TimeOffs, below(answer, "data"))

    def review_resignation(self, contract_id: str, data: dict[str, JSON], key: str) -> None:
        """POST …/offboarding/resignations/review-pto (§5): accepts or declines."""
        path = route(f"{_OF_CONTRACT}/resignations/review-pto", contract_id)
        self._write("offboarding.review_pto", "POST", path, data, key=key)


def _next(page: JSON) -> str:
    cursor = page.get("cursor") if isinstance(page, dict) else None
    return cursor if isinstance(cursor, str) else ""
