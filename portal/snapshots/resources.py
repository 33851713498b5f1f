"""What of a worker may be kept, and its form at rest. What is not listed here is never kept."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from portal.backends.agreements import Amendment, Resignation
from portal.backends.leave import LeaveBalance, TimeOff, TimeOffType
from portal.backends.types import (
    Benefit,
    Document,
    DocumentGroup,
    HRContact,
    Payslip,
    Person,
    Phone,
)

T = TypeVar("T")


class Resource(Generic[T]):
    """One thing that can be read of a worker."""

    def __init__(self, name: str, form: Any, *, lifetime: str = "") -> None:
        """``form``: the type of its value. ``lifetime``: its name in ``PORTAL_SNAPSHOT_SECONDS``,
        where that differs."""
        self.name = name
        self.lifetime = lifetime or name
        self.form = form

    def dump(self, value: T) -> bytes:
        return self._adapter.dump_json(value, warnings="error")

    def load(self, dumped: bytes) -> T:
        """Raises: ValueError, for what is not exactly of today's form."""
        return self._adapter.validate_json(dumped, strict=True)

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self.form)


PERSON = Resource[Person]("person", Person)
PHONES = Resource[tuple[Phone, ...]]("phones", tuple[Phone, ...])
HR_CONTACT = Resource[HRContact | None]("hr_contact", HRContact | None)
BENEFITS = Resource[tuple[Benefit, ...]]("benefits", tuple[Benefit, ...])
PAYSLIPS = Resource[tuple[Payslip, ...]]("payslips", tuple[Payslip, ...])
DOCUMENTS = {
    group: Resource[tuple[Document, ...]](
        f"documents_{group}", tuple[Document, ...], lifetime="documents"
    )
    for group in DocumentGroup
}
LEAVE_BALANCES = Resource[tuple[LeaveBalance, ...]]("leave_balances", tuple[LeaveBalance, ...])
TIME_OFF_TYPES = Resource[tuple[TimeOffType, ...]]("time_off_types", tuple[TimeOffType, ...])
TIME_OFF = Resource[tuple[TimeOff, ...]]("time_off", tuple[TimeOff, ...])
AMENDMENTS = Resource[tuple[Amendment, ...]]("amendments", tuple[Amendment, ...])
RESIGNATIONS = Resource[tuple[Resignation, ...]]("resignations", tuple[Resignation, ...])

EVERYTHING: tuple[Resource[Any], ...] = (
    PERSON,
    PHONES,
    HR_CONTACT,
    BENEFITS,
    PAYSLIPS,
    *DOCUMENTS.values(),
    LEAVE_BALANCES,
    TIME_OFF_TYPES,
    TIME_OFF,
    AMENDMENTS,
    RESIGNATIONS,
)
