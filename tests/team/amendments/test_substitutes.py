"""A contract changed in a manager's place, or for the employer, and never one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.gateway.substitutes import SubstitutionRow, SubstitutionState
from portal.services import EXTENSION, Services
from tests.sandbox_server import RunningSandbox
from tests.support.audit import events_about
from tests.support.employer import Employer
from tests.support.mails import MailFolder
from tests.support.pages import action_of, form_of, text_of
from tests.support.people import AHMAD, LUKASZ, OLIVER, SOFIA
from tests.support.standing_in import stand_in
from tests.team.amendments.conftest import ask, checked, fill, send, stage, take_back, writes
from tests.team.amendments.test_letters import about_contracts
from tests.team.conftest import later

__all__ = ["later"]


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "PORTAL_EMPLOYER_ADMINS": AHMAD}


def test_a_substitute_answers_a_wish_and_both_names_are_told(
    app: Flask,
    sandbox: RunningSandbox,
    lukasz: FlaskClient,
    oliver: FlaskClient,
    mails: MailFolder,
    olivers: str,
    monday: date,
) -> None:
    stand_in(app, sandbox, SOFIA, LUKASZ)
    asked = ask(oliver, monday, subject="job_title", value="Lead")
    wish = f"{olivers}/{asked}"
    for to in (SOFIA, LUKASZ):
        [(_, told)] = about_contracts(mails, to)
        assert wish in told
    assert "You act in the place of Sofia Almeida." in about_contracts(mails, LUKASZ)[0][1]
    assert "For Sofia Almeida" in text_of(lukasz.get("/team/amendments"))
    assert "You act in the place of Sofia Almeida." in text_of(lukasz.get(wish))
    sent = take_back(lukasz, wish, "In spring")
    assert "You decided on behalf of Sofia Almeida." in text_of(lukasz.get(sent.location))
    [(_, told)] = about_contracts(mails, OLIVER)
    assert "Łukasz Wójcik on behalf of Sofia Almeida has declined" in " ".join(told.split())
    seen = text_of(oliver.get(f"/amendments/{asked}"))
    assert "Łukasz Wójcik on behalf of Sofia Almeida declined this" in seen
    assert "decision:for_somebody" in events_about(app, asked)


def test_what_ends_while_the_page_is_open_changes_nothing(
    app: Flask, sandbox: RunningSandbox, lukasz: FlaskClient, ahmads: str, monday: date
) -> None:
    stand_in(app, sandbox, SOFIA, LUKASZ)
    sent = fill(lukasz, ahmads, monday, job_title="Lead")
    last = checked(lukasz, str(lukasz.get(sent.location).location))
    with cast(Services, app.extensions[EXTENSION]).database.begin() as session:
        session.execute(update(SubstitutionRow).values(state=SubstitutionState.ENDED))
    late = lukasz.post(action_of(last), data={**form_of(last), "action": "send"})
    assert late.status_code == 404
    assert set(writes(sandbox)) == {"create"}


def test_nobody_changes_their_own_contract(
    app: Flask,
    sandbox: RunningSandbox,
    oliver: FlaskClient,
    ahmad: FlaskClient,
    employer: Employer,
    olivers: str,
    ahmads: str,
    wish: str,
) -> None:
    """Not in their manager's place, and not for the employer either."""
    stand_in(app, sandbox, SOFIA, OLIVER)
    assert oliver.get("/team/amendments").status_code == 200
    made = writes(sandbox)
    for worker, base, one in ((oliver, olivers, wish), (ahmad, ahmads, f"{ahmads}/none")):
        form = {**form_of(worker.get("/account")), "key": "0" * 32, "reason": "No", "seen": "0"}
        for path in (f"{base}/new", one, f"{one}/change", f"{one}/document"):
            assert worker.get(path).status_code == 404
        for step in ("confirm", "accept", "cancel"):
            answer = worker.post(f"{one}/{step}", data={**form, "action": "send"})
            assert answer.status_code == 404
    assert writes(sandbox) == made
    assert stage(employer, OLIVER, wish) == "DRAFT"


def test_what_is_done_for_the_employer_says_so(
    ahmad: FlaskClient, mails: MailFolder, employer: Employer, wish: str
) -> None:
    assert "You act for your employer." in text_of(ahmad.get(wish))
    assert send(ahmad, wish).status_code == 303
    [(_, told)] = about_contracts(mails, OLIVER)
    assert "أحمد الراشد on behalf of your employer has agreed" in " ".join(told.split())
    assert stage(employer, OLIVER, wish) == "PENDINGDOCUMENTSUBMIT"


@pytest.mark.parametrize("who", ["employer", "substitute"])
def test_what_became_of_it_is_found_whoever_may_decide_by_now(
    app: Flask,
    sandbox: RunningSandbox,
    ahmad: FlaskClient,
    lukasz: FlaskClient,
    mails: MailFolder,
    employer: Employer,
    wish: str,
    later: Callable[..., None],
    who: str,
) -> None:
    """Nobody looks for the employer, nor in the place of a manager once the period is over."""
    stand_in(app, sandbox, SOFIA, LUKASZ)
    manager = ahmad if who == "employer" else lukasz
    last = checked(manager, wish)
    sandbox.fault("truncated", "amendments.confirm", times=1)
    sent = manager.post(action_of(last), data={**form_of(last), "action": "send"})
    with cast(Services, app.extensions[EXTENSION]).database.begin() as session:
        session.execute(update(SubstitutionRow).values(state=SubstitutionState.ENDED))
    later(seconds=5)
    assert "The change is on its way" in text_of(manager.get(sent.location))
    assert writes(sandbox)["confirm"] == 1
