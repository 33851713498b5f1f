from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.actions import wording
from portal.gateway.ledger import Action, ActionKind, ActionState

NOW = datetime(2028, 2, 29, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", base_url="http://127.0.0.1:8000"):
        yield


def action(kind: ActionKind, state: ActionState, reference: str = "") -> Action:
    return Action("a" * 32, kind, state, "", reference, NOW, NOW, "deel")


DONE = f"/team/amendments/done/{'a' * 32}"


@pytest.mark.parametrize("kind", ActionKind)
def test_each_outcome_of_each_kind_has_its_own_words(kind: ActionKind) -> None:
    headings = {
        wording.heading(action(kind, state), "Deel")
        for state in (
            ActionState.ACCEPTED,
            ActionState.CHECKING,
            ActionState.REFUSED,
            ActionState.UNSENT,
        )
    }
    assert len(headings) == 4
    assert not any("%(" in heading or "_" in heading for heading in headings)


@pytest.mark.parametrize("kind", ActionKind)
def test_nothing_unknown_is_called_done(kind: ActionKind) -> None:
    done = action(kind, ActionState.ACCEPTED)
    for state in (ActionState.RECEIVED, ActionState.CHECKING):
        unknown = action(kind, state)
        assert wording.is_open(unknown)
        assert wording.tone(unknown) == "info"
        assert wording.heading(unknown, "Deel") != wording.heading(done, "Deel")
        assert "nobody knows yet whether it arrived" in wording.explanation(unknown, "Deel")
    assert not wording.is_open(done)


@pytest.mark.parametrize(
    ("kind", "one", "all_of_them"),
    [
        (ActionKind.TIME_OFF_SUBMIT, "/time-off/x1", "/time-off"),
        (ActionKind.TIME_OFF_CANCEL, "/time-off/x1", "/time-off"),
        (ActionKind.PROFILE_CHANGE, "/profile", "/profile"),
        (ActionKind.PERSONAL_EMAIL_CHANGE, "/profile", "/profile"),
        (ActionKind.DOCUMENT_UPLOAD, "/documents/x1", "/documents"),
        (ActionKind.DOCUMENT_ACKNOWLEDGE, "/documents/x1", "/documents"),
        (ActionKind.AMENDMENT_REQUEST, "/amendments/x1", "/amendments"),
        (ActionKind.AMENDMENT_SIGN, "/amendments/x1", "/amendments"),
        (ActionKind.TEAM_AMENDMENT_DRAFT, DONE, "/team/amendments"),
        (ActionKind.TEAM_AMENDMENT_CHANGE, DONE, "/team/amendments"),
        (ActionKind.TEAM_AMENDMENT_CONFIRM, DONE, "/team/amendments"),
        (ActionKind.TEAM_AMENDMENT_ACCEPT, DONE, "/team/amendments"),
        (ActionKind.TEAM_AMENDMENT_CANCEL, "/team/amendments", "/team/amendments"),
        (ActionKind.RESIGNATION_SUBMIT, "/resignation", "/resignation"),
        (ActionKind.RESIGNATION_SIGN, "/resignation", "/resignation"),
        (ActionKind.TIME_OFF_APPROVE, f"/team/time-off/decided/{'a' * 32}", "/team/time-off"),
        (ActionKind.TIME_OFF_REJECT, f"/team/time-off/decided/{'a' * 32}", "/team/time-off"),
        (ActionKind.RESIGNATION_ACCEPT, "/team/resignations/x1", "/team/resignations"),
        (ActionKind.RESIGNATION_DECLINE, "/team/resignations/x1", "/team/resignations"),
    ],
)
def test_it_leads_to_the_thing_once_there_is_one(
    kind: ActionKind, one: str, all_of_them: str
) -> None:
    assert wording.link_url(action(kind, ActionState.ACCEPTED, "x1")) == one
    assert wording.link_url(action(kind, ActionState.ACCEPTED)) == all_of_them
    assert wording.link_url(action(kind, ActionState.CHECKING)) == all_of_them
