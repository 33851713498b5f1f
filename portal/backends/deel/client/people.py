"""Credentials (§1), people (§2, §8)."""

from __future__ import annotations

from portal.backends.calls import Params, route
from portal.backends.deel.client.endpoints import MAX_PAGES, Endpoints
from portal.backends.deel.models import papers, people
from portal.backends.deel.models.fields import below, members, one
from portal.backends.errors import Unavailable
from portal.backends.json_body import JSON

_PAGE = 100


class PeopleEndpoints(Endpoints):
    def create_session(self, profile_id: str) -> people.Session:
        """POST /workers/session (§1); the worker's token before this one is dead."""
        data: JSON = {"profile_id": profile_id}
        answer = self._write("session.create", "POST", "/workers/session", data)
        return one(people.Session, below(answer, "data"))

    def delete_session(self, profile_id: str) -> None:
        """DELETE /workers/{worker_id}/session (§1)."""
        self._write("session.delete", "DELETE", route("/workers/{}/session", profile_id))

    def search_people(self, text: str) -> list[people.Person]:
        """GET /people (§8): everybody whom the text may mean."""
        return self._pages("people.search", {"search": text})

    def everybody(self) -> list[people.Person]:
        """GET /people (§8): everybody, for there is no filter by manager."""
        return self._pages("people.list", {})

    def _pages(self, operation: str, query: Params) -> list[people.Person]:
        found: list[people.Person] = []
        for page in range(MAX_PAGES):
            params: Params = {**query, "limit": _PAGE, "offset": page * _PAGE}
            listed = below(self._get(operation, "/people", params), "data")
            found += members(people.Person, listed, operation)
            if not isinstance(listed, list) or len(listed) < _PAGE:
                return found
        raise Unavailable("the list of people does not end")

    def probe(self) -> None:
        """GET /people (§8), one of them: proves address and token."""
        below(self._get("people.search", "/people", {"limit": 1}), "data")

    def person(self, profile_id: str) -> people.Person:
        """GET /people/{id} (§2)."""
        path = route("/people/{}", profile_id)
        answer = self._get("people.get", path, {"include_custom_fields": "true"})
        return one(people.Person, below(answer, "data"))

    def personal(self, profile_id: str) -> people.Personal:
        """GET /people/{id}/personal (§2)."""
        answer = self._get("people.personal", route("/people/{}/personal", profile_id))
        return one(people.Personal, below(answer, "data"))

    def update_personal(self, profile_id: str, data: dict[str, JSON], key: str) -> None:
        """PATCH /people/{id}/personal (§2)."""
        path = route("/people/{}/personal", profile_id)
        self._write("people.personal.update", "PATCH", path, data, key=key)

    def update_additional_information(
        self, contract_id: str, data: dict[str, JSON], key: str
    ) -> None:
        """PATCH /eor/workers/contracts/{contract_id}/additional-information (§2)."""
        path = route("/eor/workers/contracts/{}/additional-information", contract_id)
        self._write("contracts.additional_information", "PATCH", path, data, key=key)

    def hr_contact(self) -> people.HRContact:
        """GET /escalations/workers/me/hrx (§2 Documents)."""
        answer = self._get("escalations.hrx", "/escalations/workers/me/hrx")
        return one(people.HRContact, below(answer, "data"))

    def benefits(self) -> list[papers.Benefits]:
        """GET /eor/worker/benefits (§2 Documents)."""
        return self._list(papers.Benefits, "benefits.list", "/eor/worker/benefits")
