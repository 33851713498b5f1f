from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.export.turns import Turns
from tests.export.conftest import FILE, PAGE, proven, unpacked
from tests.sandbox_server import RunningSandbox
from tests.support.audit import details_of
from tests.support.pages import form_of, soup, text_of
from tests.support.step_up import asks_for_proof

LIST = "What is missing.txt"


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_needs_sign_in(client: FlaskClient, sandbox: RunningSandbox, path: str) -> None:
    assert "/sign-in" in client.get(path).location
    assert sandbox.calls() == []


def test_needs_a_proof_of_its_own(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    sandbox.admin("DELETE", "requests")
    assert jana.get(FILE).location == PAGE
    assert asks_for_proof(jana.post(PAGE, data=form_of(jana.get(PAGE))))
    assert sandbox.calls() == []
    assert soup(proven(jana).get(PAGE)).select_one(f"main a[href='{FILE}']") is not None


def test_zip_holds_every_payslip_and_document_in_folders_by_kind_and_year(
    jana: FlaskClient,
) -> None:
    answer = proven(jana).get(FILE)
    assert answer.content_type == "application/zip"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="Payslips and documents.zip"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    files = unpacked(answer)
    payslips = {name for name in files if name.startswith("Payslips/")}
    tabs = [str(tab["href"]) for tab in soup(jana.get("/payslips")).select(".tabs a")]
    listed = [
        row
        for tab in tabs
        for row in soup(jana.get(tab)).select("#card-payslips li.row")
        if "Not out yet" not in row.get_text()
    ]
    assert len(payslips) == len(listed) >= 12
    assert all(
        re.fullmatch(r"Payslips/(\d{4})/payslip-\1-\d\d-\d\d\.pdf", name) for name in payslips
    )
    assert {name.partition("/")[0] for name in files} >= {"Payslips", "Contract", "Tax"}
    assert all(files[name].startswith(b"%PDF-") for name in payslips)
    assert files["Contract/Employment agreement.pdf"].startswith(b"%PDF-")


def test_files_are_those_that_the_portal_shows_one_by_one(jana: FlaskClient) -> None:
    files = unpacked(proven(jana).get(FILE))
    assert files["Contract/Employment agreement.pdf"] == (
        jana.get("/documents/agreement/file").data
    )


def test_what_is_listed_but_not_handed_out_is_told(jana: FlaskClient) -> None:
    files = unpacked(proven(jana).get(FILE))
    text = files[LIST].decode()
    assert "HR letters" in text
    assert "does not hand it out" in text
    assert not [name for name in files if name.startswith("HR letters/")]


def test_file_that_can_not_be_had_is_listed_and_the_rest_is_there(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    whole = unpacked(proven(jana).get(FILE))
    sandbox.fault("500", "payslips.download", times=3)  # three tries of one file
    files = unpacked(jana.get(FILE))
    [lost] = whole.keys() - files.keys()
    assert lost.startswith("Payslips/")
    text = files[LIST].decode()
    assert " / ".join(lost.removesuffix(".pdf").split("/")) + ": Deel did not answer" in text


def test_file_that_breaks_off_is_no_file(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    whole = unpacked(proven(jana).get(FILE))
    sandbox.fault("truncated", "files.get", times=1)
    files = unpacked(jana.get(FILE))
    [lost] = whole.keys() - files.keys()
    assert "broke off half-way" in files[LIST].decode()
    assert lost.startswith("Payslips/")


def test_large_file_that_breaks_off_stands_in_no_directory(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    """A part of it has gone out by then."""
    [payslip, *_] = [
        str(row["href"]).rpartition("/")[2]
        for row in soup(jana.get("/payslips")).select("#card-payslips li.row a")
        if "Not out yet" not in row.find_parent("li").get_text()
    ]
    size = 3 * 1024 * 1024
    sandbox.admin("POST", "settings", payslip_size={"id": payslip, "bytes": size})
    whole = proven(jana).get(FILE)
    names = unpacked(whole).keys()
    sandbox.fault("truncated", "files.get", times=1)
    cut = jana.get(FILE)
    files = unpacked(cut)
    [lost] = names - files.keys()
    assert lost.startswith("Payslips/")
    assert "broke off half-way" in files[LIST].decode()
    assert len(whole.data) - size < len(cut.data) < len(whole.data)


def test_web_page_in_place_of_a_file_is_no_file(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    proven(jana)
    sandbox.fault("html", "files.get", times=1)
    files = unpacked(jana.get(FILE))
    assert "sent no file" in files[LIST].decode()
    assert not [content for content in files.values() if b"<html" in content.lower()]


def test_list_that_can_not_be_read_is_told(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    proven(jana)
    sandbox.fault("500", "tax_documents.list")
    files = unpacked(jana.get(FILE))
    assert "- Tax: Deel did not answer" in files[LIST].decode()
    assert not [name for name in files if name.startswith("Tax/")]


def test_without_any_list_there_is_no_zip(jana: FlaskClient, sandbox: RunningSandbox) -> None:
    proven(jana)
    sandbox.fault("500")
    answer = jana.get(FILE)
    assert answer.status_code == 502
    assert "zip" not in answer.content_type


def test_folders_are_named_in_the_readers_language(jana: FlaskClient) -> None:
    proven(jana)
    files = unpacked(jana.get(FILE, headers={"Accept-Language": "de"}))
    assert {"Lohnabrechnungen", "Vertrag", "Steuern"} <= {name.partition("/")[0] for name in files}


class TestPaced:
    """The HR system counts, and so do we."""

    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "PORTAL_DEEL_CALLS_PER_SECOND": "30"}

    def test_calls_stay_within_the_budget(self, jana: FlaskClient, sandbox: RunningSandbox) -> None:
        proven(jana)
        sandbox.admin("POST", "settings", rate_limit=30)
        sandbox.admin("DELETE", "requests")
        files = unpacked(jana.get(FILE))
        assert "too many people" not in files[LIST].decode()
        assert 429 not in {call["status"] for call in sandbox.calls()}
        assert len(sandbox.calls()) > 30


def test_export_is_in_the_audit_log_and_in_that_of_the_account(
    app: Flask, jana: FlaskClient
) -> None:
    files = unpacked(proven(jana).get(FILE))
    [begun] = details_of(app, "export:begun")
    [ended] = details_of(app, "export:ended")
    assert begun["files"] == ended["files"] == len(files) - 1
    assert ended["whole"] is True
    assert ended["missing"] >= 1
    assert "downloaded in one file" in text_of(jana.get("/account/log"))


def test_newcomer_gets_what_there_is(newcomer: FlaskClient) -> None:
    assert unpacked(proven(newcomer).get(FILE))


def test_nobody_gets_what_is_another_ones(
    jana: FlaskClient, oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    theirs = set(unpacked(proven(oliver).get(FILE)).values())
    proven(jana)
    sandbox.fault("stranger", "payslips.list")
    files = unpacked(jana.get(FILE))
    assert not theirs & {content for name, content in files.items() if name != LIST}


def test_one_at_a_time_leaves_threads_to_pages(jana: FlaskClient, oliver: FlaskClient) -> None:
    proven(jana)
    proven(oliver)
    with jana.get(FILE) as first:
        assert first.status_code == 200
        second = jana.get(FILE)
        assert second.status_code == 429
        assert "Try again in a few minutes" in text_of(second)
        with oliver.get(FILE) as another:
            assert another.status_code == 200
    assert unpacked(jana.get(FILE))


def test_a_try_that_came_to_nothing_takes_no_turn(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    proven(jana)
    sandbox.fault("500")
    assert [jana.get(FILE).status_code for _ in range(2)] == [502, 502]


def test_no_more_than_some_people_at_once() -> None:
    turns = Turns(at_once=2)
    assert [turns.take(one) for one in ("a", "b", "b", "c")] == [True, True, False, False]
    turns.give_back("a")
    assert turns.take("c")
