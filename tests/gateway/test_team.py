"""The wall around a team, in front of an HR system that would show and decide anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from portal.audit import AuditEvent
from portal.backends.errors import Conflict, ForeignObject, NotFound
from portal.backends.leave import TimeOffStatus
from portal.backends.team import Decision
from portal.gateway.ledger import Action, ActionKind, ActionState, reconcile_due
from portal.gateway.manager import ManagerGateway
from portal.gateway.team import OwnRequest
from portal.services import Services
from tests.gateway.conftest import ACCOUNT, Later, services_on
from tests.gateway.hr_manager import HRWithTeams, no_answer
from tests.gateway.things import ALICE, BOB, time_off

TODAY, MARCH = date(2027, 2, 1), date(2027, 3, 1)
ALICES = "b" * 32
"""Bob's account is Alice's manager's, this is another one."""


@pytest.fixture
def hr() -> HRWithTeams:
    """Alice, Carol and Dan report to Bob; Eve reports to somebody else."""
    hr = HRWithTeams()
    hr.boss_of = {"alice": "bob", "carol": "bob", "dan": "bob", "eve": "zoe", "bob": "zoe"}
    hr.leave = [
        time_off(f"{name}-1", MARCH, MARCH, worker_id=name)
        for name in ("alice", "carol", "dan", "eve", "bob")
    ]
    return hr


@pytest.fixture
def services(store_url: str, hr: HRWithTeams) -> object:
    with services_on(store_url, hr) as made:
        yield made


@pytest.fixture
def open_bob(services: Services) -> Callable[[], ManagerGateway]:
    """A new gateway, as each request has its own."""
    return lambda: ManagerGateway(services, ACCOUNT, BOB)


@pytest.fixture
def bob(open_bob: Callable[[], ManagerGateway]) -> ManagerGateway:
    return open_bob()


def review(
    manager: ManagerGateway, *ids: str, decision: Decision = Decision.APPROVE, key: str = "key-1"
) -> Action:
    return manager.review_time_off(ids, decision, key, today=TODAY, reason="Because")


def status(hr: HRWithTeams, time_off_id: str) -> TimeOffStatus:
    return next(off.status for off in hr.leave if off.id == time_off_id)


def tags(services: Services) -> list[tuple[str, str, str]]:
    with services.database.read() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.at)).all()
    return [(row.tag, row.actor, row.object_id) for row in rows]


def test_lists_hold_the_team_alone(bob: ManagerGateway) -> None:
    assert {off.worker_id for off in bob.team.waiting()} == {"alice", "carol", "dan"}
    assert {each.id for each in bob.team.members()} == {"alice", "carol", "dan"}


def test_what_a_careless_list_holds_besides_is_held_back_and_reported(
    bob: ManagerGateway, hr: HRWithTeams, services: Services
) -> None:
    hr.careless = True
    assert "eve" not in {off.worker_id for off in bob.team.waiting()}
    assert ("foreign_object:blocked", "worker", "eve-1") in tags(services)


def test_nobody_else_is_named_in_a_call(bob: ManagerGateway, hr: HRWithTeams) -> None:
    for ask in (bob.team.member, bob.team.leave_balances, bob.team.report):
        with pytest.raises(NotFound):
            ask("eve")
    for own_or_stranger in ("eve-1", "nothing"):
        with pytest.raises(NotFound):
            bob.team.request(own_or_stranger, TODAY)
    with pytest.raises(Conflict):
        review(bob, "eve-1")
    assert hr.asked_about == []


def test_nobody_is_their_own_manager(bob: ManagerGateway, hr: HRWithTeams) -> None:
    hr.boss_of["bob"] = "bob"
    assert "bob" not in bob.team.reports()
    with pytest.raises(OwnRequest):
        bob.team.request("bob-1", TODAY)
    with pytest.raises(Conflict):
        review(bob, "bob-1")
    assert hr.counts["review"] == 0


def test_a_line_of_somebody_else_is_nobody_s(bob: ManagerGateway, hr: HRWithTeams) -> None:
    hr.answers_as = "zoe"
    with pytest.raises(ForeignObject):
        bob.team.reports()


def test_a_person_who_is_somebody_else_is_nobody_s(bob: ManagerGateway, hr: HRWithTeams) -> None:
    assert bob.team.member("alice").id == "alice"
    hr.answers_as = "eve"
    with pytest.raises(ForeignObject):
        bob.team.member("alice")


