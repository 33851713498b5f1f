"""hr-apis/deel.md §5 "Employer", §8."""

from __future__ import annotations

from typing import Annotated

from portal.backends.deel.models.fields import (
    Day,
    Days,
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
from portal.backends.deel.models.time_off import Request


class Contract(Model):
    id: Id


class Profile(Model):
    oid: Id


class Progress(Model):
    status: Text = ""
    reference_date: MaybeDay = None
    reference_date_type: Text = ""


class Leaving(Model):
    """An entry of the tracker."""

    unique_id: Id
    contract: Contract
    hris_profile: Profile
    offboarding_type: Text = ""
    progress: Annotated[Progress | None, maybe(Progress)] = None


class File(Model):
    id: Id
    name: Text = ""


class Papers(Model):
    supporting: Each[File] = ()


class Requested(Model):
    reason: Text = ""
    reason_detail: Text = ""
    desired_end_date: MaybeDay = None


class Offboarding(Model):
    """The newest of a contract. There is no status in it."""

    id: Id
    contract_id: Id
    end_date: MaybeDay = None
    desired_end_date: MaybeDay = None
    created_at: MaybeInstant = None
    is_sensitive: Flag = False
    request_data: Annotated[Requested | None, maybe(Requested)] = None
    documents: Annotated[Papers | None, maybe(Papers)] = None


class RestrictedDates(Model):
    restricted_dates: Days = ()
    earliest_available_end_date: MaybeDay = None


class Entitlement(Model):
    used: MaybeAmount = None
    tracking_period: Day
    tracking_period_end_date: Day
    entitlement_unit: Text = ""


class TimeOffs(Model):
    contract_id: Id
    tracking_type: Text = ""
    remaining_balance: MaybeAmount = None
    entitlements: Each[Entitlement] = ()
    upcoming_time_offs: Each[Request] = ()
