from datetime import date

import pytest
from pytest_httpserver import HTTPServer

from portal.backends.agreements import ResignationDraft, ResignationReason, ResignationStage
from portal.backends.contract import WorkerAPI
from portal.backends.errors import NotFound, Unavailable
from portal.backends.types import DocumentGroup, UploadState
from tests.backends.deel.conftest import ALICE, employment, person

PAYSLIPS = f"/v2/eor/workers/{ALICE.worker_id}/payslips"
RESIGNATION = {"id": "resignation-1", "contract_id": ALICE.contract_id}


@pytest.mark.parametrize(
    ("status", "available"),
    [
        ("PUBLISHED", True),
        ("AVAILABLE", True),
        ("Processed", True),
        ("New", True),
        ("Pending", False),
        ("PENDING", False),
    ],
)
def test_payslips_status_is_free_text(
    alice: WorkerAPI, httpserver: HTTPServer, status: str, available: bool
) -> None:
    payslip = {"id": "slip_1", "from": "2027-01-01T00:00:00Z", "to": None, "status": status}
    httpserver.expect_request(PAYSLIPS).respond_with_json({"data": [payslip]})

    [found] = alice.payslips()

    assert (found.period_start, found.period_end) == (date(2027, 1, 1), None)
    assert (found.status, found.available) == (status, available)


def test_payslip_with_an_id_that_cannot_be_one_is_left_out(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    hostile = {"id": "../../people", "from": "2027-01-01", "status": "PUBLISHED"}
    good = {**hostile, "id": "slip_1"}
    httpserver.expect_request(PAYSLIPS).respond_with_json({"data": [hostile, good]})

    assert [payslip.id for payslip in alice.payslips()] == ["slip_1"]


def test_payslips_of_which_none_can_be_read_are_not_taken_for_none(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    dateless = {"id": "slip_1", "status": "PUBLISHED"}
    httpserver.expect_request(PAYSLIPS).respond_with_json({"data": [dateless, dateless]})

    with pytest.raises(Unavailable):
        alice.payslips()


@pytest.mark.parametrize("url", ["http://169.254.169.254/x", "https://127.0.0.1/x", "", None])
def test_payslips_file_at_a_private_address_is_refused(
    alice: WorkerAPI, httpserver: HTTPServer, url: str | None
) -> None:
    payslip = {"id": "slip_1", "from": "2027-01-01", "status": "PUBLISHED"}
    httpserver.expect_request(PAYSLIPS).respond_with_json({"data": [payslip]})
    httpserver.expect_request(f"{PAYSLIPS}/slip_1/download").respond_with_json(
        {"data": {"url": url}}
    )

    with pytest.raises(Unavailable):
        alice.open_payslip("slip_1")


def test_hr_documents_are_read_page_by_page(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    path = f"/v2/eor/contracts/{ALICE.contract_id}/hrx-documents"
    for number, more in ((1, True), (2, False)):
        httpserver.expect_ordered_request(path).respond_with_json(
            {
                "data": [{"id": f"doc{number}", "name": "Letter", "category": "Tax"}],
                "has_more": more,
                "next_cursor": "second" if more else None,
            }
        )

    found = alice.documents(DocumentGroup.HR_DOCUMENT)

    assert {document.id for document in found} == {"hrx.doc1", "hrx.doc2"}
    assert httpserver.log[1][0].args["cursor"] == "second"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (None, UploadState.MISSING),
        ("AWAITING_EX_REVIEW", UploadState.IN_REVIEW),
        ("AWAITING_EXTERNAL_REVIEW", UploadState.IN_REVIEW),
        ("ON_HOLD", UploadState.IN_REVIEW),
        ("APPROVED", UploadState.APPROVED),
        ("REJECTED", UploadState.REJECTED),
        ("BRAND_NEW", UploadState.UNKNOWN),
    ],
)
def test_state_of_an_upload_is_told(
    alice: WorkerAPI, httpserver: HTTPServer, status: str | None, state: UploadState
) -> None:
    document = {"id": "doc1", "name": "Passport", "status": status, "filenames": []}
    httpserver.expect_request("/v2/eor/workers/compliance-documents").respond_with_json(
        {"data": {"documents": [document]}}
    )

    [found] = alice.documents(DocumentGroup.COMPLIANCE)

    assert found.upload is not None
    assert found.upload.state is state
    assert not found.downloadable


def test_agreement_that_is_not_there_is_not_found(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request(
        f"/v2/eor/workers/contracts/{ALICE.contract_id}/employee-agreement/download"
    ).respond_with_json({"errors": [{"code": "X", "field": None, "message": "No"}]}, status=404)

    with pytest.raises(NotFound):
        alice.open_document("agreement")


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("AWAITING_PTO", ResignationStage.WITH_EMPLOYER),
        ("AWAITING_TRIAGE", ResignationStage.IN_REVIEW),
        ("PROCESSING", ResignationStage.IN_PROCESS),
        ("AWAITING_REFUND", ResignationStage.IN_PROCESS),
        ("COMPLETED", ResignationStage.COMPLETED),
        ("CANCELLED", ResignationStage.CANCELLED),
        ("NEW_ONE", ResignationStage.UNKNOWN),
    ],
)
def test_stage_of_a_resignation_is_told(
    alice: WorkerAPI, httpserver: HTTPServer, status: str, stage: ResignationStage
) -> None:
    httpserver.expect_request("/v2/eor/workers/resignations").respond_with_json(
        {"data": [{**RESIGNATION, "status": status, "resignation_letter": None}]}
    )

    [found] = alice.resignations()

    assert (found.stage, found.stage_text) == (stage, status)


def test_resignation_of_an_earlier_contract_is_left_out_without_an_alarm(
    alice: WorkerAPI, httpserver: HTTPServer
) -> None:
    earlier = {**RESIGNATION, "contract_id": "early01", "status": "COMPLETED"}
    theirs = {**RESIGNATION, "contract_id": "bob0001", "status": "COMPLETED"}
    employments = [employment(), employment(id="early01", is_ended=True)]
    httpserver.expect_request("/v2/eor/workers/resignations").respond_with_json(
        {"data": [earlier, theirs]}
    )
    httpserver.expect_request(f"/v2/people/{ALICE.worker_id}").respond_with_json(
        {"data": person(employments=employments)}
    )

    assert alice.resignations() == ()
    assert [each.object_id for each in alice.foreign] == ["bob0001"]


def test_resignation_is_a_form_whose_data_is_json(alice: WorkerAPI, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v2/eor/workers/resignations").respond_with_json({"data": []})
    httpserver.expect_request(
        f"/v2/eor/workers/contracts/{ALICE.contract_id}/offboarding", method="POST"
    ).respond_with_json({"data": RESIGNATION}, status=201)
    draft = ResignationDraft(
        ResignationReason.PREFER_NOT_TO_SAY, date(2027, 6, 30), "Alice Example"
    )

    created = alice.submit_resignation(draft, key="key-1")

    request, _ = httpserver.log[-1]
    assert request.mimetype == "multipart/form-data"
    assert request.form.to_dict() == {
        "data": '{"reason": "PREFERRED_NOT_TO_SAY", "desired_end_date": "2027-06-30", '
        '"signature": "Alice Example"}'
    }
    assert created.stage is ResignationStage.WITH_EMPLOYER
