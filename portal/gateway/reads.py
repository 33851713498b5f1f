"""What a worker may read: every answer through the wall, every single object from the own list."""

from __future__ import annotations

from portal.backends.agreements import Amendment, Resignation, ResignationReason
from portal.backends.contract import Backend, Capability, Download
from portal.backends.errors import NotFound
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffDraft, TimeOffPreview, TimeOffType
from portal.backends.types import (
    Benefit,
    Document,
    DocumentGroup,
    HRContact,
    Payslip,
    Person,
    Phone,
    WorkerIdentity,
)
from portal.gateway.access import WorkerAccess
from portal.gateway.ownership import require_id
from portal.gateway.readings import NotedDownload, Reading, last_reading, note_reading
from portal.gateway.team import TeamReads
from portal.gateway.team_amendments import TeamAmendments
from portal.gateway.team_resignations import TeamResignations
from portal.services import Services

AMENDMENT = "amendment"
RESIGNATION_LETTER = "resignation_letter"
AFTER_THE_LAST_DAY = frozenset({Capability.PAYSLIPS, Capability.DOCUMENTS, Capability.HR_CONTACT})
"""What is left to somebody whose employment is over."""
ABOUT_OTHERS = frozenset(
    {
        Capability.TEAM,
        Capability.TIME_OFF_REVIEW,
        Capability.TEAM_CALENDAR,
        Capability.RESIGNATION_REVIEW,
        Capability.TEAM_AMENDMENTS,
    }
)
"""What there is for somebody whom the HR system does not employ."""


class WorkerReads:
    """Lists and files as in ``WorkerAPI``, singles by id. Safe to call from several threads.

    Each call asks the HR system; what was read before is in ``snapshots.py`` and never comes here.

    Every method raises ``SignInAgain``, ``StorageUnavailable``, ``NotAllowed`` and ``Unavailable``;
    a method that takes an id raises ``NotFound``.
    """

    def __init__(self, access: WorkerAccess) -> None:
        self._access = access
        self._wall = access.wall
        self.team = TeamReads(access)
        """The people around the worker, as far as they may ask about them."""
        self.team_amendments = TeamAmendments(access, self.team)
        self.team_resignations = TeamResignations(access, self.team)
        """Of those who report to the worker."""

    @property
    def identity(self) -> WorkerIdentity:
        return self._access.identity

    @property
    def account_id(self) -> str:
        return self._access.account_id

    @property
    def services(self) -> Services:
        return self._access.services

    @property
    def backend(self) -> Backend:
        return self._access.backend

    def can(self, capability: Capability) -> bool:
        if self.identity.ended and capability not in AFTER_THE_LAST_DAY:
            return False
        if not self.identity.employed and capability not in ABOUT_OTHERS:
            return False
        return capability in self.backend.capabilities

    # Profile
    def person(self) -> Person:
        return self._access.read(lambda api: self._wall.person(api.person()))

    def phones(self) -> tuple[Phone, ...]:
        return self._access.read(lambda api: api.phones())

    def hr_contact(self) -> HRContact | None:
        return self._access.read(lambda api: api.hr_contact())

    def benefits(self) -> tuple[Benefit, ...]:
        return self._access.read(lambda api: api.benefits())

    # Payslips
    def payslips(self) -> tuple[Payslip, ...]:
        return self._access.read(lambda api: api.payslips())

    def payslip(self, payslip_id: str, among: tuple[Payslip, ...] | None = None) -> Payslip:
        """``among``: the worker's own list, if it was read already."""
        require_id(payslip_id)
        own = self.payslips() if among is None else among
        return self._wall.one(own, payslip_id, "payslip")

    def open_payslip(self, payslip: Payslip) -> Download:
        """``payslip``: out of the worker's own list, so that the list is not asked twice."""
        return self._access.read(lambda api: api.open_payslip(payslip.id))

    # Documents
    def documents(self, group: DocumentGroup) -> tuple[Document, ...]:
        return self._access.read(lambda api: api.documents(group))

    def document(self, document_id: str, among: tuple[Document, ...] | None = None) -> Document:
        """``among``: as for ``payslip``."""
        require_id(document_id)
        own = self.documents(self.backend.group_of(document_id)) if among is None else among
        return self._wall.one(own, document_id, "document")

    def open_document(self, document: Document) -> Download:
        """``document``: as for ``open_payslip``. Raises also: Unsupported (listed, but not handed
        out)."""
        return self._access.read(lambda api: api.open_document(document.id))

    def open_template(self, document: Document) -> Download:
        return self._access.read(lambda api: api.open_template(document.id))

    # Time off
    def leave_balances(self) -> tuple[LeaveBalance, ...]:
        return self._access.read(lambda api: api.leave_balances())

    def time_off_types(self) -> tuple[TimeOffType, ...]:
        return self._access.read(lambda api: api.time_off_types())

    def time_off(self) -> tuple[TimeOff, ...]:
        return self._wall.time_off(self._access.read(lambda api: api.time_off()))

    def time_off_request(
        self, time_off_id: str, among: tuple[TimeOff, ...] | None = None
    ) -> TimeOff:
        """``among``: as for ``payslip``."""
        require_id(time_off_id)
        own = self.time_off() if among is None else among
        return self._wall.one(own, time_off_id, "time_off")

    def preview_time_off(self, draft: TimeOffDraft) -> TimeOffPreview:
        """Raises also: Rejected."""
        return self._access.read(lambda api: api.preview_time_off(draft))

    # Amendments
    def amendments(self) -> tuple[Amendment, ...]:
        return self._wall.of_contract(self._access.read(lambda api: api.amendments()))

    def amendment(self, amendment_id: str, among: tuple[Amendment, ...] | None = None) -> Amendment:
        """``among``: as for ``payslip``."""
        require_id(amendment_id)
        own = self.amendments() if among is None else among
        return self._wall.one(own, amendment_id, "amendment")

    def open_amendment(self, amendment_id: str) -> Download:
        """Noted as read once delivered in full. Raises also: Conflict (no document yet)."""
        self.amendment(amendment_id)
        return self._noted(AMENDMENT, amendment_id, self.fetch_amendment(amendment_id))

    def fetch_amendment(self, amendment_id: str) -> Download:
        """The document for the portal's own eyes: does not count as read by the worker."""
        return self._access.read(lambda api: api.open_amendment(amendment_id))

    def amendment_reading(self, amendment_id: str) -> Reading | None:
        """What the worker was last shown of this amendment's document."""
        return last_reading(
            self._access.services.database, self.account_id, AMENDMENT, amendment_id
        )

    # Resignation
    def resignation_reasons(self) -> tuple[ResignationReason, ...]:
        return self._access.read(lambda api: api.resignation_reasons())

    def resignations(self) -> tuple[Resignation, ...]:
        return self._wall.of_contract(self._access.read(lambda api: api.resignations()))

    def preview_resignation_letter(self) -> Download:
        """Noted as read once delivered in full."""
        download = self._access.read(lambda api: api.preview_resignation_letter())
        if self.identity.contract_id is None:
            raise NotFound("no contract to resign from")
        return self._noted(RESIGNATION_LETTER, self.identity.contract_id, download)

    def _noted(self, kind: str, object_id: str, download: Download) -> Download:
        database = self._access.services.database
        return NotedDownload(
            download,
            lambda sha256: note_reading(database, self.account_id, kind, object_id, sha256),
        )
