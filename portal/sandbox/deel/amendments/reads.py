"""What can be read of amendments."""

import sqlite3

from portal.sandbox.amendments.records import Amendment, amendment_or_none, amendments_of
from portal.sandbox.amendments.stages import Stage
from portal.sandbox.deel.amendments.items import amendment_json
from portal.sandbox.deel.amendments.rules import effective_dates, settings
from portal.sandbox.deel.call import Answer, Call, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import not_found, refuse
from portal.sandbox.deel.remembered import remembered

endpoints = Endpoints()
READ = {"contracts:read"}
PATH = "/eor/contracts/<contract_id>/amendments"
UNCONFIRMED = (Stage.DRAFT, Stage.CANCELLED)


@endpoints.get(PATH, operation="amendments.list", scopes=READ)
@remembered
def list_amendments(call: Call, contract_id: str) -> Answer:
    """All of a contract, the newest first."""
    contract = call.contract(contract_id)
    return ok([amendment_json(one, contract) for one in amendments_of(call.db, contract_id)])


@endpoints.get(f"{PATH}/validation/settings", operation="amendments.settings", scopes=READ)
def get_settings(call: Call, contract_id: str) -> Answer:
    """What each field may become."""
    call.contract(contract_id)
    return ok(settings(call.sandbox.clock.today()))


@endpoints.get(f"{PATH}/<amendment_id>", operation="amendments.get", scopes=READ)
def get_amendment(call: Call, contract_id: str, amendment_id: str) -> Answer:
    """One."""
    contract = call.contract(contract_id)
    return ok(amendment_json(amendment_in(call.db, contract_id, amendment_id), contract))


@endpoints.get(
    f"{PATH}/<amendment_id>/effective-date-limitations",
    operation="amendments.effective_date_limitations",
    scopes=READ,
)
def get_effective_dates(call: Call, contract_id: str, amendment_id: str) -> Answer:
    """When it may come into force."""
    call.contract(contract_id)
    amendment = amendment_in(call.db, contract_id, amendment_id)
    first, last, proposed = effective_dates(call.sandbox.clock.today())
    return ok(
        {
            "min_effective_date": first.isoformat(),
            "max_effective_date": last.isoformat(),
            "default_effective_date": proposed.isoformat(),
            "is_hidden": False,
            "is_disabled": amendment.stage is not Stage.DRAFT,
            "message": None,
        }
    )


@endpoints.get(f"{PATH}/<amendment_id>/pdf", operation="amendments.pdf", scopes=READ)
def get_pdf(call: Call, contract_id: str, amendment_id: str) -> Answer:
    """A link to the document, good for 15 minutes; there is none before the draft is confirmed."""
    call.contract(contract_id)
    amendment = amendment_in(call.db, contract_id, amendment_id)
    if amendment.stage in UNCONFIRMED:
        raise refuse(409, "The amendment has no document yet", code="CONFLICT")
    return ok({"url": call.file_url("amendment", amendment_id, minutes=15)})


def amendment_in(db: sqlite3.Connection, contract_id: str, amendment_id: str) -> Amendment:
    """An amendment of that contract."""
    found = amendment_or_none(db, amendment_id)
    if found is None or found.contract_id != contract_id:
        raise not_found("Amendment")
    return found
