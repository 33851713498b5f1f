import io

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.documents.test_views import rows
from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup, text_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"x" * 500


@pytest.fixture
def paper(jana: FlaskClient) -> str:
    """Path of a paper that was sent back."""
    return rows(jana)["Proof of address"]


def hand_in(
    browser: FlaskClient,
    paper: str,
    name: str = "bill.pdf",
    content: bytes = PDF,
    content_type: str = "application/pdf",
    **values: str,
) -> TestResponse:
    form = form_of(browser.get(f"{paper}/upload"))
    file = FileStorage(io.BytesIO(content), name, content_type=content_type)
    # Encoded here, since the test client leaves a temporary file open for what is large.
    boundary, body = encode_multipart({**form, "file": file, **values})
    multipart = f'multipart/form-data; boundary="{boundary}"'
    return browser.post(f"{paper}/upload", data=body, content_type=multipart)


def test_a_file_goes_to_the_hr_system_and_is_checked_there(
    jana: FlaskClient, sandbox: RunningSandbox, paper: str
) -> None:
    response = hand_in(jana, paper, "Stromrechnung März.pdf")
    assert response.status_code == 303
    assert "/actions/" in response.location
    assert jana.get(response.location).status_code == 200
    text = text_of(jana.get(paper))
    assert "Your paper is being checked" in text
    assert "Stromrechnung März.pdf" in text
    assert len(sandbox.calls("compliance.upload")) == 1


def test_sent_twice_it_arrives_once(jana: FlaskClient, sandbox: RunningSandbox, paper: str) -> None:
    form = form_of(jana.get(f"{paper}/upload"))
    answers = [
        jana.post(f"{paper}/upload", data={**form, "file": (io.BytesIO(PDF), "bill.pdf")})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(sandbox.calls("compliance.upload")) == 1


@pytest.mark.parametrize(
    ("name", "content", "content_type", "words"),
    [
        ("bill.pdf", b"", "application/pdf", "This file is empty"),
        ("bill.exe", PDF, "application/pdf", "Choose a PDF, JPG, PNG or HEIC file"),
        ("bill.pdf", b"<html>", "application/pdf", "This file is not what its name says"),
        ("bill.pdf", PDF, "text/html", "This file is not what its name says"),
        ("bill\u202efdp.pdf", PDF, "application/pdf", "The name of this file"),
        ("../bill.pdf", PDF, "application/pdf", "The name of this file"),
        (".pdf", PDF, "application/pdf", "The name of this file"),
        ("bill.pdf", PDF + b"x" * 1024 * 1024, "application/pdf", "larger than 1 MB"),
    ],
)
class TestRefused:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_UPLOAD_LIMIT_MB": "1"}

    def test_in_words_and_without_a_call(
        self,
        jana: FlaskClient,
        sandbox: RunningSandbox,
        paper: str,
        name: str,
        content: bytes,
        content_type: str,
        words: str,
    ) -> None:
        response = hand_in(jana, paper, name, content, content_type)
        page = soup(response)
        assert response.status_code == 422
        assert page.title is not None
        assert page.title.get_text().strip().startswith("Error:")
        summary = page.select_one(".error-summary a")
        assert summary is not None
        assert words in summary.get_text()
        assert summary["href"] == "#file"
        assert not sandbox.calls("compliance.upload")


def test_no_file_at_all(jana: FlaskClient, sandbox: RunningSandbox, paper: str) -> None:
    response = jana.post(f"{paper}/upload", data=form_of(jana.get(f"{paper}/upload")))
    assert response.status_code == 422
    assert "Choose a file." in text_of(response)
    assert not sandbox.calls("compliance.upload")


def test_far_too_large_is_413(jana: FlaskClient, sandbox: RunningSandbox, paper: str) -> None:
    response = hand_in(jana, paper, content=PDF + b"x" * 12 * 1024 * 1024)
    assert response.status_code == 413
    assert not sandbox.calls("compliance.upload")


def test_without_the_token_of_the_page_it_is_refused(
    jana: FlaskClient, sandbox: RunningSandbox, paper: str
) -> None:
    form = form_of(jana.get(f"{paper}/upload"))
    del form["csrf_token"]
    file = (io.BytesIO(PDF), "bill.pdf")
    assert jana.post(f"{paper}/upload", data={**form, "file": file}).status_code == 400
    assert not sandbox.calls("compliance.upload")


def test_without_a_key_it_is_refused(
    jana: FlaskClient, sandbox: RunningSandbox, paper: str
) -> None:
    assert hand_in(jana, paper, key="").status_code == 422
    assert not sandbox.calls("compliance.upload")


def test_somebody_signed_out_sends_nothing(client: FlaskClient, sandbox: RunningSandbox) -> None:
    response = client.post("/documents/compliance.1/upload", data={"file": (io.BytesIO(PDF), "a")})
    assert response.status_code in (303, 400)
    assert sandbox.calls() == []


def test_stranger_hands_in_nothing(
    jana: FlaskClient, oliver: FlaskClient, sandbox: RunningSandbox, paper: str
) -> None:
    own = rows(oliver)["Proof of address"]
    form = form_of(oliver.get(f"{own}/upload"))
    file = (io.BytesIO(PDF), "bill.pdf")
    assert oliver.post(f"{paper}/upload", data={**form, "file": file}).status_code == 404
    assert not sandbox.calls("compliance.upload")


def test_hr_system_down_sends_nothing_and_says_so(
    jana: FlaskClient, sandbox: RunningSandbox, paper: str
) -> None:
    sandbox.fault("429", "compliance.upload")
    response = hand_in(jana, paper)
    assert response.status_code == 422
    assert "Nothing was sent" in text_of(response)
    sandbox.admin("DELETE", "faults")
    again = {**form_of(response), "file": (io.BytesIO(PDF), "bill.pdf")}
    assert jana.post(f"{paper}/upload", data=again).status_code == 303


def test_a_paper_is_confirmed_once_it_was_read(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    paper = rows(jana)["Code of conduct"]
    assert "Confirm that you read it" in text_of(jana.get(paper))
    opened = jana.get(f"{paper}/acknowledge")
    assert "Read the paper" in text_of(opened)
    form = form_of(opened)
    refused = jana.post(f"{paper}/acknowledge", data=form)
    assert refused.status_code == 422
    assert "Confirm that you have read the paper." in text_of(refused)
    assert not sandbox.calls("compliance.acknowledge")
    sent = jana.post(f"{paper}/acknowledge", data={**form, "read": "y"})
    assert sent.status_code == 303
    assert len(sandbox.calls("compliance.acknowledge")) == 1
    assert "This paper is in order" in text_of(jana.get(paper))


def test_a_paper_to_confirm_takes_no_file(jana: FlaskClient) -> None:
    paper = rows(jana)["Code of conduct"]
    assert jana.get(f"{paper}/upload").location == paper
