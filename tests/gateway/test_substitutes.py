"""Whose people a substitute and an administrator of the employer reach, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.audit import AuditEvent
from portal.backends.errors import Conflict, NotFound
from portal.backends.leave import TimeOffStatus
from portal.backends.team import Colleague, Decision
from portal.backends.types import WorkerIdentity
from portal.gateway import substitutes
from portal.gateway.ledger import Action, ActionState, reconcile_due
from portal.gateway.manager import ManagerGateway
from portal.gateway.responsibility import Behalf
from portal.gateway.substitutes import Substitution, SubstitutionState
from portal.gateway.team import OwnRequest
from portal.services import Services
from tests.gateway.conftest import Later, services_on
from tests.gateway.hr_manager import HRWithTeams, no_answer
from tests.gateway.things import ALICE, BOB, time_off

TODAY, MARCH = date(2027, 2, 1), date(2027, 3, 1)
DAY = timedelta(days=1)
EVE = replace(ALICE, worker_id="eve", name="Eve Eder", email="eve@example.com")
FAY = replace(ALICE, worker_id="fay", name="Fay Foss", email="fay@example.com")
ACCOUNTS = {"alice": "a" * 32, "bob": "b" * 32, "eve": "e" * 32, "fay": "f" * 32}

Open = Callable[..., ManagerGateway]


@pytest.fixture
def hr() -> HRWithTeams:
    """Alice, Carol and Dan report to Bob; Gus to Eve; Eve, Bob and Fay to Zoe."""
    hr = HRWithTeams()
    hr.boss_of = {"alice": "bob", "carol": "bob", "dan": "bob", "gus": "eve"}
    hr.boss_of |= {"eve": "zoe", "bob": "zoe", "fay": "zoe"}
    hr.leave = [time_off(f"{name}-1", MARCH, MARCH, worker_id=name) for name in hr.boss_of]
    return hr


@pytest.fixture
def services(store_url: str, hr: HRWithTeams) -> object:
    with services_on(store_url, hr) as made:
        yield made


@pytest.fixture
def open_as(services: Services) -> Open:
    """A new gateway, as each request has its own."""

    def build(identity: WorkerIdentity, *, employer: bool = False) -> ManagerGateway:
        account = ACCOUNTS[identity.worker_id]
        return ManagerGateway(services, account, identity, employer=employer)

    return build


@pytest.fixture
def named(services: Services) -> Callable[..., str]:
    """Somebody is asked to stand in for Bob; the days are counted from now."""

    def name(who: WorkerIdentity = EVE, begins: float = -1, ends: float = 1, key: str = "k") -> str:
        now = datetime.now(UTC)
        found = substitutes.name(
            services,
            ACCOUNTS["bob"],
            key,
            backend="deel",
            manager=Colleague("bob", BOB.name, BOB.email),
            substitute=Colleague(who.worker_id, who.name, who.email),
            days=((now + begins * DAY).date(), (now + ends * DAY).date()),
            between=(now + begins * DAY, now + ends * DAY),
        )
        assert found is not None
        return found

    return name


@pytest.fixture
def standing_in(open_as: Open, named: Callable[..., str]) -> Callable[..., str]:
    """They have accepted too."""

    def accepted(who: WorkerIdentity = EVE, **period: object) -> str:
        substitution_id = named(who, **period)
        assert open_as(who).answer_substitution(substitution_id, accept=True)
        return substitution_id

    return accepted


def approve(manager: ManagerGateway, *ids: str, key: str = "key-1") -> Action:
    return manager.review_time_off(ids, Decision.APPROVE, key, today=TODAY)


def status(hr: HRWithTeams, time_off_id: str) -> TimeOffStatus:
    return next(off.status for off in hr.leave if off.id == time_off_id)


def sees_nothing_of_bob(hr: HRWithTeams, eve: ManagerGateway) -> None:
    """Nor is the HR system asked anything about him or his people."""
    hr.lines_asked.clear()
    hr.asked_about.clear()
    assert set(eve.team.reports()) == {"gus"}
    for ask in (eve.team.member, eve.team.leave_balances, eve.team.report):
        with pytest.raises(NotFound):
            ask("alice")
    with pytest.raises(NotFound):
        eve.team.request("alice-1", TODAY)
    with pytest.raises(Conflict):
        approve(eve, "alice-1", key="key-of-nothing")
    assert set(hr.lines_asked) <= {"eve"}
    assert hr.asked_about == []
    assert hr.counts["review"] == 0


# The period -----------------------------------------------------------------------------------


def test_a_substitute_sees_both_teams_and_in_whose_place(
    open_as: Open, standing_in: Callable[..., str]
) -> None:
    standing_in()
    eve = open_as(EVE)
    reports = eve.team.reports()
    assert set(reports) == {"gus", "alice", "carol", "dan"}
    assert reports["gus"].behalf is Behalf.SELF
    assert (reports["alice"].behalf, reports["alice"].manager_name) == (Behalf.MANAGER, "Bob Blum")
    assert {off.worker_id for off in eve.team.waiting()} == set(reports)
    assert {each.id for each in eve.team.members()} == set(reports)
    assert eve.team.member("alice").manager_id == "bob"
    around = eve.team.standing_around(reports["alice"])
    assert {off.worker_id for off in around} == {"alice", "carol", "dan"}
    assert set(eve.team.own_reports()) == {"gus"}


def test_one_who_was_only_asked_sees_nothing(
    open_as: Open, hr: HRWithTeams, named: Callable[..., str]
) -> None:
    named()
    sees_nothing_of_bob(hr, open_as(EVE))


def test_one_who_declined_sees_nothing(
    open_as: Open, hr: HRWithTeams, named: Callable[..., str]
) -> None:
    assert open_as(EVE).answer_substitution(named(), accept=False)
    sees_nothing_of_bob(hr, open_as(EVE))


@pytest.mark.parametrize(("begins", "ends"), [(1, 3), (0.01, 3)])
def test_before_the_first_day_they_see_nothing(
    open_as: Open,
    hr: HRWithTeams,
    standing_in: Callable[..., str],
    later: Later,
    begins: float,
    ends: float,
) -> None:
    standing_in(begins=begins, ends=ends)
    sees_nothing_of_bob(hr, open_as(EVE))
    later(days=begins)
    assert "alice" in open_as(EVE).team.reports()


def test_after_the_last_day_they_see_nothing(
    open_as: Open, hr: HRWithTeams, standing_in: Callable[..., str], later: Later
) -> None:
    standing_in(ends=0.5)
    later(hours=11, minutes=59)
    assert "alice" in open_as(EVE).team.reports()
    later(minutes=2)
    sees_nothing_of_bob(hr, open_as(EVE))


@pytest.mark.parametrize("who", [BOB, EVE], ids=["by the manager", "by the substitute"])
def test_once_it_is_ended_they_see_nothing(
    open_as: Open, hr: HRWithTeams, standing_in: Callable[..., str], who: WorkerIdentity
) -> None:
    substitution_id = standing_in()
    assert open_as(who).end_substitution(substitution_id)
    sees_nothing_of_bob(hr, open_as(EVE))
    assert not open_as(BOB).end_substitution(substitution_id)


def test_a_report_who_moved_is_out_of_reach(
    open_as: Open, hr: HRWithTeams, standing_in: Callable[..., str]
) -> None:
    standing_in()
    hr.boss_of["alice"] = "zoe"
    assert set(open_as(EVE).team.reports()) == {"gus", "carol", "dan"}
    with pytest.raises(Conflict):
        approve(open_as(EVE), "alice-1")
    assert hr.counts["review"] == 0


@pytest.mark.parametrize("gone", ["bob", "eve"])
def test_who_has_left_the_company_stands_in_for_nobody(
    open_as: Open, hr: HRWithTeams, standing_in: Callable[..., str], gone: str
) -> None:
    standing_in()
    hr.gone.add(gone)
    assert set(open_as(EVE).team.reports()) == {"gus"}


def test_nobody_passes_it_on(
    open_as: Open, services: Services, hr: HRWithTeams, standing_in: Callable[..., str]
) -> None:
    """Fay stands in for Eve, who stands in for Bob."""
    standing_in()
    now = datetime.now(UTC)
    passed = substitutes.name(
        services,
        ACCOUNTS["eve"],
        "k",
        backend="deel",
        manager=Colleague("eve", EVE.name, EVE.email),
        substitute=Colleague("fay", FAY.name, FAY.email),
        days=(now.date(), now.date()),
        between=(now - DAY, now + DAY),
    )
    assert passed is not None
    assert open_as(FAY).answer_substitution(passed, accept=True)
    assert set(open_as(FAY).team.reports()) == {"gus"}


# Own requests ----------------------------------------------------------------------------------


def test_nobody_decides_on_their_own_request_in_their_managers_place(
    open_as: Open, hr: HRWithTeams, standing_in: Callable[..., str]
) -> None:
    standing_in(ALICE)
    alice = open_as(ALICE)
    assert set(alice.team.reports()) == {"carol", "dan"}
    with pytest.raises(OwnRequest):
        alice.team.request("alice-1", TODAY)
    with pytest.raises(Conflict):
        approve(alice, "alice-1")
    action = approve(alice, "alice-1", "carol-1", key="key-2")
    assert [row.time_off_id for row in alice.decided(action.id) if row.taken] == ["carol-1"]
    assert status(hr, "alice-1") is TimeOffStatus.REQUESTED


def test_nor_on_that_of_the_manager(
    open_as: Open, hr: HRWithTeams, standing_in: Callable[..., str]
) -> None:
    standing_in()
    with pytest.raises(NotFound):
        open_as(EVE).team.request("bob-1", TODAY)


# Deciding --------------------------------------------------------------------------------------


def test_a_decision_says_in_whose_place(
    open_as: Open, hr: HRWithTeams, services: Services, standing_in: Callable[..., str]
) -> None:
    standing_in()
    eve = open_as(EVE)
    action = approve(eve, "alice-1", "gus-1")
    rows = {row.time_off_id: row for row in eve.decided(action.id)}
    assert (rows["alice-1"].by, rows["alice-1"].manager_name) == ("Eve Eder", "Bob Blum")
    assert (rows["gus-1"].behalf, rows["gus-1"].manager_name) == (Behalf.SELF, "")
    own = next(off for off in hr.leave if off.id == "alice-1")
    answer = open_as(ALICE).answer_to(own)
    assert answer is not None
    assert (answer.by, answer.manager_name) == ("Eve Eder", "Bob Blum")
    [seen] = open_as(BOB).decided_for_me(0, 10)
    assert (seen.time_off_id, seen.by) == ("alice-1", "Eve Eder")
    with services.database.read() as session:
        tagged = session.scalars(
            select(AuditEvent).where(AuditEvent.tag == "decision:for_somebody")
        ).all()
    [event] = tagged
    assert (event.account_id, event.object_id) == (ACCOUNTS["eve"], "alice-1")
    assert event.details == {"behalf": "manager", "manager": "bob"}


def test_two_who_decide_at_once_decide_once(
    open_as: Open, hr: HRWithTeams, standing_in: Callable[..., str]
) -> None:
    standing_in()
    bob, eve = open_as(BOB), open_as(EVE)
    assert bob.team.waiting()
    assert eve.team.waiting()
    hr.before_review = lambda: setattr(hr, "before_review", lambda: None) or approve(bob, "alice-1")
    with pytest.raises(Conflict) as caught:
        eve.review_time_off(("alice-1",), Decision.REJECT, "key-2", today=TODAY)
    assert caught.value.vendor_message == "It is not pending."
    assert status(hr, "alice-1") is TimeOffStatus.APPROVED
    assert open_as(BOB).decided_for_me(0, 10) == ()


def test_what_became_of_it_is_found_after_the_last_day(
    open_as: Open,
    hr: HRWithTeams,
    services: Services,
    standing_in: Callable[..., str],
    later: Later,
) -> None:
    standing_in(ends=0.001)
    hr.after_review = no_answer
    action = approve(open_as(EVE), "alice-1")
    later(minutes=10)
    reconcile_due(services)
    assert open_as(EVE).action(action.id).state is ActionState.ACCEPTED
    assert hr.counts["review"] == 1


def test_what_never_arrived_is_not_sent_again_after_the_last_day(
    open_as: Open,
    hr: HRWithTeams,
    services: Services,
    standing_in: Callable[..., str],
    later: Later,
) -> None:
    standing_in(ends=0.001)
    hr.before_review = no_answer
    action = approve(open_as(EVE), "alice-1")
    hr.before_review = lambda: None
    for _ in range(3):
        later(minutes=10)
        reconcile_due(services)
    assert open_as(EVE).action(action.id).state is ActionState.REFUSED
    assert hr.counts["review"] == 1
    assert status(hr, "alice-1") is TimeOffStatus.REQUESTED


# Naming and answering ----------------------------------------------------------------------------


def test_two_for_the_same_days_are_not_named(
    open_as: Open, services: Services, named: Callable[..., str]
) -> None:
    first = named(EVE, begins=0, ends=2)
    with pytest.raises(AssertionError):
        named(FAY, begins=1, ends=3, key="other")
    assert open_as(BOB).end_substitution(first)
    assert named(FAY, begins=1, ends=3, key="third")


def test_one_form_sent_from_many_tabs_names_once(
    services: Services, named: Callable[..., str]
) -> None:
    with ThreadPoolExecutor(6) as pool:
        ids = list(pool.map(lambda _: named(), range(6)))
    assert len(set(ids)) == 1


def test_of_accepting_and_ending_at_once_the_end_stands(
    open_as: Open, services: Services, named: Callable[..., str]
) -> None:
    substitution_id = named()
    with ThreadPoolExecutor(8) as pool:
        answers = [
            pool.submit(open_as(EVE).answer_substitution, substitution_id, accept=accept)
            for accept in (True, False) * 3
        ]
        end = pool.submit(open_as(BOB).end_substitution, substitution_id)
    assert sum(each.result() for each in answers) <= 1
    now = open_as(BOB).substitution(substitution_id)
    expected = {SubstitutionState.ENDED} if end.result() else {SubstitutionState.DECLINED}
    assert now.state in expected


def test_only_the_one_who_was_named_answers_and_nobody_else_sees_it(
    open_as: Open, named: Callable[..., str]
) -> None:
    substitution_id = named()
    with pytest.raises(NotFound):
        open_as(BOB).answer_substitution(substitution_id, accept=True)
    for ask in (
        open_as(FAY).substitution,
        open_as(FAY).end_substitution,
        lambda one: open_as(FAY).answer_substitution(one, accept=True),
    ):
        with pytest.raises(NotFound):
            ask(substitution_id)
    assert open_as(BOB).substitution(substitution_id).state is SubstitutionState.ASKED


def test_what_is_over_can_not_be_accepted(
    open_as: Open, named: Callable[..., str], later: Later
) -> None:
    substitution_id = named(ends=0.5)
    later(days=1)
    assert not open_as(EVE).answer_substitution(substitution_id, accept=True)
    assert open_as(EVE).invitations() == ()


def test_each_step_is_audited_with_both(
    open_as: Open, services: Services, standing_in: Callable[..., str]
) -> None:
    substitution_id = standing_in()
    open_as(BOB).end_substitution(substitution_id)
    with services.database.read() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.object_id == substitution_id)
        ).all()
    assert {(row.tag, row.account_id[0], row.actor) for row in rows} == {
        ("substitute:named", "b", "manager"),
        ("substitute:accepted", "e", "worker"),
        ("substitute:accepted", "b", "substitute"),
        ("substitute:ended", "b", "manager"),
        ("substitute:ended", "e", "manager"),
    }


def test_one_that_can_not_be_read_any_more_has_no_effect(
    hr: HRWithTeams, store_url: str, services: Services, standing_in: Callable[..., str]
) -> None:
    standing_in()
    with services_on(store_url, hr) as another_key:
        eve = ManagerGateway(another_key, ACCOUNTS["eve"], EVE)
        assert set(eve.team.reports()) == {"gus"}


def test_who_stands_in_is_known_to_the_worker_but_not_as_their_own_judge(
    open_as: Open, standing_in: Callable[..., str]
) -> None:
    standing_in(ALICE)
    carol = replace(ALICE, worker_id="fay")
    assert [one.substitute.name for one in open_as(carol).substitutes_of("bob")] == ["Alice Able"]
    assert open_as(ALICE).substitutes_of("bob") == ()
    assert open_as(carol).substitutes_of("") == ()


def test_old_ones_are_forgotten(
    open_as: Open, services: Services, standing_in: Callable[..., str], later: Later
) -> None:
    standing_in()
    later(days=300)
    substitutes.delete_old(services.database)
    assert len(open_as(BOB).substitutions()) == 1
    later(days=200)
    substitutes.delete_old(services.database)
    found: tuple[Substitution, ...] = open_as(BOB).substitutions()
    assert found == ()


# For the employer --------------------------------------------------------------------------------


def test_for_the_employer_everybody_but_the_one_who_asks(open_as: Open, hr: HRWithTeams) -> None:
    fay = open_as(FAY, employer=True)
    assert set(fay.team.reports()) == set(hr.boss_of) - {"fay"}
    assert {off.worker_id for off in fay.team.waiting()} == set(hr.boss_of) - {"fay"}
    assert fay.team.reports()["alice"].behalf is Behalf.EMPLOYER
    with pytest.raises(OwnRequest):
        fay.team.request("fay-1", TODAY)
    with pytest.raises(Conflict):
        approve(fay, "fay-1")
    with pytest.raises(NotFound):
        fay.team.report("fay")
    assert hr.counts["review"] == 0


def test_a_list_of_everybody_is_read_once_and_one_person_without_it(
    open_as: Open, hr: HRWithTeams
) -> None:
    fay = open_as(FAY, employer=True)
    fay.team.report("alice")
    fay.team.member("alice")
    fay.team.request("alice-1", TODAY)
    assert (hr.counts["everybody"], hr.asked_about.count("alice")) == (0, 1)
    fay.team.reports()
    fay.team.waiting()
    fay.team.members()
    fay.team.report("carol")
    assert (hr.counts["everybody"], hr.counts["time_off_of"]) == (1, 2)


def test_a_decision_for_the_employer_says_so(
    open_as: Open, hr: HRWithTeams, services: Services
) -> None:
    fay = open_as(FAY, employer=True)
    action = approve(fay, "alice-1")
    [row] = fay.decided(action.id)
    assert (row.taken, row.behalf, row.by) == (True, Behalf.EMPLOYER, "Fay Foss")
    assert open_as(BOB).decided_for_me(0, 10) == ()


def test_whoever_is_near_stands_for_the_nearer_way(
    open_as: Open, standing_in: Callable[..., str]
) -> None:
    standing_in()
    reports = open_as(EVE, employer=True).team.reports()
    assert {each: reports[each].behalf for each in ("gus", "alice", "fay")} == {
        "gus": Behalf.SELF,
        "alice": Behalf.MANAGER,
        "fay": Behalf.EMPLOYER,
    }
