"""Sending, agreeing, declining, taking back: once, proven, and only what was shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.sandbox_server import RunningSandbox
from tests.support.audit import events_about
from tests.support.employer import Employer
from tests.support.pages import action_of, form_of, soup, text_of
from tests.support.people import AHMAD, LUKASZ, OLIVER, SOFIA
from tests.support.step_up import asks_for_proof
from tests.team.amendments.conftest import (
    TITLE,
    ask,
    change,
    checked,
    send,
    stage,
    take_back,
    writes,
)

TO_SIGN = "PENDINGEMPLOYEESIGNATURE"


def id_of(page: str) -> str:
    return page.rsplit("/", 1)[1]


def test_a_draft_is_checked_and_proven_before_it_is_sent(
    app: Flask,
    sofia: FlaskClient,
    ahmad: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    draft: str,
) -> None:
    shown = sofia.get(draft)
    pressed = sofia.post(action_of(shown), data={**form_of(shown), "action": "check"})
    assert asks_for_proof(pressed)
    asked = sofia.get(pressed.location)
    assert "Sending a change to a contract on its way" in text_of(asked)
    last = checked(sofia, draft)
    seen = text_of(last)
    for words in ("Check before you send", "Nothing has been sent yet.", TITLE, "أحمد الراشد"):
        assert words in seen
    assert "confirm" not in writes(sandbox)
    sent = sofia.post(action_of(last), data={**form_of(last), "action": "send"})
    assert "The change is on its way" in text_of(sofia.get(sent.location))
    assert stage(employer, AHMAD, draft) == TO_SIGN
    assert "amendment:confirmed" in events_about(app, id_of(draft))
    assert "To sign" in text_of(ahmad.get("/amendments"))
    assert "has it now, to read and to sign" in text_of(sofia.get(draft))


def test_without_a_proof_nothing_is_sent(
    sofia: FlaskClient, sandbox: RunningSandbox, draft: str
) -> None:
    shown = sofia.get(draft)
    skipped = sofia.post(action_of(shown), data={**form_of(shown), "action": "send"})
    assert asks_for_proof(skipped)
    assert "confirm" not in writes(sandbox)


def test_a_proof_for_one_change_is_none_for_another(
    sofia: FlaskClient, sandbox: RunningSandbox, draft: str, wish: str
) -> None:
    last = checked(sofia, draft)
    other = sofia.get(wish)
    skipped = sofia.post(action_of(other), data={**form_of(other), "action": "send"})
    assert last.status_code == 200
    assert asks_for_proof(skipped)
    assert "confirm" not in writes(sandbox)


def test_opening_decides_nothing(sofia: FlaskClient, sandbox: RunningSandbox, draft: str) -> None:
    sandbox.admin("DELETE", "requests")
    for step in ("", "/confirm", "/accept", "/cancel", "/change"):
        for _ in range(2):
            sofia.get(f"{draft}{step}")
            sofia.head(f"{draft}{step}")
    assert writes(sandbox) == {}


@pytest.mark.parametrize("others", [0, 1])
def test_a_double_press_sends_once(
    sofia: FlaskClient, sandbox: RunningSandbox, draft: str, others: int
) -> None:
    last = checked(sofia, draft)
    data = {**form_of(last), "action": "send"}
    first = sofia.post(action_of(last), data=data)
    for _ in range(1 + others):
        assert sofia.post(action_of(last), data=data).location == first.location
    assert writes(sandbox)["confirm"] == 1


def test_a_lost_answer_is_checking_and_then_sent_once(
    sofia: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    draft: str,
    later: Callable[..., None],
) -> None:
    last = checked(sofia, draft)
    sandbox.fault("truncated", "amendments.confirm", times=1)
    sent = sofia.post(action_of(last), data={**form_of(last), "action": "send"})
    assert "We are checking your confirmation of the change" in text_of(sofia.get(sent.location))
    assert "We are checking whether what you sent" in text_of(sofia.get(draft))
    later(seconds=5)
    assert "The change is on its way" in text_of(sofia.get(sent.location))
    assert stage(employer, AHMAD, draft) == TO_SIGN
    assert writes(sandbox)["confirm"] == 1


def test_a_refusal_keeps_the_proof_and_says_why(
    sofia: FlaskClient, sandbox: RunningSandbox, employer: Employer, draft: str
) -> None:
    last = checked(sofia, draft)
    sandbox.fault("429", "amendments.confirm", times=1)
    refused = sofia.post(action_of(last), data={**form_of(last), "action": "send"})
    assert refused.status_code == 422
    assert "Nothing was sent." in text_of(refused)
    again = sofia.post(action_of(refused), data={**form_of(refused), "action": "send"})
    assert again.status_code == 303
    assert not asks_for_proof(again)
    assert stage(employer, AHMAD, draft) == TO_SIGN


# Somebody was faster -------------------------------------------------------------------------


def test_what_another_manager_has_sent_is_not_sent_again(
    sofia: FlaskClient,
    lukasz: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    draft: str,
) -> None:
    last = checked(sofia, draft)
    employer.move(AHMAD, LUKASZ)
    send(lukasz, draft)
    employer.move(AHMAD, SOFIA)
    late = sofia.post(action_of(last), data={**form_of(last), "action": "send"})
    assert late.status_code == 409
    assert "It is not as it was when you opened it" in text_of(late)
    assert "For them to sign" in text_of(late)
    assert writes(sandbox)["confirm"] == 1


def test_a_draft_that_says_something_else_by_now_is_not_sent(
    sofia: FlaskClient,
    lukasz: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    draft: str,
    monday: date,
) -> None:
    shown = sofia.get(draft)
    last = checked(sofia, draft)
    employer.move(AHMAD, LUKASZ)
    change(lukasz, draft, monday, job_title="Owner")
    employer.move(AHMAD, SOFIA)
    early = sofia.post(action_of(shown), data={**form_of(shown), "action": "check"})
    assert early.status_code == 409
    assert "Owner" in text_of(early)
    late = sofia.post(action_of(last), data={**form_of(last), "action": "send"})
    assert late.status_code == 422
    assert "Deel has changed this meanwhile. Look at it again." in text_of(late)
    assert "Owner" in text_of(late)
    assert "confirm" not in writes(sandbox)
    assert stage(employer, AHMAD, draft) == "DRAFT"


def test_a_report_who_moved_meanwhile_is_out_of_reach(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, draft: str
) -> None:
    last = checked(sofia, draft)
    cancel = form_of(sofia.get(f"{draft}/cancel"))
    employer.move(AHMAD, LUKASZ)
    sent = sofia.post(action_of(last), data={**form_of(last), "action": "send"})
    assert sent.status_code == 404
    assert sofia.post(f"{draft}/cancel", data=cancel).status_code == 404
    assert set(writes(sandbox)) == {"create"}


def test_what_was_signed_meanwhile_is_not_taken_back(
    sofia: FlaskClient, employer: Employer, sandbox: RunningSandbox, draft: str
) -> None:
    send(sofia, draft)
    form = form_of(sofia.get(f"{draft}/cancel"))
    employer.sign_amendment(AHMAD, id_of(draft))
    late = sofia.post(f"{draft}/cancel", data={**form, "reason": "Not this year"})
    assert late.status_code == 409
    assert "Signed" in text_of(late)
    assert soup(late).select("main form") == []
    assert "delete" not in writes(sandbox)


# Wishes --------------------------------------------------------------------------------------


def test_a_wish_is_agreed_to(
    sofia: FlaskClient, oliver: FlaskClient, employer: Employer, wish: str
) -> None:
    seen = text_of(sofia.get(wish))
    for words in ("Oliver Bennett asks for this.", TITLE, "I lead already", "Asked for"):
        assert words in seen
    assert send(sofia, wish).status_code == 303
    assert stage(employer, OLIVER, wish) == "PENDINGDOCUMENTSUBMIT"
    assert "Being prepared" in text_of(oliver.get("/amendments"))


def test_a_wish_is_declined_with_a_reason(
    app: Flask, sofia: FlaskClient, oliver: FlaskClient, employer: Employer, wish: str
) -> None:
    assert "Decline this wish?" in text_of(sofia.get(f"{wish}/cancel"))
    refused = take_back(sofia, wish, " ")
    assert refused.status_code == 422
    assert "Say why in a sentence" in text_of(refused)
    assert stage(employer, OLIVER, wish) == "DRAFT"
    sent = take_back(sofia, wish, "<b>Not</b> this year")
    assert "The change is taken back" in text_of(sofia.get(sent.location))
    assert stage(employer, OLIVER, wish) == "CANCELLED"
    assert "amendment:cancelled" in events_about(app, id_of(wish))
    page = oliver.get(f"/amendments/{id_of(wish)}")
    assert "Sofia Almeida declined this" in text_of(page)
    assert "<b>Not</b> this year" in text_of(page)
    assert soup(page).select("main b") == []


def test_a_wish_about_pay_is_for_others(
    sofia: FlaskClient,
    ahmad: FlaskClient,
    employer: Employer,
    sandbox: RunningSandbox,
    ahmads: str,
    monday: date,
) -> None:
    """What its words say of pay is as private as the figure."""
    asked = ask(ahmad, monday, subject="salary", value="54321", reason="54321 is what I need")
    page = sofia.get(f"{ahmads}/{asked}")
    assert "54321" not in page.text
    assert "54,321" not in page.text
    assert "Your HR team decides on this one in Deel." in text_of(page)
    assert soup(page).select("main form") == []
    form = {**form_of(sofia.get("/account")), "key": "0" * 32, "reason": "No", "seen": "0"}
    for step in ("confirm", "cancel", "accept"):
        tried = sofia.post(f"{ahmads}/{asked}/{step}", data={**form, "action": "send"})
        assert tried.status_code in (303, 403, 409)
        assert asks_for_proof(tried) or tried.status_code != 303
    assert set(writes(sandbox)) == {"create"}
    assert stage(employer, AHMAD, f"{ahmads}/{asked}") == "DRAFT"


# Taking back ---------------------------------------------------------------------------------


def test_a_draft_is_deleted_without_a_word(
    sofia: FlaskClient, ahmad: FlaskClient, employer: Employer, draft: str
) -> None:
    page = sofia.get(f"{draft}/cancel")
    assert "Delete this draft?" in text_of(page)
    assert soup(page).find("textarea") is None
    sent = sofia.post(f"{draft}/cancel", data=form_of(page))
    assert sent.status_code == 303
    assert stage(employer, AHMAD, draft) == "CANCELLED"
    assert TITLE not in text_of(ahmad.get("/amendments"))


def test_what_is_out_to_be_signed_is_taken_back_with_a_reason(
    sofia: FlaskClient, ahmad: FlaskClient, employer: Employer, draft: str
) -> None:
    send(sofia, draft)
    assert "Take this change back?" in text_of(sofia.get(f"{draft}/cancel"))
    take_back(sofia, draft, "The budget")
    assert stage(employer, AHMAD, draft) == "CANCELLED"
    seen = text_of(ahmad.get(f"/amendments/{id_of(draft)}"))
    assert "Sofia Almeida took this back" in seen
    assert "The budget" in seen
    gone = sofia.get(f"{draft}/cancel")
    assert gone.status_code == 409


def test_a_double_press_takes_back_once(
    sofia: FlaskClient, sandbox: RunningSandbox, wish: str
) -> None:
    data = {**form_of(sofia.get(f"{wish}/cancel")), "reason": "No"}
    first = sofia.post(f"{wish}/cancel", data=data)
    assert sofia.post(f"{wish}/cancel", data=data).location == first.location
    assert writes(sandbox)["delete"] == 1


def test_the_way_from_what_was_sent_is_the_manager_s_own(
    sofia: FlaskClient, lukasz: FlaskClient, employer: Employer, draft: str
) -> None:
    sent = send(sofia, draft)
    action = sent.location.rsplit("/", 1)[1]
    assert sofia.get(f"/team/amendments/done/{action}").location.endswith(draft)
    assert lukasz.get(f"/team/amendments/done/{action}").status_code == 404
