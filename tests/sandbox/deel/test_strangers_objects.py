"""The fault that answers with another worker's object, on the endpoints that a home page reads."""

import pytest

from tests.sandbox.callers import Caller, SignIn
from tests.sandbox.deel.amending import WAITING_FOR_EMPLOYEE, Amendments
from tests.sandbox.deel.leave import Leave
from tests.sandbox_server import RunningSandbox

JANA = "jana.koehler"


@pytest.mark.parametrize("rest", ["", "/entitlements"])
def test_time_off_of_somebody_else(
    leave: Leave, organization: Caller, sandbox: RunningSandbox, rest: str
) -> None:
    path = f"/time_offs/profile/{leave.profile_id(JANA)}{rest}"
    own = organization.get(path).json()
    sandbox.fault("stranger", times=1)
    theirs = organization.get(path).json()

    assert leave.profile_id(JANA) in str(own)
    assert leave.profile_id(JANA) not in str(theirs)
    assert organization.get(path).json() == own


def test_amendments_and_document_of_somebody_else(
    leave: Leave, organization: Caller, sandbox: RunningSandbox
) -> None:
    jana = Amendments(organization, leave.people[JANA]["contract_id"])
    own = jana.all()
    amendment = jana.at(WAITING_FOR_EMPLOYEE)
    sandbox.fault("stranger", operation="amendments.list", times=1)
    sandbox.fault("stranger", operation="amendments.get", times=1)
    listed = jana.all()
    read = organization.get(f"{jana.path}/{amendment['id']}").json()["data"]

    assert listed
    assert not {one["id"] for one in listed} & {one["id"] for one in own}
    assert read["id"] not in {one["id"] for one in own}


@pytest.mark.parametrize("name", [JANA, "ximena.hernandez", "ahmad.alrashid"])
def test_resignation_of_somebody_else(
    leave: Leave, worker: SignIn, sandbox: RunningSandbox, name: str
) -> None:
    caller = worker(name)
    path = "/eor/workers/resignations"
    own = {one["id"] for one in caller.get(path).json()["data"]}
    sandbox.fault("stranger", times=1)
    theirs = {one["id"] for one in caller.get(path).json()["data"]}

    assert theirs
    assert not own & theirs
