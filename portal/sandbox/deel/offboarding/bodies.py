"""Request bodies and query strings of offboarding (hr-apis/deel.md section 5)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from portal.sandbox.deel.call import Body, Query

Signature = Annotated[str, Field(min_length=1, max_length=255, pattern=r"\S")]
Detail = Annotated[str, Field(max_length=2000)]
Reason = Literal[
    "EMPLOYEE_IS_MOVING_TO_ANOTHER_COUNTRY",
    "MOVING_EMPLOYEE_TO_INTERNAL_ENTITY",
    "MOVING_EMPLOYEE_TO_DEEL_PEO",
    "EMPLOYEE_FOUND_ANOTHER_JOB",
    "EMPLOYEE_NOT_HAPPY_WITH_BENEFITS",
    "EMPLOYEE_NOT_HAPPY_WITH_SALARY",
    "EMPLOYEE_NOT_HAPPY_WITH_THE_ROLE",
    "EMPLOYEE_NOT_HAPPY_WITH_COMPANY_CULTURE",
    "EMPLOYEE_NOT_HAPPY_WITH_DEEL",
    "EMPLOYEE_PROJECT_ENDED",
    "EMPLOYEE_SWITCHING_TO_OTHER_EOR_PROVIDER",
    "EMPLOYEE_LEFT_ROLE_FOR_PERSONAL_MATTERS",
    "EMPLOYEE_MOVING_FROM_EOR_TO_CONTRACTOR_OR_FREELANCE",
    "WORKER_TYPE_CHANGE",
    "PREFERRED_NOT_TO_SAY",
]


class ResignationBody(Body):
    """The JSON of the multipart part `data`."""

    reason: Reason
    desired_end_date: date
    signature: Signature
    reason_detail: Detail = ""


class SignBody(Body):
    """A typed name below the letter."""

    signature: Signature


class SignOffBody(Body):
    """What the worker says of the final papers."""

    approved: bool
    requested_changes: Detail | None
    reviewer_signature: Signature | None


class OffPlatformEntitlement(Body):
    """What was taken without the system knowing."""

    used: float
    tracking_period: date
    tracking_period_end_date: date


class OffPlatformUse(Body):
    """All of it."""

    entitlements: list[OffPlatformEntitlement]
    total_scheduled: float
    entitlement_unit: Literal["HOUR", "BUSINESS_DAY", "CALENDAR_DAY", "WEEK", "MONTH", "YEAR"]


class UsedTimeOff(Body):
    """Where the used time off is counted."""

    tracking_type: Literal["ON_PLATFORM", "OFF_PLATFORM"]
    off_platform_used_time_off: OffPlatformUse | None = None


class ReviewBody(Body):
    """The client's answer to a resignation."""

    has_client_accepted_resignation_request: bool
    used_time_off: UsedTimeOff | None = None
    decline_reason: (
        Literal[
            "NOT_AGREE_WITH_END_DATE",
            "NOT_A_RESIGNATION_BUT_TERMINATION",
            "EMPLOYEE_UNDER_REVIEW_OR_INVESTIGATION_FOR_DISCIPLINARY_ACTIONS",
            "OTHER",
        ]
        | None
    ) = None
    decline_reason_detail: Detail | None = None
    severance_type: Literal["DAYS", "WEEKS", "MONTHS", "CASH"] | None = None
    severance_amount: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None


class ResignationsQuery(Query):
    """Filters by the status of the letter."""

    status: Literal["AWAITING_SIGNATURE", "SIGNED"] | None = None


class RestrictedDatesQuery(Query):
    """What kind of end is meant."""

    termination_type: Literal["RESIGNATION", "TERMINATION"] = "RESIGNATION"


class TimeOffsQuery(Query):
    """The last day that the balance is asked for."""

    end_date: date | None = None


class TrackerQuery(Query):
    """Filters and the window of the tracker."""

    search: str | None = None
    hiring_types: list[str] = []
    progress_statuses: list[str] = []
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str | None = None
    ignore_date_range: bool = False
