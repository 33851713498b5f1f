"""The wall around the contracts of a team, and what becomes of a manager's changes to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.audit import AuditEvent
from portal.backends.agreements import AmendmentItem, AmendmentStage
from portal.backends.contract_changes import AmendmentDraft, Change, TeamAmendment, Term
from portal.backends.errors import Conflict, ForeignObject, NotFound, Rejected
from portal.gateway import amendment_notes
from portal.gateway.amendment_notes import AmendmentNoteRow
from portal.gateway.ledger import Action, ActionState, reconcile_due
from portal.gateway.manager import ManagerGateway
from portal.gateway.team_amendments import PayWithheld, fingerprint
from portal.services import Services
from tests.gateway.conftest import ACCOUNT, Later, services_on
from tests.gateway.hr_contracts import HRWithContracts
from tests.gateway.hr_manager import no_answer
from tests.gateway.things import ALICE, BOB

ALICES = "b" * 32
APRIL = date(2027, 4, 1)
TITLE = AmendmentItem("Job title", "job_title", "Engineer", "Lead")
SALARY = AmendmentItem("Salary", "salary", "70000", "81234", is_pay=True)
DRAFT = AmendmentDraft(APRIL, (Change(Term.JOB_TITLE, "Lead"),))
RAISE = AmendmentDraft(APRIL, (Change(Term.SALARY, "81234"),))
STAGE = AmendmentStage

Bob = Callable[[], ManagerGateway]


@pytest.fixture
def hr() -> HRWithContracts:
    """Alice and Carol report to Bob; Eve reports to somebody else."""
    hr = HRWithContracts()
    hr.boss_of = {"alice": "bob", "carol": "bob", "eve": "zoe", "bob": "zoe"}
    hr.has("alice", "alices", STAGE.DRAFT, TITLE)
    hr.has("eve", "eves", STAGE.DRAFT, TITLE)
    hr.has("bob", "bobs", STAGE.DRAFT, TITLE)
    return hr


@pytest.fixture
def services(store_url: str, hr: HRWithContracts) -> object:
    with services_on(store_url, hr) as made:
        yield made


@pytest.fixture
def open_bob(services: Services) -> Bob:
    """A new gateway, as each request has its own."""
    return lambda: ManagerGateway(services, ACCOUNT, BOB)


@pytest.fixture
def bob(open_bob: Bob) -> ManagerGateway:
    return open_bob()


@pytest.fixture
def open_bob_with_pay(services: Services) -> Bob:
    shows = services.settings.model_copy(update={"managers_see_pay": True})
    return lambda: ManagerGateway(replace(services, settings=shows), ACCOUNT, BOB)


@pytest.fixture
def bob_with_pay(open_bob_with_pay: Bob) -> ManagerGateway:
    return open_bob_with_pay()


def look(manager: ManagerGateway, amendment_id: str = "alices") -> tuple[TeamAmendment, str]:
    """What the page shows, and the fingerprint that it carries."""
    found = manager.team_amendments.one("alice", amendment_id)
    return found, manager.seen(found)


def tags(services: Services) -> list[tuple[str, str, str]]:
    with services.database.read() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.at)).all()
    return [(row.tag, row.actor, row.object_id) for row in rows]


# The wall ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["eve", "bob", "nobody"])
def test_nobody_else_s_contract_is_asked_about(
    bob: ManagerGateway, hr: HRWithContracts, name: str
) -> None:
    reads = bob.team_amendments
    theirs = TeamAmendment(name, hr.find(f"{name}s" if name != "nobody" else "eves"), False)
    for ask in (
        lambda: reads.of(name),
        lambda: reads.of_contract(name, f"C-{name}"),
        lambda: reads.one(name, theirs.id),
        lambda: reads.amendable(name),
        lambda: reads.problems(name, DRAFT),
        lambda: reads.effective_dates(theirs),
        lambda: bob.draft_amendment(name, DRAFT, "key-1"),
        lambda: bob.confirm_amendment(theirs, fingerprint(theirs), "key-2"),
        lambda: bob.cancel_amendment(theirs, fingerprint(theirs), "key-3", "No"),
    ):
        with pytest.raises(NotFound):
            ask()
    assert hr.asked_about == []
    assert not hr.counts["draft"] + hr.counts["confirm"] + hr.counts["cancel"]


def test_a_stranger_s_amendment_under_a_report_s_name_is_not_found_and_audited(
    bob: ManagerGateway, hr: HRWithContracts, services: Services
) -> None:
    with pytest.raises(NotFound):
        bob.team_amendments.one("alice", "eves")
    theirs = TeamAmendment("alice", hr.find("eves"), False)
    with pytest.raises(NotFound):
        bob.confirm_amendment(theirs, fingerprint(theirs), "key-1")
    assert hr.counts["confirm"] == 0
    assert ("foreign_object:asked_for", "worker", "eves") in tags(services)


def test_what_another_contract_s_list_holds_is_held_back_and_reported(
    bob: ManagerGateway, hr: HRWithContracts, services: Services
) -> None:
    hr.mixed = [hr.find("eves")]
    assert [each.id for each in bob.team_amendments.of("alice")] == ["alices"]
    assert ("foreign_object:blocked", "worker", "eves") in tags(services)


def test_contracts_are_those_of_the_team(bob: ManagerGateway, hr: HRWithContracts) -> None:
    hr.careless = True
    assert bob.team_amendments.contracts() == {"alice": "C-alice", "carol": "C-carol"}


def test_terms_of_somebody_else_are_nobody_s(bob: ManagerGateway, hr: HRWithContracts) -> None:
    hr.answers_as = None
    assert bob.team_amendments.amendable("alice").worker_id == "alice"
    _ = bob.team.line
    hr.answers_as = "eve"
    with pytest.raises(ForeignObject):
        bob.team_amendments.amendable("alice")


def test_a_report_who_moved_meanwhile_is_out_of_reach(open_bob: Bob, hr: HRWithContracts) -> None:
    found, seen = look(open_bob())
    hr.boss_of["alice"] = "zoe"
    with pytest.raises(NotFound):
        open_bob().confirm_amendment(found, seen, "key-1")
    assert hr.stage("alices") is STAGE.DRAFT


# Pay -----------------------------------------------------------------------------------------


def test_pay_stays_behind_the_wall(bob: ManagerGateway, hr: HRWithContracts) -> None:
    hr.has("alice", "raise", STAGE.DRAFT, SALARY, TITLE)
    found, _ = look(bob, "raise")
    assert found.withheld == ("Salary",)
    assert "81234" not in repr(found)
    assert [item.name for item in found.amendment.items] == ["Job title"]
    terms = bob.team_amendments.amendable("alice")
    assert [each.term for each in terms.terms] == [Term.JOB_TITLE]
    assert "70000" not in repr(terms)


def test_nobody_decides_on_what_they_do_not_see(bob: ManagerGateway, hr: HRWithContracts) -> None:
    hr.has("alice", "raise", STAGE.DRAFT, SALARY)
    found, seen = look(bob, "raise")
    for write in (
        lambda: bob.draft_amendment("alice", RAISE, "key-1"),
        lambda: bob.change_amendment(found, RAISE, seen, "key-2"),
        lambda: bob.change_amendment(found, DRAFT, seen, "key-3"),
        lambda: bob.confirm_amendment(found, seen, "key-4"),
        lambda: bob.cancel_amendment(found, seen, "key-5", "No"),
        lambda: bob.team_amendments.problems("alice", RAISE),
        lambda: bob.team_amendments.open_document("alice", "alices"),
    ):
        with pytest.raises(PayWithheld):
            write()
    assert hr.stage("raise") is STAGE.DRAFT
    assert hr.counts["draft"] == 0


def test_nobody_agrees_to_a_document_unread(
    bob: ManagerGateway, bob_with_pay: ManagerGateway, hr: HRWithContracts
) -> None:
    hr.put("alices", stage=STAGE.WITH_EMPLOYER)
    found, seen = look(bob)
    assert not found.readable
    with pytest.raises(PayWithheld):
        bob.accept_amendment(found, seen, "key-1")
    assert hr.counts["accept"] == 0
    bob_with_pay.accept_amendment(*look(bob_with_pay), "key-2")
    assert hr.stage("alices") is STAGE.TO_SIGN


def test_pay_is_there_where_the_deployer_allows_it(
    bob_with_pay: ManagerGateway, hr: HRWithContracts
) -> None:
    hr.has("alice", "raise", STAGE.DRAFT, SALARY)
    found, seen = look(bob_with_pay, "raise")
    assert found.withheld == ()
    assert found.amendment.items == (SALARY,)
    assert Term.SALARY in {
        each.term for each in bob_with_pay.team_amendments.amendable("alice").terms
    }
    bob_with_pay.confirm_amendment(found, seen, "key-1")
    assert hr.stage("raise") is STAGE.TO_SIGN
    download = bob_with_pay.team_amendments.open_document("alice", "raise")
    assert b"".join(download.chunks()) == b"%PDF the raise"


# Acts ----------------------------------------------------------------------------------------


def test_acts_are_audited_as_the_manager_s(
    open_bob_with_pay: Bob, hr: HRWithContracts, services: Services
) -> None:
    open_bob = open_bob_with_pay
    action = open_bob().draft_amendment("alice", DRAFT, "key-1")
    found, seen = look(open_bob(), action.reference)
    open_bob().change_amendment(
        found, replace(DRAFT, effective_date=date(2027, 5, 1)), seen, "key-2"
    )
    found, seen = look(open_bob(), action.reference)
    open_bob().confirm_amendment(found, seen, "key-3")
    hr.put(action.reference, stage=STAGE.WITH_EMPLOYER)
    found, seen = look(open_bob(), action.reference)
    open_bob().accept_amendment(found, seen, "key-4")
    found, seen = look(open_bob(), action.reference)
    open_bob().cancel_amendment(found, seen, "key-5", "No")
    found_tags = tags(services)
    for tag in ("drafted", "changed", "confirmed", "accepted", "cancelled"):
        assert (f"amendment:{tag}", "manager", action.reference) in found_tags
    assert open_bob().amended(action.id) == ("alice", action.reference)


def test_a_second_press_does_nothing_new(open_bob: Bob, hr: HRWithContracts) -> None:
    first = open_bob().draft_amendment("alice", DRAFT, "key-1")
    again = open_bob().draft_amendment("alice", DRAFT, "key-1")
    other_tab = open_bob().draft_amendment("alice", DRAFT, "key-2")
    assert first.id == again.id == other_tab.id
    assert hr.counts["draft"] == 1
    found, seen = look(open_bob(), first.reference)
    first = open_bob().confirm_amendment(found, seen, "key-3")
    assert open_bob().confirm_amendment(found, seen, "key-3").id == first.id
    assert open_bob().confirm_amendment(found, seen, "key-4").id == first.id
    assert hr.counts["confirm"] == 1


def test_what_was_taken_back_may_be_drafted_anew_at_once(
    open_bob: Bob, hr: HRWithContracts
) -> None:
    first = open_bob().draft_amendment("alice", DRAFT, "key-1")
    found, seen = look(open_bob(), first.reference)
    open_bob().cancel_amendment(found, seen, "key-2", "")
    assert open_bob().draft_amendment("alice", DRAFT, "key-3").reference != first.reference
    assert hr.counts["draft"] == 2


def test_two_managers_at_once_confirm_once(
    open_bob: Bob, hr: HRWithContracts, services: Services
) -> None:
    hr.boss_of = {"alice": "bob"}
    found, seen = look(open_bob())
    other = ManagerGateway(services, ALICES, replace(BOB, name="Also Bob"))
    other.confirm_amendment(found, seen, "key-1")
    with pytest.raises(Conflict):
        open_bob().confirm_amendment(found, seen, "key-1")
    assert hr.counts["confirm"] == 1


@pytest.mark.parametrize("stage", [STAGE.SIGNED, STAGE.ACTIVE, STAGE.CANCELLED])
def test_what_was_signed_or_cancelled_meanwhile_is_left_alone(
    open_bob: Bob, hr: HRWithContracts, stage: AmendmentStage
) -> None:
    found, seen = look(open_bob())
    hr.put("alices", stage=stage)
    with pytest.raises(Conflict):
        open_bob().cancel_amendment(found, seen, "key-1", "No")
    with pytest.raises(Conflict):
        open_bob().confirm_amendment(found, seen, "key-2")
    assert hr.stage("alices") is stage
    assert not hr.counts["cancel"] + hr.counts["confirm"]


@pytest.mark.parametrize(
    "changed", [{"effective_date": APRIL}, {"items": (replace(TITLE, new="Director"),)}]
)
def test_only_what_was_shown_is_confirmed(
    open_bob: Bob, hr: HRWithContracts, changed: dict[str, object]
) -> None:
    found, seen = look(open_bob())
    hr.put("alices", **changed)
    with pytest.raises(Conflict):
        open_bob().confirm_amendment(found, seen, "key-1")
    assert hr.stage("alices") is STAGE.DRAFT


# Time-outs -----------------------------------------------------------------------------------


def settled(bob: ManagerGateway, action: Action) -> ActionState:
    return bob.action(action.id).state


def test_a_lost_answer_is_found_and_not_sent_again(
    open_bob: Bob, hr: HRWithContracts, later: Later
) -> None:
    hr.after_change = no_answer
    drafted = open_bob().draft_amendment("alice", DRAFT, "key-1")
    assert drafted.state is ActionState.CHECKING
    with pytest.raises(NotFound):
        open_bob().amended(drafted.id)
    later(seconds=5)
    assert settled(open_bob(), drafted) is ActionState.ACCEPTED
    reference = open_bob().action(drafted.id).reference
    assert open_bob().amended(drafted.id) == ("alice", reference)
    for number, write in enumerate(("confirm", "cancel")):
        found, seen = look(open_bob(), reference)
        more = ["No"] if write == "cancel" else []
        act = getattr(open_bob(), f"{write}_amendment")(found, seen, f"key-{number + 2}", *more)
        assert act.state is ActionState.CHECKING
        later(seconds=5)
        assert settled(open_bob(), act) is ActionState.ACCEPTED
    assert (hr.counts["draft"], hr.counts["confirm"], hr.counts["cancel"]) == (1, 1, 1)


def test_a_lost_change_and_a_lost_acceptance_are_found(
    open_bob_with_pay: Bob, hr: HRWithContracts, later: Later
) -> None:
    open_bob = open_bob_with_pay
    hr.after_change = no_answer
    found, seen = look(open_bob())
    changed = open_bob().change_amendment(found, DRAFT, seen, "key-1")
    later(seconds=5)
    assert settled(open_bob(), changed) is ActionState.ACCEPTED
    hr.put("alices", stage=STAGE.WITH_EMPLOYER)
    found, seen = look(open_bob())
    accepted = open_bob().accept_amendment(found, seen, "key-2")
    later(seconds=5)
    assert settled(open_bob(), accepted) is ActionState.ACCEPTED
    assert (hr.counts["change"], hr.counts["accept"]) == (1, 1)


def test_what_never_arrived_is_sent_again_once_that_is_certain(
    open_bob: Bob, hr: HRWithContracts, services: Services, later: Later
) -> None:
    hr.before_change = no_answer
    drafted = open_bob().draft_amendment("carol", DRAFT, "key-1")
    hr.before_change = lambda: None
    later(minutes=10)
    reconcile_due(services)
    assert settled(open_bob(), drafted) is ActionState.ACCEPTED
    assert len(hr.contracts["C-carol"]) == 1


def test_it_is_not_sent_again_for_a_report_who_moved_meanwhile(
    open_bob: Bob, hr: HRWithContracts, services: Services, later: Later
) -> None:
    found, seen = look(open_bob())
    hr.before_change = no_answer
    act = open_bob().confirm_amendment(found, seen, "key-1")
    hr.before_change = lambda: None
    hr.boss_of["alice"] = "zoe"
    later(minutes=10)
    reconcile_due(services)
    assert settled(open_bob(), act) is not ActionState.ACCEPTED
    assert hr.stage("alices") is STAGE.DRAFT


def test_what_somebody_else_settled_meanwhile_is_not_sent_again(
    open_bob: Bob, hr: HRWithContracts, services: Services, later: Later
) -> None:
    found, seen = look(open_bob())
    hr.before_change = no_answer
    act = open_bob().confirm_amendment(found, seen, "key-1")
    hr.put("alices", stage=STAGE.CANCELLED)
    later(minutes=10)
    reconcile_due(services)
    assert settled(open_bob(), act) is ActionState.REFUSED
    assert hr.counts["confirm"] == 1


# Notes ---------------------------------------------------------------------------------------


def test_the_worker_is_told_who_took_it_back_and_why(
    open_bob: Bob, hr: HRWithContracts, services: Services
) -> None:
    hr.wished.add("alices")
    alice = ManagerGateway(services, ALICES, ALICE)
    found, seen = look(open_bob())
    assert alice.taken_back_by(found.amendment) is None
    open_bob().cancel_amendment(found, seen, "key-1", "Not this year")
    told = alice.taken_back_by(hr.find("alices"))
    assert told is not None
    assert (told.by, told.reason, told.wished) == ("Bob Blum", "Not this year", True)


def test_what_was_refused_is_told_to_nobody(
    open_bob: Bob, hr: HRWithContracts, services: Services
) -> None:
    found, seen = look(open_bob())

    def refuse() -> None:
        raise Rejected("no")

    hr.before_change = refuse
    with pytest.raises(Rejected):
        open_bob().cancel_amendment(found, seen, "key-1", "Not this year")
    hr.put("alices", stage=STAGE.CANCELLED)
    assert ManagerGateway(services, ALICES, ALICE).taken_back_by(hr.find("alices")) is None


def test_notes_of_what_was_never_sent_are_forgotten(
    open_bob: Bob, hr: HRWithContracts, services: Services
) -> None:
    found, seen = look(open_bob())
    open_bob().confirm_amendment(found, seen, "key-1")
    with pytest.raises(Conflict):
        open_bob().cancel_amendment(found, "0" * 64, "key-2", "No")
    old = datetime.now(UTC) - timedelta(days=2)
    with services.database.begin() as session:
        session.execute(update(AmendmentNoteRow).values(created_at=old))
    amendment_notes.delete_unsent(services.database)
    with services.database.read() as session:
        assert session.scalars(select(AmendmentNoteRow.key)).all() == ["key-1"]


def test_another_manager_s_action_is_not_found(open_bob: Bob, services: Services) -> None:
    action = open_bob().draft_amendment("alice", DRAFT, "key-1")
    with pytest.raises(NotFound):
        ManagerGateway(services, ALICES, ALICE).amended(action.id)
