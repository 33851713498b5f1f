"""What both sides can read of an offboarding."""

from portal.sandbox.deel.call import Answer, Call, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import EOR, not_found
from portal.sandbox.deel.offboarding.items import offboarding_json
from portal.sandbox.deel.remembered import remembered
from portal.sandbox.offboarding.records import latest_or_none

endpoints = Endpoints()
PATH = "/eor/contracts/<contract_id>/offboarding"


@endpoints.get(
    PATH,
    operation="offboarding.get",
    scopes={"contracts:read", "worker:read"},
    envelopes=EOR,
)
@remembered
def get_offboarding(call: Call, contract_id: str) -> Answer:
    """The newest of a contract."""
    call.contract(contract_id)
    found = latest_or_none(call.db, contract_id)
    if found is None:
        raise not_found("Offboarding")
    return ok(offboarding_json(call.db, found))


@endpoints.get(
    f"{PATH}/attachments/<attachment_id>",
    operation="offboarding.attachment",
    scopes={"contracts:read"},
    envelopes=EOR,
)
def get_attachment(call: Call, contract_id: str, attachment_id: str) -> Answer:
    """A supporting document: the bytes themselves."""
    row = call.db.execute(
        "SELECT content FROM offboarding_attachments JOIN offboardings"
        " ON offboardings.id = offboarding_id"
        " WHERE offboarding_attachments.id = ? AND contract_id = ?",
        (attachment_id, contract_id),
    ).fetchone()
    if row is None:
        raise not_found("Attachment")
    return Answer(200, row["content"], "application/octet-stream")
