"""What HR systems are asked and answer, in the field's words: frozen value objects.

Dates are calendar dates of the worker's place, never shifted through a time zone. Instants are
aware UTC. Amounts of leave carry their unit and are never converted. Ids are opaque.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_NOT_IDS = frozenset({"-", ".", ".."})


def is_valid_id(text: str) -> bool:
    """Whether this may enter a URL path: anything else never leaves the portal."""
    return _ID.fullmatch(text) is not None and text not in _NOT_IDS


@dataclass(frozen=True, slots=True)
class WorkerIdentity:
    """Who a worker-scoped call is for. Comes from the session, never from a request."""

    backend: str
    worker_id: str
    contract_id: str | None
    email: str
    name: str
    country: str
    """ISO 3166 alpha-2, upper case; empty when the HR system does not say."""
    active: bool = True
    """False for someone who left or was disabled."""
    employed: bool = True
    """False for the employer's own people, of whom the HR system has a name and a place in the
    reporting line but no employment: no pay, leave or papers, and no token of their own."""
    has_reports: bool = False
    """Whether anybody reported to them when the HR system was last asked: enough to offer a
    manager's pages, never to open one."""
    last_day: date | None = None
    """Of the employment, once the HR system has one; it may be to come."""
    ended: bool = False
    """Whether the employment is over in the ordinary way: they are not active, but nobody has
    disabled them."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A worker-scoped token. ``repr`` hides it; it is stored only encrypted."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str
    """ISO 4217."""


# Profile ------------------------------------------------------------------------------------


class PhoneKind(StrEnum):
    PERSONAL = "personal"
    WORK = "work"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Phone:
    kind: PhoneKind
    dial_code: str
    """With the plus: ``+49``."""
    number: str


@dataclass(frozen=True, slots=True)
class Address:
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Pay:
    """The agreed rate; ``per`` is the HR system's own word (``yearly``, ``hourly``)."""

    rate: Money
    per: str


@dataclass(frozen=True, slots=True)
class Manager:
    name: str
    email: str = ""
    id: str = ""
    """Their worker id; empty when the HR system does not say."""


@dataclass(frozen=True, slots=True)
class Employment:
    contract_id: str
    name: str
    job_title: str
    seniority: str
    team: str
    country: str
    region: str
    employer: str
    start_date: date | None
    end_date: date | None
    contract_status: str
    """As the HR system wrote it."""
    ended: bool
    pay: Pay | None


@dataclass(frozen=True, slots=True)
class Person:
    worker_id: str
    full_name: str
    legal_first_name: str
    legal_last_name: str
    preferred_name: str
    birth_date: date | None
    nationalities: tuple[str, ...]
    work_email: str
    personal_email: str
    addresses: tuple[Address, ...]
    department: str
    work_location: str
    time_zone: str
    """IANA name, or empty."""
    manager: Manager | None
    employment: Employment | None
    """The employment this portal serves; None before there is one."""
    custom_fields: tuple[tuple[str, str], ...]
    editable: frozenset[str]
    """Names of ``ProfileChange`` fields the worker may change at this moment."""


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What the worker changes. None leaves a field as it is."""

    preferred_name: str | None = None
    personal_email: str | None = None
    phone: Phone | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class HRContact:
    name: str
    email: str = ""
    booking_url: str = ""


@dataclass(frozen=True, slots=True)
class Benefit:
    id: str
    name: str
    kind: str
    status: str
    description: str


# Payslips and documents ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Payslip:
    id: str
    period_start: date
    period_end: date | None
    status: str
    """As the HR system wrote it."""
    available: bool
    """Whether there is a file to open."""


class DocumentGroup(StrEnum):
    CONTRACT = "contract"
    """Employment agreement and contract: there is no list to ask for them."""
    TAX = "tax"
    HR_LETTER = "hr_letter"
    """Letters that HR wrote; some HR systems name them without handing them out."""
    HR_DOCUMENT = "hr_document"
    """Everything else HR keeps for the worker; ``Document.category`` says what kind."""
    COMPLIANCE = "compliance"
    """What the worker is asked to hand in: ``Document.upload`` says where it stands."""


class UploadState(StrEnum):
    MISSING = "missing"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class UploadSlot:
    """A document the worker is asked to hand in."""

    state: UploadState
    required: bool
    description: str
    rejection_message: str
    file_names: tuple[str, ...]
    uploaded_at: datetime | None
    has_template: bool
    acknowledge_only: bool

    @property
    def waits_for_worker(self) -> bool:
        """Whether the worker is asked to hand it in, to do so again, or to acknowledge it."""
        if self.state is UploadState.REJECTED:
            return True
        return self.required and self.state is UploadState.MISSING


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    group: DocumentGroup
    title: str
    category: str
    """As the HR system wrote it; may be empty."""
    year: int | None
    created_at: datetime | None
    downloadable: bool
    """False for a paper the HR system lists but does not hand out."""
    upload: UploadSlot | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file from the worker, already checked for size and type."""

    file_name: str
    content_type: str
    content: bytes = field(repr=False)
