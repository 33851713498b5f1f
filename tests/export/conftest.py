from __future__ import annotations

import io
import zipfile

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.pages import form_of
from tests.support.signed_in import jana, newcomer, oliver
from tests.support.step_up import prove

__all__ = ["jana", "newcomer", "oliver"]

PAGE = "/account/everything"
FILE = "/account/everything/file"


def proven(worker: FlaskClient) -> FlaskClient:
    done = prove(worker, worker.post(PAGE, data=form_of(worker.get(PAGE))))
    assert done.location == PAGE
    return worker


def unpacked(answer: TestResponse) -> dict[str, bytes]:
    """Name and content of each file, as a program that unpacks zips finds them."""
    data = answer.data
    answer.close()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}
