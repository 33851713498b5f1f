"""Request bodies of amendments (hr-apis/deel.md section 4)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from portal.sandbox.deel.call import Body

UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def _short(value: float) -> float:
    return int(value) if value.is_integer() else value


def _positive(text: str) -> str:
    if not Decimal(text):
        raise ValueError("must be more than zero")
    return text


Number = Annotated[float, Field(ge=0, allow_inf_nan=False), AfterValidator(_short)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False), AfterValidator(_short)]
PositiveText = Annotated[str, Field(pattern=r"^\d+(\.\d+)?$"), AfterValidator(_positive)]
Text = Annotated[str, Field(min_length=1, max_length=5000)]
Id = Annotated[str, Field(pattern=UUID)]


class FixedAdjustment(Body):
    """An allowance."""

    id: Id | None = None
    value: PositiveText
    description: Text
    is_recurring: bool
    is_deleted: bool = False


class VariableCompensation(Body):
    """A bonus."""

    type: Literal["PERCENTAGE", "FIXED"]
    amount: Positive
    title: str | None = None
    timeline: str | None = None
    effective_date: date | None = None
    id: Id | None = None
    is_deleted: bool = False


class CustomChange(Body):
    """Anything else, in words."""

    type: Text
    description: Text


class AmendmentBody(Body):
    """What may change. What is not sent stays as it is."""

    effective_date: date | None = None
    salary: Positive | None = None
    job_title: Text | None = None
    seniority_id: Id | None = None
    scope: Text | None = None
    employment_type: Literal["FULL_TIME", "PART_TIME"] | None = None
    work_hours_per_week: Positive | None = None
    holidays: Number | None = None
    time_off_type: Literal["STANDARD", "SPECIFIC", "PRORATED"] | None = None
    start_date: date | None = None
    end_date: date | None = None
    hourly_rate: Positive | None = None
    employment_state: Text | None = None
    probation_period: Number | None = None
    notice_period_type: Literal["STANDARD", "CUSTOM"] | None = None
    notice_period_after_probation: Number | None = None
    notice_period_during_probation: Number | None = None
    fixed_adjustments: list[FixedAdjustment] | None = None
    variable_compensation: VariableCompensation | None = None
    custom: list[CustomChange] | None = None

    def changes(self) -> dict[str, Any]:
        """What was sent, as JSON, without the date."""
        return self.model_dump(mode="json", exclude_none=True, exclude={"effective_date"})


class SignBody(Body):
    """A worker's typed name."""

    contractor_signature: Annotated[str, Field(min_length=1, max_length=255, pattern=r"\S")]
