"""What the portal may ask of any HR system.

Every read and write of a worker goes through a ``WorkerAPI`` made for that one worker, so a call
without a worker can't be written. Lists come whole, in the order a person wants (newest first for
things that happened, the HR system's order otherwise). Every method may raise ``TokenRefused``,
``NotAllowed`` and ``Unavailable`` (see ``errors.py``); other errors are named where they occur.

Writes take ``key``: the idempotency key of one act of the worker, at most 64 characters, sent on
where the HR system knows such keys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import Protocol

from portal.backends.agreements import (
    Amendment,
    AmendmentRequest,
    Resignation,
    ResignationDraft,
    ResignationReason,
)
from portal.backends.contract_changes import ContractChanges
from portal.backends.errors import ForeignObject
from portal.backends.leave import (
    LeaveBalance,
    TimeOff,
    TimeOffDraft,
    TimeOffPreview,
    TimeOffStatus,
    TimeOffType,
)
from portal.backends.offboarding import (
    Acceptance,
    LastDays,
    LeaveAtEnd,
    Refusal,
    ResignationDetails,
    TeamResignation,
)
from portal.backends.team import Colleague, Decision, ReportingLine, Review, TeamMember
from portal.backends.types import (
    Benefit,
    Credential,
    Document,
    DocumentGroup,
    HRContact,
    Payslip,
    Person,
    Phone,
    ProfileChange,
    Upload,
    WorkerIdentity,
)


class Capability(StrEnum):
    """One thing a backend can do; pages, navigation and tests read the table."""

    PROFILE = "profile"
    PROFILE_CHANGE = "profile_change"
    HR_CONTACT = "hr_contact"
    BENEFITS = "benefits"
    PAYSLIPS = "payslips"
    DOCUMENTS = "documents"
    DOCUMENT_UPLOAD = "document_upload"
    LEAVE_BALANCES = "leave_balances"
    TIME_OFF = "time_off"
    TIME_OFF_PREVIEW = "time_off_preview"
    TIME_OFF_CANCEL = "time_off_cancel"
    AMENDMENTS = "amendments"
    AMENDMENT_REQUEST = "amendment_request"
    AMENDMENT_SIGN = "amendment_sign"
    RESIGNATION = "resignation"
    RESIGNATION_SIGN = "resignation_sign"

    # For a manager, and for everybody about the people they work with
    TEAM = "team"
    TEAM_AMENDMENTS = "team_amendments"
    TIME_OFF_REVIEW = "time_off_review"
    TEAM_CALENDAR = "team_calendar"
    RESIGNATION_REVIEW = "resignation_review"


class Download(Protocol):
    """A file on its way: read it once, close it always."""

    content_type: str
    """As the HR system says, lower case, without parameters; never to be trusted."""
    length: int | None

    def chunks(self) -> Iterator[bytes]:
        """Raises: Unavailable when the file is cut short or larger than allowed."""

    def close(self) -> None: ...


class WorkerAPI(Protocol):
    identity: WorkerIdentity

    foreign: list[ForeignObject]
    """Objects of others that an answer held: left out of what is returned, kept here for the
    gateway to take out and report. A single object of another's is raised instead."""

    # Profile
    def person(self) -> Person: ...

    def phones(self) -> tuple[Phone, ...]:
        """Apart from ``person``, since some HR systems keep them elsewhere (one more call)."""

    def change_profile(self, change: ProfileChange, *, key: str) -> None:
        """Raises: Rejected, Unsupported (a field that is not in ``Person.editable``)."""

    def hr_contact(self) -> HRContact | None: ...

    def benefits(self) -> tuple[Benefit, ...]: ...

    # Payslips
    def payslips(self) -> tuple[Payslip, ...]:
        """Newest first."""

    def open_payslip(self, payslip_id: str) -> Download:
        """Raises: NotFound."""

    # Documents
    def documents(self, group: DocumentGroup) -> tuple[Document, ...]:
        """One group's papers, newest first; at most one list of the HR system a group, so that a
        page can load the groups of ``Backend.document_groups`` side by side."""

    def open_document(self, document_id: str) -> Download:
        """Raises: NotFound, Unsupported (listed, but not handed out)."""

    def open_template(self, document_id: str) -> Download:
        """The empty form of a paper that is asked for. Raises: NotFound."""

    def upload_document(self, document_id: str, upload: Upload, *, key: str) -> None:
        """Raises: NotFound, Rejected."""

    def acknowledge_document(self, document_id: str, *, key: str) -> None:
        """Raises: NotFound, Rejected."""

    # Time off
    def leave_balances(self) -> tuple[LeaveBalance, ...]: ...

    def time_off_types(self) -> tuple[TimeOffType, ...]: ...

    def time_off(self) -> tuple[TimeOff, ...]:
        """Latest start first, of all years the HR system keeps."""

    def preview_time_off(self, draft: TimeOffDraft) -> TimeOffPreview:
        """Raises: Rejected."""

    def submit_time_off(self, draft: TimeOffDraft, *, key: str) -> tuple[TimeOff, ...]:
        """Ask for leave; never approve it. A span may come back as several. Raises: Rejected."""

    def cancel_time_off(self, time_off_id: str, *, key: str) -> None:
        """Withdraw a request nobody decided yet. Raises: NotFound, Conflict (decided already)."""

    # Amendments
    def amendments(self) -> tuple[Amendment, ...]:
        """Newest first; drafts the worker should not see are left out."""

    def open_amendment(self, amendment_id: str) -> Download:
        """Raises: NotFound, Conflict (no document yet)."""

    def request_amendment(self, request: AmendmentRequest, *, key: str) -> Amendment:
        """Raises: Rejected, Conflict."""

    def sign_amendment(self, amendment_id: str, signature: str, *, key: str) -> None:
        """Raises: NotFound, Conflict (not, or no longer, the worker's turn), Rejected."""

    # Resignation
    def resignation_reasons(self) -> tuple[ResignationReason, ...]:
        """The reasons this HR system takes. No call."""

    def preview_resignation_letter(self) -> Download: ...

    def resignations(self) -> tuple[Resignation, ...]:
        """Newest first."""

    def submit_resignation(self, draft: ResignationDraft, *, key: str) -> Resignation:
        """Raises: Rejected, Conflict (one is pending already)."""

    def sign_resignation_letter(self, signature: str, *, key: str) -> None:
        """Raises: Conflict (no letter waits for a signature), Rejected."""


