"""Request bodies and query strings of time off (hr-apis/deel.md section 3)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from portal.sandbox.deel.call import Body, Query
from portal.sandbox.time_off.requests import Status
from portal.sandbox.time_off.rules import Draft, Part

UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def _day(value: object) -> object:
    # A date or a date-time; only the day counts.
    if isinstance(value, str) and "T" in value:
        value = value.split("T", 1)[0]
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]
Id = Annotated[str, Field(pattern=UUID)]
Text = Annotated[str, Field(max_length=500)]


class DateBody(Body):
    """One entry of `dates`."""

    date: Day
    day_type: Literal["HALF_DAY", "FULL_DAY", "PERCENTAGE", "HOURLY"] = "FULL_DAY"
    hours: Decimal | None = None
    amount: Decimal | None = None


class EventDetails(Body):
    """What parental leave is taken for."""

    birth_date: Day
    was_premature_birth: bool
    had_multiple_children: bool
    adoption_date: Day | None = None


class TimeOffBody(Body):
    """What validate, create and update have in common."""

    recipient_profile_id: Id
    start_date: Day
    end_date: Day
    time_off_type_id: Id | None = None
    policy_id: Id | None = None
    dates: list[DateBody] = []
    reason: Text | None = None
    description: Text | None = None
    other_type_description: Annotated[str, Field(max_length=255)] | None = None
    is_paid: bool | None = None
    contract_oid: Annotated[str, Field(max_length=24)] | None = None
    deduction_amount: Annotated[Decimal, Field(ge=1)] | None = None
    time_off_percentage: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    event_details: EventDetails | None = None
    time_off_event_id: Id | None = None

    def draft(self, replaces: str | None = None) -> Draft:
        """What the rules weigh."""
        parts = tuple(Part(one.date, one.day_type, one.hours) for one in self.dates)
        return Draft(self.start_date, self.end_date, parts, replaces)

    @property
    def day_type(self) -> str | None:
        """The day type that all the dates share."""
        return self.dates[0].day_type if self.dates else None

    @property
    def dates_asked(self) -> frozenset[date]:
        """The dates that it is for."""
        return frozenset(one.date for one in self.dates)


class CreateBody(TimeOffBody):
    """Without a status the request is approved at once: the vendor's default."""

    status: Literal["REQUESTED", "APPROVED"] = "APPROVED"


class ValidateBody(CreateBody):
    """As create; with `id`, as an update of that one."""

    id: Id | None = None


class ReviewBody(Body):
    """One decision of a batch."""

    id: Id
    status: Literal["APPROVED", "REJECTED"]


class PolicyQuery(Query):
    """Of policies."""

    policy_type_name: str | None = None
    policy_type_id: str | None = None


class EntitlementQuery(Query):
    """Of entitlements."""

    policy_type_name: str | None = None
    tracking_period_date: Day | None = None


class ListQuery(Query):
    """Of both lists. Anything else, such as `hris_profile_id`, is ignored as the vendor does."""

    status: list[Status] = []
    time_off_ids: list[str] = []
    start_date: Day | None = None
    end_date: Day | None = None
    approval_start_date: Day | None = None
    approval_end_date: Day | None = None
    updated_start_date: Day | None = None
    updated_end_date: Day | None = None
    policy_types: list[Id] = []
    page_size: Annotated[int, Field(ge=5, le=200)] = 50
    next: str | None = None


class EventsQuery(Query):
    """Of parental events."""

    hris_profile_id: Id


class DailiesQuery(Query):
    """Of dailies: the days of some people, or those of whole countries."""

    start_date: Day
    end_date: Day
    hris_profile_ids: list[Id] = []
    countries: list[str] = []
