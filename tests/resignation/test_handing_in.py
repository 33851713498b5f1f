from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.resignation.conftest import check, details, handed_in, signed
from tests.sandbox_server import RunningSandbox
from tests.support.employer import Employer
from tests.support.pages import form_of, soup, text_of
from tests.support.people import OLIVER

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def send(worker: FlaskClient, form: dict[str, Any]) -> Any:
    return worker.post("/resignation/new", data=form, content_type="multipart/form-data")


def test_nothing_happens_before_the_last_button(
    oliver: FlaskClient, sandbox: RunningSandbox, last_day: str
) -> None:
    start = oliver.get("/resignation")
    assert "Resigning is a serious step" in text_of(start)
    assert "What will happen" in text_of(start)
    assert "What stays open to you" in text_of(start)
    page = check(oliver, last_day)
    assert page.status_code == 200
    assert "Nothing has been sent yet." in text_of(page)
    assert "I have found another job" in text_of(page)
    assert soup(page).select_one('iframe[src^="/resignation/letter?view=page"]') is not None
    assert sandbox.calls("offboarding.submit") == []


def test_read_sign_and_hand_in(
    oliver: FlaskClient, employer: Employer, sandbox: RunningSandbox, last_day: str
) -> None:
    form = signed(oliver, last_day, name="oliver  BENNETT")
    files = [(io.BytesIO(PDF), "agreement.pdf"), (io.BytesIO(PDF), "second.pdf")]
    sent = send(oliver, {**form, "attachments": files})
    assert sent.status_code == 303
    outcome = text_of(oliver.get(sent.location))
    assert "Your resignation is handed in" in outcome
    assert "Your employer has it now" in outcome
    assert handed_in(sandbox) == 1
    held = employer.offboarding_of(OLIVER)
    assert held["desired_end_date"][:10] == last_day
    assert len(held["documents"]["supporting"]) == 2
    state = text_of(oliver.get("/resignation"))
    assert "With your employer" in state
    assert "Start your resignation" not in state


def test_the_reasons_are_the_hr_system_s_in_plain_words(oliver: FlaskClient) -> None:
    options = [o.get_text() for o in soup(oliver.get("/resignation/new")).select("#reason option")]
    assert options[0] == "Choose a reason"
    assert len(options) == 16
    assert not any("_" in option for option in options)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"reason": ""}, "reason", "Choose a reason."),
        ({"reason": "FIRED"}, "reason", "Not a valid choice"),
        ({"desired_end_date": ""}, "desired_end_date", "Enter the last day you wish for."),
        ({"desired_end_date": "2020-01-01"}, "desired_end_date", "can't be in the past"),
        ({"desired_end_date": "9999-12-31"}, "desired_end_date", "within two years"),
        ({"desired_end_date": "2027-02-29"}, "desired_end_date", "Enter a real date"),
        ({"detail": "x" * 501}, "detail", "500 characters or fewer"),
    ],
)
def test_details_that_can_not_be_are_field_errors(
    oliver: FlaskClient,
    sandbox: RunningSandbox,
    last_day: str,
    values: dict[str, str],
    field: str,
    message: str,
) -> None:
    first_page = check(oliver, last_day, **values)
    second_page = send(oliver, {**signed(oliver, last_day), **values})
    for page in (first_page, second_page):
        error = soup(page).find(id=f"{field}-error")
        assert page.status_code == 422
        assert error is not None
        assert message in error.get_text()
    assert sandbox.calls("offboarding.submit") == []


def test_a_notice_too_short_for_the_hr_system_is_a_field_error(
    oliver: FlaskClient, sandbox: RunningSandbox, last_day: str
) -> None:
    tomorrow = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011
    page = send(oliver, {**signed(oliver, last_day), "desired_end_date": tomorrow})
    error = soup(page).find(id="desired_end_date-error")
    assert page.status_code == 422
    assert error is not None
    assert "Deel says:" in error.get_text()
    assert form_of(page)["detail"].strip() == "Thank you."
    assert handed_in(sandbox) == 0


def test_the_details_can_be_changed_from_the_second_page(
    oliver: FlaskClient, last_day: str
) -> None:
    form = form_of(check(oliver, last_day))
    page = oliver.post("/resignation/new", data={**form, "action": "change"})
    kept = form_of(page)
    assert page.status_code == 200
    assert kept["reason"] == "found_another_job"
    assert kept["desired_end_date"] == last_day
    assert kept["detail"].strip() == "Thank you."


