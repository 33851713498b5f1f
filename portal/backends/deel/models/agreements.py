"""hr-apis/deel.md §4, §5."""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, Field

from portal.backends.deel.models.fields import (
    Each,
    Flag,
    Id,
    Instant,
    MaybeAmount,
    MaybeDay,
    MaybeInstant,
    Model,
    Text,
    Texts,
    maybe,
)


class Item(Model):
    item: Text = ""
    data_point: Text = ""
    previous_value: Text = ""
    new_value: Text = ""


class CustomItem(Model):
    type: Text = ""
    description: Text = ""


class Reached(Model):
    created_at: Instant


class Status(Model):
    name: Text
    friendly_name: Text = ""
    reached: Annotated[
        Reached,
        Field(validation_alias=AliasChoices("amendment_flow_status", "_amendment_flow_status")),
    ]


class Amendment(Model):
    id: Id
    contract_id: Annotated[
        Text, Field(validation_alias=AliasChoices("contract_id", "contract_oid"))
    ] = ""
    """Empty where Deel leaves it out."""
    items: Each[Item] = ()
    custom_items: Each[CustomItem] = ()
    effective_date: MaybeDay = None
    amendment_statuses: Each[Status] = ()
    currency: Text = ""
    requested_by: Text = ""
    rejection_context: Text = ""
    created_at: MaybeInstant = None
    updated_at: MaybeInstant = None


class Signed(Model):
    is_signed: Flag = False


class Rule(Model):
    """One of a field's rules: all of them hold."""

    min: MaybeAmount = None
    max: MaybeAmount = None
    min_date: MaybeDay = None
    max_date: MaybeDay = None
    is_editable: bool = True
    possible_options: Texts = ()


class Setting(Model):
    data_point: Text
    rules: Each[Rule] = ()


class Validity(Model):
    valid: bool
    message: Text = ""


class EffectiveDates(Model):
    min_effective_date: MaybeDay = None
    max_effective_date: MaybeDay = None
    is_hidden: Flag = False
    is_disabled: Flag = False
    message: Text = ""


class Letter(Model):
    status: Text = ""
    signature: Text = ""
    signed_at: MaybeInstant = None


class Offboarding(Model):
    """A member of the resignations list, or what a submission answers (without ``status``)."""

    id: Id
    contract_id: Text = ""
    status: Text = ""
    end_date: MaybeDay = None
    desired_end_date: MaybeDay = None
    created_at: MaybeInstant = None
    updated_at: MaybeInstant = None
    resignation_letter: Annotated[Letter | None, maybe(Letter)] = None
