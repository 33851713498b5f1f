"""hr-apis/deel.md §3."""

from __future__ import annotations

from typing import Annotated

from portal.backends.deel.models.fields import (
    Amount,
    Day,
    Each,
    Flag,
    Id,
    MaybeAmount,
    MaybeDay,
    MaybeInstant,
    Model,
    Text,
    maybe,
)


class Type(Model):
    id: Id
    name: Text = ""


class Named(Model):
    name: Text = ""


class Policy(Model):
    id: Id
    name: Text = ""
    payment_type: Text = ""
    time_off_types: Each[Type] = ()
    time_off_request_type: Text = ""
    is_attachment_required: Text = ""
    is_description_required: Flag = False
    retrospective_request_type: Text = ""
    overlap_request_type: Text = ""
    notice_period_unit: Text = ""
    notice_period_unit_amount: MaybeAmount = None


class EntitlementPolicy(Model):
    id: Id
    name: Text = ""
    policy_type: Annotated[Named | None, maybe(Named)] = None
    tracking_unit: Text = ""
    time_off_types: Each[Type] = ()


class Owner(Model):
    hris_profile_id: Id


class Rollover(Model):
    amount: Amount
    expiration_date: Day


class Event(Model):
    type: Text = ""
    amount: Amount
    event_date: Day


class Entitlement(Model):
    policy: EntitlementPolicy
    available: MaybeAmount = None
    is_allowance_unlimited: Flag = False
    total_entitlements: MaybeAmount = None
    tracking_period_end_date: MaybeDay = None
    used: MaybeAmount = None
    approved: MaybeAmount = None
    requested: MaybeAmount = None
    accrued: MaybeAmount = None
    expired: MaybeAmount = None
    upcoming_accruals: MaybeAmount = None
    accrual_unit: Text = ""
    rollovers: Each[Rollover] = ()
    events: Each[Event] = ()
    future_events: Each[Event] = ()


class Entitlements(Model):
    entitlements: tuple[Entitlement, ...]
    hris_profile_id: str


class Daily(Model):
    date: Day
    type: Text = ""
    amount: MaybeAmount = None
    description: Text = ""


class Request(Model):
    """An item of the lists and of what a create answers, where ``id`` may be missing."""

    id: Text = ""
    status: Text
    start_date: Day
    end_date: Day
    requested_at: MaybeDay = None
    approved_at: MaybeInstant = None
    amount: Amount
    entitlement_unit: Text = ""
    description: Text = ""
    reason: Text = ""
    time_off_type_id: Text = ""
    time_off_type: Annotated[Type | None, maybe(Type)] = None
    contract_oid: Text = ""
    recipient_profile: Annotated[Owner | None, maybe(Owner)] = None
    half_start_date: Flag = False
    half_end_date: Flag = False
    time_off_dailies: Each[Daily] = ()


class PreviewDate(Model):
    date: Day
    type: Text = ""
    amount: MaybeAmount = None
    holiday_name: Text = ""


class CountryRule(Model):
    is_valid: bool = True
    description: Text = ""


class Preview(Model):
    is_valid: bool
    validation_error_message: Text = ""
    amount: MaybeAmount = None
    remaining_balance: MaybeAmount = None
    require_attachment: Flag = False
    require_description: Flag = False
    dates: Each[PreviewDate] = ()
    country_specific_validation_results: Each[CountryRule] = ()


class Decided(Model):
    id: Id
    status: Text = ""


class NotReviewed(Model):
    id: Id
    error: Text = ""


class Reviewed(Model):
    reviewed: Each[Decided] = ()
    not_reviewed: Each[NotReviewed] = ()