def test_without_reading_the_letter_nothing_is_handed_in(
    oliver: FlaskClient, sandbox: RunningSandbox, last_day: str
) -> None:
    form = form_of(check(oliver, last_day))
    page = send(oliver, {**form, "consent": "y", "signature": "Oliver Bennett", "action": "send"})
    assert page.status_code == 422
    assert "Open the letter and read it to its end" in text_of(page)
    consent = soup(page).find(id="consent")
    assert consent is not None
    assert not consent.has_attr("checked")
    assert sandbox.calls("offboarding.submit") == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"consent": None}, "Without agreeing to it, you can't sign here."),
        ({"signature": ""}, "Type your full name to sign."),
        ({"signature": "Jana Köhler"}, "Type your name as it stands in your contract"),
        ({"consent_version": "0"}, "The text you agree to has changed"),
    ],
)
def test_without_consent_or_the_own_name_nothing_is_handed_in(
    oliver: FlaskClient,
    sandbox: RunningSandbox,
    last_day: str,
    change: dict[str, str | None],
    message: str,
) -> None:
    form = {**signed(oliver, last_day), **change}
    page = send(oliver, {name: value for name, value in form.items() if value is not None})
    assert page.status_code == 422
    assert message in text_of(page)
    assert "Check and sign your resignation" in text_of(page)
    assert sandbox.calls("offboarding.submit") == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("letter.pdf", b"<html><script>", "not what its name says"),
        ("letter.exe", b"MZ", "Choose a PDF, JPG, PNG or HEIC file."),
        ("letter.pdf", b"", "This file is empty."),
        ("../../letter.pdf", PDF, "signs that can't be sent on"),
        ("a\u202efdp.pdf", PDF, "signs that can't be sent on"),
    ],
)
def test_files_that_are_not_what_they_should_be_are_refused(
    oliver: FlaskClient,
    sandbox: RunningSandbox,
    last_day: str,
    name: str,
    content: bytes,
    message: str,
) -> None:
    form = {**signed(oliver, last_day), "attachments": [(io.BytesIO(content), name)]}
    page = send(oliver, form)
    error = soup(page).find(id="attachments-error")
    assert page.status_code == 422
    assert error is not None
    assert message in error.get_text()
    assert sandbox.calls("offboarding.submit") == []


def test_six_files_are_too_many(
    oliver: FlaskClient, sandbox: RunningSandbox, last_day: str
) -> None:
    files = [(io.BytesIO(PDF), f"{number}.pdf") for number in range(6)]
    page = send(oliver, {**signed(oliver, last_day), "attachments": files})
    assert page.status_code == 422
    assert "Choose 5 files or fewer." in text_of(page)
    assert sandbox.calls("offboarding.submit") == []


def test_a_double_click_is_one_resignation(
    oliver: FlaskClient, sandbox: RunningSandbox, last_day: str
) -> None:
    form = signed(oliver, last_day)
    first, second = send(oliver, form), send(oliver, form)
    assert first.location == second.location
    assert handed_in(sandbox) == 1


def test_a_second_tab_is_shown_the_first_resignation(
    oliver: FlaskClient, sandbox: RunningSandbox, last_day: str, later: Callable[..., None]
) -> None:
    one_tab, another = signed(oliver, last_day), signed(oliver, last_day)
    send(oliver, one_tab)
    later(minutes=5)
    second = send(oliver, another)
    assert second.status_code == 303
    assert second.location == "/resignation"
    assert handed_in(sandbox) == 1


def test_a_pending_one_is_shown_instead_of_the_form(
    ximena: FlaskClient, sandbox: RunningSandbox, last_day: str
) -> None:
    opened = ximena.get("/resignation/new")
    assert (opened.status_code, opened.location) == (303, "/resignation")
    token = form_of(ximena.get("/time-off/new"))["csrf_token"]
    posted = {
        "csrf_token": token,
        "reason": "found_another_job",
        "desired_end_date": last_day,
        "action": "check",
    }
    assert ximena.post("/resignation/new", data=posted).location == "/resignation"
    assert "Your employer has it now" in text_of(ximena.get("/resignation"))
    assert sandbox.calls("offboarding.submit") == []


def test_a_lost_answer_is_checking_and_then_one_resignation(
    oliver: FlaskClient, sandbox: RunningSandbox, last_day: str, later: Callable[..., None]
) -> None:
    form = signed(oliver, last_day)
    sandbox.fault("truncated", "offboarding.submit", times=1)
    sent = send(oliver, form)
    assert sent.status_code == 303
    assert "We are checking your resignation" in text_of(oliver.get(sent.location))
    assert "We are checking" in text_of(oliver.get("/resignation"))
    later(seconds=5)
    assert "Your resignation is handed in" in text_of(oliver.get(sent.location))
    assert send(oliver, form).location == sent.location
    assert handed_in(sandbox) == 1


def test_what_was_typed_is_kept_when_the_hr_system_is_down(
    oliver: FlaskClient, sandbox: RunningSandbox, last_day: str
) -> None:
    first, second = details(oliver, last_day), signed(oliver, last_day)
    sandbox.fault("500_html")
    checked = oliver.post("/resignation/new", data={**first, "action": "check"})
    sent = send(oliver, second)
    for page, said in ((checked, "Nothing was sent."), (sent, "Nothing was signed.")):
        assert page.status_code == 422
        assert said in text_of(page)
        kept = form_of(page)
        assert kept["desired_end_date"] == last_day
        assert kept["detail"].strip() == "Thank you."
    assert sandbox.calls("offboarding.submit") == []


def test_nothing_is_handed_in_without_the_csrf_token(
    oliver: FlaskClient, sandbox: RunningSandbox, last_day: str
) -> None:
    form = {**signed(oliver, last_day), "csrf_token": "forged"}
    assert send(oliver, form).status_code == 400
    assert sandbox.calls("offboarding.submit") == []
