from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.resignation.conftest import letters_signed, read_letter
from tests.sandbox_server import RunningSandbox
from tests.support.pages import form_of, soup, text_of
from tests.support.step_up import prove

NAME = "Maria Lourdes Santos"


def sign(worker: FlaskClient, action: str, **values: str) -> TestResponse:
    form = {**form_of(worker.get("/resignation/letter/sign")), "consent": "y", "signature": NAME}
    sent = worker.post("/resignation/letter/sign", data={**form, **values, "action": action})
    return prove(worker, sent)


def checked(worker: FlaskClient) -> dict[str, str]:
    read_letter(worker)
    return {**form_of(sign(worker, "check")), "action": "sign"}


def test_one_under_way_shows_where_it_is_and_who_has_it(ximena: FlaskClient) -> None:
    page = ximena.get("/resignation")
    steps = [item.get_text(" ", strip=True) for item in soup(page).select("ol.steps li")]
    assert "Your employer has it now" in text_of(page)
    assert "not confirmed yet" in text_of(page)
    assert "(done)" in steps[0]
    assert "(in progress)" in steps[1]
    assert soup(page).select_one('a[href="/resignation/letter/sign"]') is None


def test_the_letter_is_a_pdf_in_the_page_and_as_a_download(oliver: FlaskClient) -> None:
    shown, downloaded = (oliver.get(f"/resignation/letter{query}") for query in ("?view=page", ""))
    assert shown.get_data().startswith(b"%PDF-")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert downloaded.headers["Content-Disposition"].startswith("attachment")


def test_a_letter_that_waits_is_read_and_signed(
    lourdes: FlaskClient, sandbox: RunningSandbox
) -> None:
    state = lourdes.get("/resignation")
    assert "It is your turn" in text_of(state)
    assert soup(state).select_one('a[href="/resignation/letter/sign"]') is not None
    form = checked(lourdes)
    assert letters_signed(sandbox) == 0
    done = lourdes.post("/resignation/letter/sign", data=form)
    assert done.status_code == 303
    assert "You have signed the letter" in text_of(lourdes.get(done.location))
    assert letters_signed(sandbox) == 1
    assert "Letter to sign" not in text_of(lourdes.get("/resignation"))
    again = lourdes.get("/resignation/letter/sign")
    assert again.status_code == 409
    assert "There is no letter to sign now" in text_of(again)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"consent": None}, "Without agreeing to it, you can't sign here."),
        ({"signature": "Oliver Bennett"}, "Type your name as it stands in your contract"),
        ({"consent_version": "0"}, "The text you agree to has changed"),
    ],
)
def test_without_consent_or_the_own_name_the_letter_stays_unsigned(
    lourdes: FlaskClient, sandbox: RunningSandbox, change: dict[str, str | None], message: str
) -> None:
    form = {**checked(lourdes), **change}
    given = {name: value for name, value in form.items() if value is not None}
    page = lourdes.post("/resignation/letter/sign", data=given)
    assert page.status_code == 422
    assert message in text_of(page)
    assert letters_signed(sandbox) == 0


@pytest.mark.parametrize("action", ["check", "sign"])
def test_without_reading_the_letter_stays_unsigned(
    lourdes: FlaskClient, sandbox: RunningSandbox, action: str
) -> None:
    page = sign(lourdes, action)
    assert page.status_code == 422
    assert "Open the letter and read it to its end" in text_of(page)
    assert letters_signed(sandbox) == 0


def test_a_double_click_is_one_signature(lourdes: FlaskClient, sandbox: RunningSandbox) -> None:
    form = checked(lourdes)
    first, second = (lourdes.post("/resignation/letter/sign", data=form) for _ in range(2))
    assert first.location == second.location
    assert letters_signed(sandbox) == 1


def test_a_lost_answer_is_checking_and_never_signed_twice(
    lourdes: FlaskClient, sandbox: RunningSandbox, later: Callable[..., None]
) -> None:
    form = checked(lourdes)
    sandbox.fault("truncated", "offboarding.letter_sign", times=1)
    sent = lourdes.post("/resignation/letter/sign", data=form)
    assert "We are checking your signature on the letter" in text_of(lourdes.get(sent.location))
    later(seconds=5)
    assert "You have signed the letter" in text_of(lourdes.get(sent.location))
    assert letters_signed(sandbox) == 1


