"""The wall around a team's resignations: what a manager may read of one, and whose may be answered.

As in ``team.py``, whose reports these are: nobody else's contract is ever named in a call.
"""

from __future__ import annotations

from datetime import date
from threading import Lock

from portal.backends.contract import Download
from portal.backends.errors import Conflict, ForeignObject
from portal.backends.offboarding import (
    Acceptance,
    LastDays,
    LeaveAtEnd,
    Refusal,
    ResignationDetails,
    TeamResignation,
)
from portal.gateway.access import WorkerAccess
from portal.gateway.team import OwnRequest, TeamReads


class TeamResignations:
    """For one person and one request (or job). Safe to use from the threads of a fan-out.

    Every method raises ``NotAllowed``, ``NotFound``, ``Unavailable`` and ``StorageUnavailable``.
    A resignation that is handed in is one out of ``all`` or ``one``.
    """

    def __init__(self, access: WorkerAccess, team: TeamReads) -> None:
        self._access = access
        self._team = team
        self._me = access.identity.worker_id
        self._all: tuple[TeamResignation, ...] | None = None
        self._lock = Lock()

    def all(self) -> tuple[TeamResignation, ...]:
        """The reports', those under way first: one list for this request."""
        return tuple(each for each in self._with_own() if each.worker_id != self._me)

    def waiting(self) -> tuple[TeamResignation, ...]:
        """Those that nobody has answered."""
        return tuple(each for each in self.all() if each.waits)

    def one(self, resignation_id: str) -> TeamResignation:
        """Of a report, as it stands now. Raises also: OwnRequest."""
        found = self._access.wall.one(self._with_own(), resignation_id, "resignation")
        if found.worker_id == self._me:
            raise OwnRequest("nobody answers their own resignation")
        return found

    def details(self, resignation: TeamResignation) -> ResignationDetails | None:
        """None where it may be of another: the HR system tells of a contract's newest alone."""
        if resignation.beside_dismissal:
            return None
        newest = resignation.open or not any(
            each.contract_id == resignation.contract_id and each.id != resignation.id
            for each in self.all()
        )
        if not newest:
            return None
        return self._access.as_manager(lambda api: api.resignation_details(resignation.contract_id))

    def open_file(self, resignation: TeamResignation, file_id: str) -> tuple[str, Download]:
        """Its name, as the worker gave it, and the file."""
        details = self.details(resignation)
        found = self._access.wall.one(details.files if details else (), file_id, "file")
        return found.name, self._access.as_manager(
            lambda api: api.open_resignation_file(resignation.contract_id, found.id)
        )

    def last_days(self, resignation: TeamResignation) -> LastDays:
        return self._access.as_manager(lambda api: api.last_days(resignation.contract_id))

    def leave_at_end(self, resignation: TeamResignation, last_day: date) -> LeaveAtEnd:
        return self._access.as_manager(
            lambda api: api.leave_at_end(resignation.contract_id, resignation.worker_id, last_day)
        )

    def answer(self, resignation_id: str, answer: Acceptance | Refusal, key: str) -> None:
        """Send the answer, if it waits in the team at this moment.

        Raises also: Conflict, when it does not; Rejected, Unsupported."""
        resignation = self._team_s_waiting(resignation_id)
        contract_id = resignation.contract_id
        try:
            if isinstance(answer, Acceptance):
                self._access.as_manager(
                    lambda api: api.accept_resignation(contract_id, answer, key=key)
                )
            else:
                self._access.as_manager(
                    lambda api: api.decline_resignation(contract_id, answer, key=key)
                )
        finally:
            self._all = None

    def must_wait(self, resignation_id: str) -> None:
        """Raises: Conflict, when it does not wait in the team (any more)."""
        self._team_s_waiting(resignation_id)

    def as_it_is_now(self, resignation_id: str, worker_id: str) -> TeamResignation | None:
        """For looking up what became of an answer: whomever the worker reports to by now.

        ``worker_id``: of somebody who was a report when the answer was sent."""
        found = self._access.as_manager(lambda api: api.resignations_of({worker_id}))
        return next((each for each in found if each.id == resignation_id), None)

    def _team_s_waiting(self, resignation_id: str) -> TeamResignation:
        for each in self.waiting():
            if each.id == resignation_id:
                return each
        raise Conflict("it does not wait for this manager", operation="resignation.answer")

    def _with_own(self) -> tuple[TeamResignation, ...]:
        people = {*self._team.reports(), self._me}
        with self._lock:
            if self._all is None:
                found = self._access.as_manager(lambda api: api.resignations_of(people))
                for each in found:
                    if each.worker_id not in people:
                        self._access.wall.blocked(ForeignObject("resignation", each.id))
                self._all = tuple(each for each in found if each.worker_id in people)
            return self._all
