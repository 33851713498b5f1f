"""The wall around a team's resignations, and what becomes of an answer that is lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.audit import AuditEvent
from portal.backends.agreements import ResignationStage
from portal.backends.errors import Conflict, NotFound, Rejected, Unavailable
from portal.backends.leave import LeaveUnit
from portal.backends.offboarding import (
    Acceptance,
    DeclineReason,
    OffPlatformLeave,
    Refusal,
    TeamResignation,
    UsedLeave,
)
from portal.backends.types import WorkerIdentity
from portal.gateway import resignation_answers
from portal.gateway.ledger import Action, ActionKind, ActionState, reconcile_due
from portal.gateway.manager import ManagerGateway
from portal.gateway.resignation_answers import ResignationAnswerRow
from portal.gateway.team import OwnRequest
from portal.services import Services
from tests.gateway.conftest import ACCOUNT, Later, services_on
from tests.gateway.hr_manager import HRWithTeams, no_answer
from tests.gateway.things import BOB

MAY = date(2027, 5, 31)
ACCEPTED = Acceptance(
    OffPlatformLeave(
        (UsedLeave(date(2027, 1, 1), date(2027, 12, 31), Decimal("7.5")),),
        Decimal(2),
        LeaveUnit.HOURS,
    )
)
DECLINED = Refusal(DeclineReason.LAST_DAY, "Too soon", date(2027, 6, 30))
ZOE = WorkerIdentity("deel", "zoe", "C-zoe", "zoe@example.com", "Zoe Zhu", "FR")
ZOES = "c" * 32


def leaving(
    name: str, stage: ResignationStage = ResignationStage.WITH_EMPLOYER, number: int = 1
) -> TeamResignation:
    return TeamResignation(f"{name}-r{number}", name, f"C-{name}", stage, stage.value, MAY)


@pytest.fixture
def hr() -> HRWithTeams:
    """Alice and Carol report to Bob, Eve to Zoe; everybody resigns."""
    hr = HRWithTeams()
    hr.boss_of = {"alice": "bob", "carol": "bob", "eve": "zoe", "bob": "zoe"}
    hr.leaving = [leaving(name) for name in ("alice", "carol", "eve", "bob")]
    return hr


@pytest.fixture
def services(store_url: str, hr: HRWithTeams) -> Iterator[Services]:
    with services_on(store_url, hr) as made:
        yield made


@pytest.fixture
def open_bob(services: Services) -> Callable[[], ManagerGateway]:
    """A new gateway, as each request has its own."""
    return lambda: ManagerGateway(services, ACCOUNT, BOB)


@pytest.fixture
def bob(open_bob: Callable[[], ManagerGateway]) -> ManagerGateway:
    return open_bob()


def stage(hr: HRWithTeams, resignation_id: str) -> ResignationStage:
    return next(one.stage for one in hr.leaving if one.id == resignation_id)


def tags(services: Services) -> list[tuple[str, str, str]]:
    with services.database.read() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.at)).all()
    return [(row.tag, row.actor, row.object_id) for row in rows]


def answered(services: Services, action: Action) -> resignation_answers.Answered | None:
    return resignation_answers.of_action(services, action.id)


# The wall ------------------------------------------------------------------------------------


def test_list_holds_the_reports_alone(bob: ManagerGateway, hr: HRWithTeams) -> None:
    assert [one.id for one in bob.team_resignations.all()] == ["alice-r1", "carol-r1"]
    bob.team_resignations.waiting()
    assert hr.counts["resignations_of"] == 1


def test_what_a_careless_list_holds_besides_is_held_back_and_reported(
    bob: ManagerGateway, hr: HRWithTeams, services: Services
) -> None:
    hr.careless = True
    assert "eve" not in {one.worker_id for one in bob.team_resignations.all()}
    assert ("foreign_object:blocked", "worker", "eve-r1") in tags(services)


def test_nobody_else_is_named_in_a_call(bob: ManagerGateway, hr: HRWithTeams) -> None:
    for stranger in ("eve-r1", "nothing"):
        with pytest.raises(NotFound):
            bob.team_resignations.one(stranger)
        for answer in (ACCEPTED, DECLINED):
            with pytest.raises(NotFound):
                bob.answer_resignation(stranger, answer, "key-1")
    assert hr.asked_about == []


def test_nobody_answers_their_own(bob: ManagerGateway, hr: HRWithTeams) -> None:
    hr.boss_of["bob"] = "bob"
    assert "bob" not in {one.worker_id for one in bob.team_resignations.all()}
    with pytest.raises(OwnRequest):
        bob.team_resignations.one("bob-r1")
    with pytest.raises(OwnRequest):
        bob.answer_resignation("bob-r1", ACCEPTED, "key-1")
    assert hr.asked_about == []


def test_only_files_of_this_one_are_opened(bob: ManagerGateway, hr: HRWithTeams) -> None:
    alices = bob.team_resignations.one("alice-r1")
    name, download = bob.team_resignations.open_file(alices, "C-alice-file")
    download.close()
    assert name == "a.pdf"
    with pytest.raises(NotFound):
        bob.team_resignations.open_file(alices, "C-eve-file")
    assert "C-eve-file" not in hr.asked_about


def test_an_earlier_one_has_no_details(bob: ManagerGateway, hr: HRWithTeams) -> None:
    """The HR system would answer with those of the one that waits."""
    hr.leaving.append(leaving("alice", ResignationStage.CANCELLED, number=0))
    earlier = bob.team_resignations.one("alice-r0")
    assert bob.team_resignations.details(earlier) is None
    assert bob.team_resignations.details(bob.team_resignations.one("alice-r1")) is not None
    with pytest.raises(NotFound):
        bob.team_resignations.open_file(earlier, "C-alice-file")


def test_details_of_a_dismissal_are_not_taken_for_a_resignation_s(
    bob: ManagerGateway, hr: HRWithTeams
) -> None:
    hr.leaving = [replace(leaving("alice", ResignationStage.CANCELLED), beside_dismissal=True)]
    taken_back = bob.team_resignations.one("alice-r1")
    assert bob.team_resignations.details(taken_back) is None
    with pytest.raises(NotFound):
        bob.team_resignations.open_file(taken_back, "C-alice-file")
    assert hr.asked_about == []


# Answering -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "event", "outcome"),
    [
        (ACCEPTED, "resignation:accepted", ResignationStage.IN_REVIEW),
        (DECLINED, "resignation:declined", ResignationStage.CANCELLED),
    ],
)
def test_an_answer_is_sent_once_audited_and_kept(
    open_bob: Callable[[], ManagerGateway],
    hr: HRWithTeams,
    services: Services,
    answer: Acceptance | Refusal,
    event: str,
    outcome: ResignationStage,
) -> None:
    first = open_bob().answer_resignation("alice-r1", answer, "key-1")
    second = open_bob().answer_resignation("alice-r1", answer, "key-1")
    again = open_bob().answer_resignation("alice-r1", answer, "key-2")

    assert first.state is ActionState.ACCEPTED
    assert first.reference == "alice-r1"
    assert first.id == second.id == again.id
    assert hr.counts["answer"] == 1
    assert stage(hr, "alice-r1") is outcome
    assert (event, "manager", "alice-r1") in tags(services)
    kept = answered(services, first)
    assert kept is not None
    assert (kept.worker_id, kept.worker_name, kept.by) == ("alice", "Alice", "Bob Blum")
    assert kept.last_day == MAY
    assert kept.refusal == (answer if isinstance(answer, Refusal) else None)


def test_what_was_kept_is_sealed(bob: ManagerGateway, hr: HRWithTeams, services: Services) -> None:
    bob.answer_resignation("alice-r1", DECLINED, "key-1")
    with services.database.read() as session:
        [row] = session.scalars(select(ResignationAnswerRow)).all()
    assert "Too soon" not in row.sealed


def test_the_other_answer_after_the_first_is_a_conflict(
    open_bob: Callable[[], ManagerGateway], hr: HRWithTeams
) -> None:
    open_bob().answer_resignation("alice-r1", ACCEPTED, "key-1")
    with pytest.raises(Conflict):
        open_bob().answer_resignation("alice-r1", DECLINED, "key-2")
    assert hr.counts["answer"] == 1


def test_the_worker_is_told_the_answer_that_was_taken_and_no_other(
    bob: ManagerGateway, hr: HRWithTeams, services: Services
) -> None:
    hr.before_answer = lambda: hr.settle("C-alice", ResignationStage.CANCELLED)
    with pytest.raises(Rejected):
        bob.answer_resignation("alice-r1", DECLINED, "key-1")
    assert resignation_answers.latest_for(services, "deel", "alice", None) is None

    bob.answer_resignation("carol-r1", DECLINED, "key-2")
    found = resignation_answers.latest_for(services, "deel", "carol", None)
    assert found is not None
    assert found.refusal == DECLINED
    later = datetime.now(UTC) + timedelta(minutes=5)
    assert resignation_answers.latest_for(services, "deel", "carol", later) is None


def test_a_second_try_under_the_same_key_is_what_counts(
    open_bob: Callable[[], ManagerGateway], hr: HRWithTeams, services: Services
) -> None:
    def down() -> None:
        raise Unavailable("not reached", sent=False)

    hr.before_answer = down
    with pytest.raises(Unavailable):
        open_bob().answer_resignation("alice-r1", DECLINED, "key-1")
    hr.before_answer = lambda: None
    other = replace(DECLINED, detail="Another word")
    action = open_bob().answer_resignation("alice-r1", other, "key-1")
    kept = answered(services, action)
    assert kept is not None
    assert kept.refusal == other


# Lost answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [ACCEPTED, DECLINED])
def test_a_lost_answer_is_found_and_not_sent_again(
    open_bob: Callable[[], ManagerGateway],
    hr: HRWithTeams,
    services: Services,
    later: Later,
    answer: Acceptance | Refusal,
) -> None:
    hr.after_answer = no_answer
    action = open_bob().answer_resignation("alice-r1", answer, "key-1")
    assert action.state is ActionState.CHECKING
    assert answered(services, action) is None
    hr.boss_of["alice"] = "zoe"
    later(seconds=5)
    assert open_bob().action(action.id).state is ActionState.ACCEPTED
    assert answered(services, action) is not None
    assert hr.counts["answer"] == 1


def test_what_never_arrived_is_sent_again(
    open_bob: Callable[[], ManagerGateway], hr: HRWithTeams, services: Services, later: Later
) -> None:
    hr.before_answer = no_answer
    action = open_bob().answer_resignation("alice-r1", ACCEPTED, "key-1")
    hr.before_answer = lambda: None
    later(minutes=10)
    reconcile_due(services)
    assert open_bob().action(action.id).state is ActionState.ACCEPTED
    assert stage(hr, "alice-r1") is ResignationStage.IN_REVIEW
    assert hr.counts["answer"] == 2


def test_what_never_arrived_is_not_sent_for_somebody_who_has_left_the_team(
    open_bob: Callable[[], ManagerGateway], hr: HRWithTeams, services: Services, later: Later
) -> None:
    hr.before_answer = no_answer
    action = open_bob().answer_resignation("alice-r1", ACCEPTED, "key-1")
    hr.before_answer = lambda: None
    hr.boss_of["alice"] = "zoe"
    for _ in range(3):
        later(minutes=10)
        reconcile_due(services)
    assert open_bob().action(action.id).state is ActionState.REFUSED
    assert stage(hr, "alice-r1") is ResignationStage.WITH_EMPLOYER
    assert hr.counts["answer"] == 1


def test_the_opposite_answer_of_somebody_else_is_not_ours(
    open_bob: Callable[[], ManagerGateway], hr: HRWithTeams, services: Services, later: Later
) -> None:
    hr.before_answer = no_answer
    action = open_bob().answer_resignation("alice-r1", ACCEPTED, "key-1")
    hr.settle("C-alice", ResignationStage.CANCELLED)
    later(minutes=10)
    reconcile_due(services)
    assert open_bob().action(action.id).state is ActionState.REFUSED
    assert hr.counts["answer"] == 1


def test_the_same_answer_of_another_manager_is_theirs_alone(
    open_bob: Callable[[], ManagerGateway], hr: HRWithTeams, services: Services, later: Later
) -> None:
    hr.before_answer = no_answer
    lost = open_bob().answer_resignation("alice-r1", DECLINED, "key-1")
    hr.before_answer = lambda: None
    hr.boss_of["alice"] = "zoe"
    theirs = ManagerGateway(services, ZOES, ZOE).answer_resignation("alice-r1", DECLINED, "key-2")
    later(minutes=10)
    reconcile_due(services)
    assert theirs.state is ActionState.ACCEPTED
    assert open_bob().action(lost.id).state is ActionState.REFUSED
    assert answered(services, lost) is None
    assert hr.counts["answer"] == 2


@pytest.mark.parametrize("gone", [True, False])
def test_while_nobody_can_tell_it_stays_open(
    open_bob: Callable[[], ManagerGateway],
    hr: HRWithTeams,
    services: Services,
    later: Later,
    gone: bool,
) -> None:
    hr.after_answer = no_answer
    action = open_bob().answer_resignation("alice-r1", ACCEPTED, "key-1")
    hr.leaving = [] if gone else [leaving("alice", ResignationStage.UNKNOWN)]
    later(minutes=10)
    reconcile_due(services)
    assert open_bob().open_actions(ActionKind.RESIGNATION_ACCEPT)
    assert open_bob().action(action.id).state is ActionState.CHECKING


def test_what_was_never_sent_is_forgotten(
    open_bob: Callable[[], ManagerGateway], hr: HRWithTeams, services: Services, later: Later
) -> None:
    open_bob().answer_resignation("carol-r1", ACCEPTED, "key-1")
    hr.settle("C-alice", ResignationStage.CANCELLED)
    with pytest.raises(Conflict):
        open_bob().answer_resignation("alice-r1", ACCEPTED, "key-2")
    later(days=2)
    resignation_answers.delete_unsent(services.database)
    with services.database.read() as session:
        rows = session.scalars(select(ResignationAnswerRow)).all()
    assert [row.key for row in rows] == ["key-1"]
