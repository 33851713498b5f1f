"""The worker's side of a resignation."""

from uuid import uuid4

from portal.sandbox.clock import instant
from portal.sandbox.deel.call import Answer, Call, created, ok
from portal.sandbox.deel.endpoint import Accepts, Endpoints
from portal.sandbox.deel.errors import EOR, not_found, refuse
from portal.sandbox.deel.offboarding.bodies import (
    ResignationBody,
    ResignationsQuery,
    SignBody,
    SignOffBody,
)
from portal.sandbox.deel.offboarding.items import offboarding_json, resignation_json
from portal.sandbox.deel.remembered import remembered
from portal.sandbox.deel.uploads import accepted
from portal.sandbox.offboarding import progress
from portal.sandbox.offboarding.dates import problem_or_none
from portal.sandbox.offboarding.records import (
    LetterStatus,
    Offboarding,
    Status,
    latest_or_none,
    offboarding_of,
)
from portal.sandbox.papers.resignation import letter

endpoints = Endpoints()
PATH = "/eor/workers/contracts/<contract_id>/offboarding"
READ, WRITE = {"worker:read"}, {"worker:write"}
FILES = "supporting_documents"
RESIGNABLE = ("in_progress",)


@endpoints.get(
    f"{PATH}/resignation-letter",
    operation="offboarding.letter_preview",
    scopes=READ,
    envelopes=EOR,
)
def preview_letter(call: Call, contract_id: str) -> Answer:
    """The letter as a PDF file: the bytes themselves, without JSON."""
    call.contract(contract_id)
    return Answer(200, letter(call.sandbox, contract_id), "application/octet-stream")


@endpoints.post(
    PATH,
    operation="offboarding.submit",
    scopes=WRITE,
    envelopes=EOR,
    accepts=Accepts.MULTIPART,
)
def submit(call: Call, contract_id: str) -> Answer:
    """A resignation; one at a time."""
    contract = call.contract(contract_id)
    body = call.form(ResignationBody)
    files = [accepted(file, FILES) for file in call.files(FILES)]
    now, today = call.sandbox.clock.now(), call.sandbox.clock.today()
    if contract["status"] not in RESIGNABLE:
        raise refuse(400, "The contract is not running", code="INVALID_CONTRACT_STATUS")
    message = problem_or_none(contract, body.desired_end_date, today)
    if message:
        raise refuse(
            400, f"desired_end_date {message}", code="INVALID_DATE", field="desired_end_date"
        )
    resignation = Offboarding(
        id=str(uuid4()),
        contract_id=contract_id,
        status=Status.AWAITING_PTO,
        reason=body.reason,
        reason_detail=body.reason_detail,
        desired_end_date=body.desired_end_date,
        created_at=now,
        updated_at=now,
    )
    with call.transaction() as db:
        before = latest_or_none(db, contract_id)
        if before is not None and before.is_open:
            raise refuse(400, "A resignation is already in progress", code="ALREADY_EXISTS")
        progress.submit(db, resignation)
        for file in files:
            db.execute(
                "INSERT INTO offboarding_attachments"
                " (id, offboarding_id, name, content_type, content) VALUES (?, ?, ?, ?, ?)",
                (str(uuid4()), resignation.id, file.name, file.content_type, file.content),
            )
        answer = offboarding_json(db, resignation)
    return created(answer)


@endpoints.get(
    "/eor/workers/resignations", operation="resignations.list", scopes=READ, envelopes=EOR
)
@remembered
def list_resignations(call: Call) -> Answer:
    """The caller's own, the newest first; `status` is that of the letter."""
    query = call.query(ResignationsQuery)
    rows = call.db.execute(
        "SELECT offboardings.* FROM offboardings JOIN contracts USING (contract_id)"
        " WHERE hris_profile_id = :worker AND (:status IS NULL OR letter_status = :status)"
        " ORDER BY offboardings.created_at DESC",
        {"worker": call.worker, "status": query.status},
    )
    return ok([resignation_json(offboarding_of(row)) for row in rows])


@endpoints.post(
    f"{PATH}/resignation-letter/sign",
    operation="offboarding.letter_sign",
    scopes=WRITE,
    envelopes=EOR,
)
def sign_letter(call: Call, contract_id: str) -> Answer:
    """The worker's signature below the letter that waits for it."""
    call.contract(contract_id)
    body, now = call.data(SignBody), call.sandbox.clock.now()
    with call.transaction() as db:
        found = latest_or_none(db, contract_id)
        if found is None or found.letter is None:
            raise not_found("Resignation letter")
        if found.letter.status is not LetterStatus.AWAITING_SIGNATURE or not found.is_open:
            raise refuse(400, "The letter does not wait for a signature", code="INVALID_STATUS")
        signed = progress.sign(db, found, body.signature, now)
        answer = offboarding_json(db, signed, with_letter=True)
    return created(answer)


@endpoints.post(
    "/eor/contracts/<contract_id>/offboarding/review-employee-sign-offs",
    operation="offboarding.review_employee_sign_offs",
    scopes=WRITE,
    envelopes=EOR,
)
def review_documents(call: Call, contract_id: str) -> Answer:
    """The worker approves the final papers, or says what has to change."""
    call.contract(contract_id)
    body = call.data(SignOffBody)
    if body.approved and body.reviewer_signature is None:
        raise refuse(400, "reviewer_signature is required", field="reviewer_signature")
    if not body.approved and not (body.requested_changes or "").strip():
        raise refuse(400, "requested_changes is required", field="requested_changes")
    with call.transaction() as db:
        found = latest_or_none(db, contract_id)
        if found is None:
            raise not_found("Offboarding")
        changed = db.execute(
            "UPDATE offboarding_documents SET status = ?, requested_changes = ?,"
            " reviewer_signature = ?, reviewed_at = ?"
            " WHERE offboarding_id = ? AND reviewer_type = 'EMPLOYEE'"
            " AND status = 'AWAITING_REVIEW'",
            (
                "APPROVED" if body.approved else "CHANGES_REQUESTED_BY_EMPLOYEE",
                body.requested_changes,
                body.reviewer_signature,
                instant(call.sandbox.clock.now()),
                found.id,
            ),
        )
        if changed.rowcount == 0:
            raise refuse(400, "No documents wait for a review", code="INVALID_STATUS")
        answer = offboarding_json(db, found)
    return ok(answer)