def test_the_line_is_read_anew_for_each_request(
    open_bob: Callable[[], ManagerGateway], hr: HRWithTeams
) -> None:
    first = open_bob()
    assert "alice" in first.team.reports()
    first.team.waiting()
    assert hr.counts["reporting_line"] == hr.counts["reporting_line_anew"] == 1
    hr.boss_of["alice"] = "zoe"
    assert "alice" not in open_bob().team.reports()


def test_a_decision_is_audited_as_the_manager_s_for_each_request(
    bob: ManagerGateway, hr: HRWithTeams, services: Services
) -> None:
    review(bob, "alice-1", "carol-1")
    seen = tags(services)
    assert ("time_off:approved", "manager", "alice-1") in seen
    assert ("time_off:approved", "manager", "carol-1") in seen
    assert ("action:received", "manager", "") in seen


def test_a_batch_keeps_what_became_of_each(bob: ManagerGateway, hr: HRWithTeams) -> None:
    hr.before_review = lambda: hr.decide("carol-1", TimeOffStatus.REJECTED)
    action = review(bob, "alice-1", "carol-1", "eve-1")
    rows = {row.time_off_id: row for row in bob.decided(action.id)}
    assert {each: row.taken for each, row in rows.items()} == {
        "alice-1": True,
        "carol-1": False,
        "eve-1": False,
    }
    assert rows["carol-1"].refusal == "It is not pending."
    assert (rows["alice-1"].worker_name, rows["alice-1"].by) == ("Alice", "Bob Blum")
    assert rows["eve-1"].worker_name == ""
    assert status(hr, "eve-1") is TimeOffStatus.REQUESTED
    assert "eve-1" not in hr.asked_about


def test_when_none_was_taken_the_hr_system_s_words_are_said(
    bob: ManagerGateway, hr: HRWithTeams
) -> None:
    hr.before_review = lambda: hr.decide("alice-1", TimeOffStatus.REJECTED)
    with pytest.raises(Conflict) as caught:
        review(bob, "alice-1")
    assert caught.value.vendor_message == "It is not pending."


def test_the_worker_is_told_only_what_was_taken(
    bob: ManagerGateway, hr: HRWithTeams, services: Services
) -> None:
    review(bob, "alice-1", decision=Decision.REJECT)
    alice = ManagerGateway(services, ALICES, ALICE)
    [own] = [off for off in hr.leave if off.id == "alice-1"]
    answer = alice.answer_to(own)
    assert answer is not None
    assert (answer.by, answer.reason) == ("Bob Blum", "Because")
    hr.before_review = lambda: hr.decide("carol-1", TimeOffStatus.REJECTED)
    with pytest.raises(Conflict):
        review(bob, "carol-1", decision=Decision.REJECT, key="key-2")
    [carols] = [off for off in hr.leave if off.id == "carol-1"]
    assert alice.answer_to(carols) is None


def test_a_lost_answer_is_found_and_not_sent_again(
    bob: ManagerGateway, hr: HRWithTeams, services: Services, later: Later
) -> None:
    hr.after_review = no_answer
    action = review(bob, "alice-1", "carol-1")
    assert action.state is ActionState.CHECKING
    assert bob.open_actions(ActionKind.TIME_OFF_APPROVE)
    later(seconds=5)
    assert bob.action(action.id).state is ActionState.ACCEPTED
    assert all(row.taken for row in bob.decided(action.id))
    assert hr.counts["review"] == 1


def test_what_never_arrived_is_sent_again_within_the_team_alone(
    bob: ManagerGateway, hr: HRWithTeams, services: Services, later: Later
) -> None:
    hr.before_review = no_answer
    action = review(bob, "alice-1", "carol-1")
    hr.before_review = lambda: None
    hr.boss_of["carol"] = "zoe"
    later(minutes=10)
    reconcile_due(services)
    assert bob.action(action.id).state is ActionState.ACCEPTED
    assert status(hr, "alice-1") is TimeOffStatus.APPROVED
    assert status(hr, "carol-1") is TimeOffStatus.REQUESTED


def test_what_somebody_else_settled_meanwhile_is_not_sent_again(
    bob: ManagerGateway, hr: HRWithTeams, services: Services, later: Later
) -> None:
    hr.before_review = no_answer
    action = review(bob, "alice-1")
    hr.decide("alice-1", TimeOffStatus.CANCELLED)
    later(minutes=10)
    reconcile_due(services)
    assert bob.action(action.id).state is ActionState.REFUSED
    assert hr.counts["review"] == 1


def test_another_manager_s_action_is_not_found(
    bob: ManagerGateway, hr: HRWithTeams, services: Services
) -> None:
    action = review(bob, "alice-1")
    with pytest.raises(NotFound):
        ManagerGateway(services, ALICES, ALICE).decided(action.id)
