from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer, employer
from tests.support.pages import form_of, soup
from tests.support.signed_in import jana, maria, newcomer, oliver
from tests.support.step_up import prove
from tests.support.time import later

__all__ = ["employer", "jana", "later", "maria", "newcomer", "oliver"]

JANAS_NAME = "Jana Köhler"


def to_sign(worker: FlaskClient) -> str:
    """The path of the change that waits for this worker's signature."""
    row = soup(worker.get("/amendments")).select_one("#card-amendments a.row__link")
    assert row is not None
    return str(row["href"])


def read_document(worker: FlaskClient, path: str) -> bytes:
    return worker.get(f"{path}/document?view=page").get_data()


def sign(worker: FlaskClient, path: str, action: str, **values: str) -> TestResponse:
    """Fill in the signing page, press its button and prove who is there if that is asked for."""
    form = {**form_of(worker.get(f"{path}/sign")), "consent": "y", "signature": JANAS_NAME}
    return prove(worker, worker.post(f"{path}/sign", data={**form, **values, "action": action}))


def checked(worker: FlaskClient, path: str) -> dict[str, str]:
    """What the check page carries, once document, consent and name are in order."""
    read_document(worker, path)
    return form_of(sign(worker, path, "check"))


def signatures(sandbox: RunningSandbox) -> int:
    return len(sandbox.calls("amendments.worker_sign"))


def newest_status(employer: Employer, email: str, path: str) -> str:
    """The deepest of the names that the HR system gave the change last."""
    [found] = [one for one in employer.amendments_of(email) if one["id"] == path.rsplit("/", 1)[-1]]
    return str(found["amendment_statuses"][-1]["name"]).upper()
