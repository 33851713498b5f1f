"""hr-apis/deel.md §2 "Payslips", "Documents"."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from portal.backends.deel.models.fields import (
    Day,
    Each,
    Flag,
    Id,
    MaybeAmount,
    MaybeDay,
    MaybeInstant,
    Model,
    Text,
    Texts,
)


class File(Model):
    """Where a file is; the address is short-lived."""

    url: Annotated[Text, Field(min_length=1)]


class Payslip(Model):
    id: Id
    from_: Annotated[Day, Field(alias="from")]
    to: MaybeDay = None
    status: Text = ""


class TaxDocument(Model):
    id: Id
    url: Text = ""
    type: Text = ""
    year: MaybeAmount = None
    country: Text = ""


class Letter(Model):
    id: Id
    name: Text = ""


class HRDocument(Model):
    id: Id
    name: Text = ""
    category: Text = ""
    category_type: Text = ""
    created_at: MaybeInstant = None


class ComplianceDocument(Model):
    id: Id
    name: Text = ""
    description: Text = ""
    country: Text = ""
    status: Text = ""
    is_optional: Flag = False
    has_template: Flag = False
    filenames: Texts = ()
    uploaded_at: MaybeInstant = None
    rejection_message: Text = ""
    is_acknowledgement_only_document: Flag = False


class Benefit(Model):
    id: Id
    name: Text = ""
    type: Text = ""
    status: Text = ""
    description: Text = ""


class Benefits(Model):
    contract_id: Text = ""
    benefits: Each[Benefit] = ()
