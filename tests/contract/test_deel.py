"""Deel's adapter against the sandbox, over HTTP. Only what differs per backend is here."""

import pytest
from pydantic import SecretStr

from portal.backends.budget import Budget
from portal.backends.contract import Backend
from portal.backends.deel.adapter import DeelBackend
from portal.backends.turns import OwnTurns
from portal.settings import DeelSettings
from tests.contract.amendments import AmendmentRequestContract, AmendmentsContract
from tests.contract.cast import Cast
from tests.contract.directory import CredentialContract, DirectoryContract
from tests.contract.documents import DocumentsContract, UploadContract
from tests.contract.faults import FaultContract
from tests.contract.manager import ManagerContract
from tests.contract.payslips import PayslipsContract
from tests.contract.profile import CapabilityContract, ProfileContract
from tests.contract.resignation import ResignationContract
from tests.contract.resignation_review import ResignationReviewContract
from tests.contract.team_amendments import TeamAmendmentsContract
from tests.contract.time_off import TimeOffContract
from tests.sandbox_server import RunningSandbox


@pytest.fixture
def backend(sandbox: RunningSandbox) -> Backend:
    settings = DeelSettings(
        base_url=sandbox.deel_url,
        token=SecretStr(sandbox.organization_token),
    )
    return DeelBackend(settings, budget=Budget(OwnTurns(None)), download_limit_mb=100)


@pytest.fixture
def cast(sandbox: RunningSandbox) -> Cast:
    return Cast(
        worker="jana.koehler@acme.example",
        stranger="oliver.bennett@acme.example",
        settled="sofia.almeida@acme.example",
        leaver="luca.bernasconi@acme.example",
        manager="lukasz.wojcik@acme.example",
        asked_to_sign="maria.santos@acme.example",
        fault=sandbox.fault,
        heal=lambda: sandbox.admin("DELETE", "faults"),
        calls=lambda: len(sandbox.calls()),
    )


class TestProfile(ProfileContract):
    pass


class TestCapability(CapabilityContract):
    pass


class TestPayslips(PayslipsContract):
    pass


class TestDocuments(DocumentsContract):
    pass


class TestUpload(UploadContract):
    pass


class TestTimeOff(TimeOffContract):
    pass


class TestAmendments(AmendmentsContract):
    pass


class TestAmendmentRequest(AmendmentRequestContract):
    pass


class TestTeamAmendments(TeamAmendmentsContract):
    pass


class TestResignation(ResignationContract):
    pass


class TestResignationReview(ResignationReviewContract):
    pass


class TestManager(ManagerContract):
    pass


class TestDirectory(DirectoryContract):
    pass


class TestCredential(CredentialContract):
    pass


class TestFault(FaultContract):
    pass