def test_who_has_no_letter_to_sign_can_not_sign_one(
    oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    page = oliver.get("/resignation/letter/sign")
    assert page.status_code == 409
    assert "There is no letter to sign now" in text_of(page)
    assert letters_signed(sandbox) == 0


def test_nothing_is_signed_without_the_csrf_token(
    lourdes: FlaskClient, sandbox: RunningSandbox
) -> None:
    form = {**checked(lourdes), "csrf_token": "forged"}
    assert lourdes.post("/resignation/letter/sign", data=form).status_code == 400
    assert letters_signed(sandbox) == 0


def test_a_broken_reading_offers_nothing_to_start(
    oliver: FlaskClient, sandbox: RunningSandbox
) -> None:
    sandbox.fault("500_html", "resignations.list")
    page = oliver.get("/resignation")
    assert page.status_code == 200
    assert "Deel is not answering properly just now." in text_of(page)
    assert "Start your resignation" not in text_of(page)


@pytest.mark.parametrize(
    "path",
    [
        "/resignation",
        "/resignation/new",
        "/resignation/letter",
        "/resignation/letter/sign",
        "/resignation/paper",
    ],
)
def test_every_page_needs_sign_in(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 303
    assert "/sign-in" in response.location


# Where the law bars it -----------------------------------------------------------------------


def test_in_germany_it_is_not_offered_and_paper_is_explained(
    jana: FlaskClient, sandbox: RunningSandbox
) -> None:
    state = jana.get("/resignation")
    assert "has no effect" in text_of(state)
    assert "Start your resignation" not in text_of(state)
    token = form_of(jana.get("/resignation/paper"))["csrf_token"]
    for answer in (
        jana.get("/resignation/new"),
        jana.post("/resignation/new", data={"csrf_token": token, "action": "send"}),
        jana.get("/resignation/letter/sign"),
        jana.post("/resignation/letter/sign", data={"csrf_token": token, "action": "sign"}),
    ):
        assert (answer.status_code, answer.location) == (303, "/resignation/paper")
    explained = text_of(jana.get("/resignation/paper"))
    assert "§ 623 BGB" in explained
    assert "Sign it by hand, with a pen" in explained
    assert handed_over(sandbox) == []


def test_the_letter_for_the_pen_is_ready_to_print(
    jana: FlaskClient, sandbox: RunningSandbox, last_day: str
) -> None:
    form = form_of(jana.get("/resignation/paper"))
    page = jana.post("/resignation/paper", data={**form, "last_day": last_day})
    letter = soup(page).find("article", lang="de")
    assert page.status_code == 200
    assert letter is not None
    text = " ".join(letter.get_text(" ").split())
    assert "Jana Köhler" in text
    assert "hilfsweise zum nächstmöglichen Zeitpunkt" in text
    assert last_day[:4] in text
    open_end = jana.post("/resignation/paper", data=form)
    assert "fristgerecht zum nächstmöglichen Zeitpunkt" in text_of(open_end)
    assert handed_over(sandbox) == []


def test_a_past_day_on_the_letter_is_a_field_error(jana: FlaskClient) -> None:
    form = {**form_of(jana.get("/resignation/paper")), "last_day": "2020-02-29"}
    page = jana.post("/resignation/paper", data=form)
    error = soup(page).find(id="last_day-error")
    assert page.status_code == 422
    assert error is not None
    assert "can't be in the past" in error.get_text()


def test_elsewhere_there_is_no_paper_page(oliver: FlaskClient) -> None:
    answer = oliver.get("/resignation/paper")
    assert (answer.status_code, answer.location) == (303, "/resignation")


def handed_over(sandbox: RunningSandbox) -> list[object]:
    return [
        *sandbox.calls("offboarding.submit"),
        *sandbox.calls("offboarding.letter_sign"),
    ]
