"""hr-apis/deel.md §1 "Create / delete worker token", §2 "Person"."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from portal.backends.deel.models.fields import (
    Each,
    Flag,
    Id,
    Instant,
    MaybeAmount,
    MaybeDay,
    Model,
    Text,
    Texts,
    maybe,
)


class Session(Model):
    token: Annotated[Text, Field(min_length=1, repr=False)]
    expires_at: Instant


class Named(Model):
    name: Text = ""


class Email(Model):
    type: Text = ""
    value: Text = ""


class Address(Model):
    streetAddress: Text = ""  # noqa: N815  (these alone are in camel case)
    locality: Text = ""
    region: Text = ""
    postalCode: Text = ""  # noqa: N815
    country: Text = ""


class Related(Model):
    """A manager, a report."""

    id: Id
    first_name: Text = ""
    last_name: Text = ""
    work_email: Text = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Payment(Model):
    rate: MaybeAmount = None
    scale: Text = ""
    currency: Text = ""


class Employment(Model):
    id: Id
    name: Text = ""
    team: Annotated[Named | None, maybe(Named)] = None
    country: Text = ""
    state: Text = ""
    job_title: Text = ""
    seniority: Text = ""
    start_date: MaybeDay = None
    completion_date: MaybeDay = None
    termination_last_day: MaybeDay = None
    hiring_type: Text = ""
    contract_status: Text = ""
    is_ended: Flag = False
    payment: Annotated[Payment | None, maybe(Payment)] = None
    client_legal_entity: Annotated[Named | None, maybe(Named)] = None


class CustomField(Model):
    name: Text
    value: Text = ""


class Person(Model):
    id: Id
    first_name: Text = ""
    last_name: Text = ""
    full_name: Text = ""
    preferred_first_name: Text = ""
    birth_date: MaybeDay = None
    country: Text = ""
    state: Text = ""
    timezone: Text = ""
    nationalities: Texts = ()
    work_location: Text = ""
    emails: Each[Email] = ()
    addresses: Each[Address] = ()
    department: Annotated[Named | None, maybe(Named)] = None
    direct_manager: Annotated[Related | None, maybe(Related)] = None
    direct_reports: Each[Related] = ()
    hiring_status: Text = ""
    employments: Each[Employment] = ()
    custom_fields: Each[CustomField] = ()

    @property
    def name(self) -> str:
        return self.full_name or f"{self.first_name} {self.last_name}".strip()

    def email(self, *types: str) -> str:
        """The address of the first of these types that has one."""
        by_type = {email.type: email.value for email in reversed(self.emails) if email.value}
        return next((by_type[name] for name in types if name in by_type), "")


class Phone(Model):
    type: Text = ""
    dial_code: Text = ""
    phone_number: Text


class Personal(Model):
    """``phones`` [assumed]: the shape that the PATCH of the same path takes."""

    phones: Each[Phone] = ()
    phone_numbers: Each[Phone] = ()


class HRContact(Model):
    name: Text
    email: Text = ""
    cal_com_url: Text = ""