class ManagerAPI(ContractChanges, Protocol):
    """What one person may ask about the people they work with.

    Its calls carry the employer's credential, which opens everybody's data. So nothing here keeps a
    manager within the team: whoever calls names people out of a ``ReportingLine`` that was read
    just now, and compares the owner of what comes back.
    """

    identity: WorkerIdentity
    """Who asks."""

    def reporting_line(self) -> ReportingLine:
        """As it is at this moment. One call, about the asker alone."""

    def line_of(self, worker_id: str) -> ReportingLine:
        """Somebody else's, in whose place the asker acts. One call, about that one alone.

        Raises: NotFound."""

    def colleagues(self, manager: Colleague) -> tuple[Colleague, ...]:
        """Who else reports to the asker's own manager, by name, without the asker. One call.

        Empty where the manager's own line does not name the asker."""

    def team(self) -> tuple[TeamMember, ...]:
        """The people who report to the asker, by name. As many calls as the list of all people of
        the organization has pages."""

    def everybody(self) -> tuple[TeamMember, ...]:
        """The people of the organization, by name, without who left. Calls as for ``team``."""

    def member(self, worker_id: str) -> TeamMember:
        """One person, whoever it is: ``manager_id`` is to be compared. Raises: NotFound."""

    def leave_balances(self, worker_id: str, on: date | None = None) -> tuple[LeaveBalance, ...]:
        """Of one person, for the leave year of this day or of today. Raises: NotFound."""

    def time_off_of(
        self,
        people: Collection[str] | None,
        statuses: Collection[TimeOffStatus],
        *,
        ids: Collection[str] = (),
        starting_from: date | None = None,
        changed_since: date | None = None,
    ) -> tuple[TimeOff, ...]:
        """What these people have in these states, earliest start first; all of it in few calls,
        however many people. None: everybody of the organization. ``ids``: only these requests.
        ``starting_from``, ``changed_since``: nothing that begins, or was last touched, before."""

    def review_time_off(
        self, time_off_ids: Collection[str], decision: Decision, *, key: str
    ) -> tuple[Review, ...]:
        """Decide on requests that wait; one that is decided already is told in its ``Review``."""

    # Resignations: a contract is one out of ``resignations_of``
    def resignations_of(self, people: Collection[str]) -> tuple[TeamResignation, ...]:
        """All of these people, those under way first, the next last day first; in few calls,
        however many people. A dismissal is none."""

    def resignation_details(self, contract_id: str) -> ResignationDetails:
        """Of the newest of a contract. What the HR system marks as sensitive comes without reason,
        words and files. Raises: NotFound."""

    def open_resignation_file(self, contract_id: str, file_id: str) -> Download:
        """Raises: NotFound."""

    def last_days(self, contract_id: str) -> LastDays:
        """Raises: NotFound."""

    def leave_at_end(self, contract_id: str, worker_id: str, last_day: date) -> LeaveAtEnd:
        """Of this worker, if the contract ends on that day. Raises: NotFound."""

    def accept_resignation(self, contract_id: str, acceptance: Acceptance, *, key: str) -> None:
        """Can't be taken back. Raises: NotFound, Rejected (also when it was answered already)."""

    def decline_resignation(self, contract_id: str, refusal: Refusal, *, key: str) -> None:
        """As ``accept_resignation``."""


class Directory(Protocol):
    """Finds workers at sign-in; uses the employer's credential."""

    def find_by_email(self, email: str) -> WorkerIdentity | None:
        """Exactly this address, exactly one person, who need not be employed or active; anything
        else is None. An address for work comes before the private one of somebody else."""

    def refresh(self, identity: WorkerIdentity) -> WorkerIdentity | None:
        """The same worker as the HR system knows them now; None when gone."""

    def is_of_others(self, email: str, identity: WorkerIdentity) -> bool:
        """Whether the HR system has this address for anybody else: another worker, active or not,
        or whoever cannot sign in. Their work addresses and private ones alike."""

    def check(self) -> None:
        """One cheap call that proves address and token. Raises: BackendError."""


class Backend(Protocol):
    """One HR system as configured. Safe to share between threads."""

    name: str
    """The name in settings and URLs: ``deel``."""
    label: str
    """The name people know: ``Deel``."""
    capabilities: frozenset[Capability]
    document_groups: tuple[DocumentGroup, ...]
    """The groups this HR system has, in the order to show them."""
    directory: Directory

    def group_of(self, document_id: str) -> DocumentGroup:
        """Where a document of this id would be listed. No call. Raises: NotFound."""

    def mint(self, identity: WorkerIdentity) -> Credential:
        """A new worker-scoped credential; the one before it is dead. Raises: NotFound."""

    def revoke(self, identity: WorkerIdentity) -> None:
        """The worker's live credential is dead afterwards; no error if there was none."""

    def worker(self, identity: WorkerIdentity, credential: Credential) -> WorkerAPI: ...

    def manager(self, identity: WorkerIdentity) -> ManagerAPI: ...
