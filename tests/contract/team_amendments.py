from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.backends.agreements import AmendmentRequest, AmendmentStage, ChangeSubject
from portal.backends.contract import Backend, ManagerAPI, WorkerAPI
from portal.backends.contract_changes import (
    AmendmentDraft,
    Change,
    TeamAmendment,
    Term,
    TermKind,
)
from portal.backends.errors import Conflict, NotFound, Rejected
from portal.backends.types import WorkerIdentity
from tests.contract.cast import NOT_IDS, Cast

TITLE = Change(Term.JOB_TITLE, "Principal Engineer")


class TeamAmendmentsContract:
    """``cast.settled`` has no amendment under way; here their contract is changed."""

    @pytest.fixture
    def manager(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> ManagerAPI:
        return backend.manager(person(cast.manager))

    @pytest.fixture
    def settled(self, worker: Callable[[str], WorkerAPI], cast: Cast) -> WorkerAPI:
        return worker(cast.settled)

    @pytest.fixture
    def who(self, settled: WorkerAPI) -> tuple[str, str]:
        assert settled.identity.contract_id
        return settled.identity.worker_id, settled.identity.contract_id

    @pytest.fixture
    def draft(self, free_monday: date) -> AmendmentDraft:
        return AmendmentDraft(free_monday, (TITLE,))

    @pytest.fixture
    def drafted(
        self, manager: ManagerAPI, who: tuple[str, str], draft: AmendmentDraft
    ) -> TeamAmendment:
        return manager.draft_amendment(*who, draft, key="draft-1")

    def test_contracts_are_those_of_the_people_asked_about(
        self, manager: ManagerAPI, api: WorkerAPI, settled: WorkerAPI, who: tuple[str, str]
    ) -> None:
        people = {api.identity.worker_id, settled.identity.worker_id}

        found = manager.contracts_of(people)

        assert found == {api.identity.worker_id: api.identity.contract_id, who[0]: who[1]}
        assert manager.contract_of(who[0]) == who[1]

    def test_what_may_change_comes_with_its_limits(
        self, manager: ManagerAPI, who: tuple[str, str]
    ) -> None:
        found = manager.amendable(who[0])

        assert (found.worker_id, found.contract_id) == who
        terms = {each.term: each for each in found.terms}
        assert len(terms) == len(found.terms)
        assert terms[Term.JOB_TITLE].now
        assert terms[Term.SALARY].kind is TermKind.MONEY
        assert len(found.currency) == 3
        hours = terms[Term.WEEKLY_HOURS]
        assert hours.minimum is not None
        assert hours.maximum is not None
        assert hours.minimum < hours.maximum
        assert all(each.options for each in found.terms if each.kind is TermKind.CHOICE)

    def test_draft_is_the_employers_alone(
        self, drafted: TeamAmendment, manager: ManagerAPI, settled: WorkerAPI, who: tuple[str, str]
    ) -> None:
        assert drafted.amendment.stage is AmendmentStage.DRAFT
        assert not drafted.wished
        assert (drafted.worker_id, drafted.amendment.contract_id) == who
        [item] = drafted.amendment.items
        assert item.old
        assert item.new == TITLE.value
        assert not item.is_pay
        [listed] = [each for each in manager.amendments_of(*who) if each.id == drafted.id]
        assert listed == drafted
        assert drafted.id not in {each.id for each in settled.amendments()}

    @pytest.mark.parametrize(
        "change",
        [
            Change(Term.SALARY, "81000.50"),
            Change(Term.WEEKLY_HOURS, "32"),
            Change(Term.HOLIDAYS, "29"),
            Change(Term.SCOPE, "All of it"),
            Change(Term.OTHER, "Work from Lisbon in winter"),
            Change(Term.PROBATION, "120"),
            Change(Term.NOTICE_AFTER_PROBATION, "61"),
            Change(Term.ALLOWANCE, "100.50", "ONCE", "Home office"),
            Change(Term.BONUS, "7.5", "PERCENTAGE", "Annual bonus"),
        ],
        ids=lambda change: change.term,
    )
    def test_each_kind_of_term_is_taken(
        self, manager: ManagerAPI, who: tuple[str, str], free_monday: date, change: Change
    ) -> None:
        draft = AmendmentDraft(free_monday, (change,))

        assert manager.validate_amendment(who[1], draft) == {}
        made = manager.draft_amendment(*who, draft, key="draft-1")

        [item] = made.amendment.items
        assert item.new
        assert item.is_pay is change.term.is_pay

    def test_each_choice_is_taken(
        self, manager: ManagerAPI, who: tuple[str, str], free_monday: date
    ) -> None:
        terms = manager.amendable(who[0]).terms
        choices = [each for each in terms if each.kind is TermKind.CHOICE]
        assert choices
        for each in choices:
            drafts = [
                AmendmentDraft(free_monday, (Change(each.term, option),)) for option in each.options
            ]
            refused = [one for one in drafts if manager.validate_amendment(who[1], one)]
            assert len(refused) <= 1, "only what is agreed already may be refused"

    def test_what_is_out_of_limits_is_told_by_term(
        self, manager: ManagerAPI, who: tuple[str, str], draft: AmendmentDraft
    ) -> None:
        limits = {each.term: each.maximum for each in manager.amendable(who[0]).terms}
        too_much = Change(Term.HOLIDAYS, str((limits[Term.HOLIDAYS] or 0) + 1))
        wrong = replace(draft, changes=(TITLE, too_much))

        found = manager.validate_amendment(who[1], wrong)

        assert set(found) == {Term.HOLIDAYS}
        assert found[Term.HOLIDAYS]
        with pytest.raises(Rejected):
            manager.draft_amendment(*who, wrong, key="draft-1")

    def test_a_day_outside_the_limits_is_rejected_by_its_field(
        self, manager: ManagerAPI, who: tuple[str, str], drafted: TeamAmendment
    ) -> None:
        dates = manager.effective_dates(who[1], drafted.id)
        assert dates.latest is not None
        assert not dates.fixed
        late = AmendmentDraft(dates.latest + timedelta(days=1), (Change(Term.HOLIDAYS, "29"),))

        with pytest.raises(Rejected) as caught:
            manager.draft_amendment(*who, late, key="draft-2")

        assert caught.value.fields["effective_date"]

    def test_a_second_draft_of_the_same_is_a_conflict(
        self,
        manager: ManagerAPI,
        who: tuple[str, str],
        drafted: TeamAmendment,
        draft: AmendmentDraft,
    ) -> None:
        with pytest.raises(Conflict):
            manager.draft_amendment(*who, draft, key="draft-2")
        assert manager.draft_amendment(*who, draft, key="draft-1").id == drafted.id

    def test_draft_changes(
        self,
        manager: ManagerAPI,
        who: tuple[str, str],
        drafted: TeamAmendment,
        draft: AmendmentDraft,
    ) -> None:
        day = draft.effective_date + timedelta(days=7)
        other = AmendmentDraft(day, (Change(Term.JOB_TITLE, "Staff Engineer"),))

        manager.change_amendment(who[1], drafted.id, other, key="change-1")

        [now] = [each for each in manager.amendments_of(*who) if each.id == drafted.id]
        assert [item.new for item in now.amendment.items] == ["Staff Engineer"]
        assert now.amendment.effective_date == day

    def test_confirmed_draft_comes_to_the_worker(
        self,
        manager: ManagerAPI,
        settled: WorkerAPI,
        who: tuple[str, str],
        drafted: TeamAmendment,
        draft: AmendmentDraft,
    ) -> None:
        with pytest.raises(Conflict):
            manager.open_team_amendment(who[1], drafted.id)
        manager.confirm_amendment(who[1], drafted.id, key="confirm-1")

        [seen] = [each for each in settled.amendments() if each.id == drafted.id]
        assert seen.stage is AmendmentStage.TO_SIGN
        file = manager.open_team_amendment(who[1], drafted.id)
        assert b"".join(file.chunks()).startswith(b"%PDF-")
        file.close()
        for again in (
            lambda: manager.confirm_amendment(who[1], drafted.id, key="confirm-2"),
            lambda: manager.change_amendment(who[1], drafted.id, draft, key="change-1"),
        ):
            with pytest.raises(Conflict):
                again()

    def test_employer_accepts_what_was_prepared(
        self, manager: ManagerAPI, settled: WorkerAPI, who: tuple[str, str], free_monday: date
    ) -> None:
        raised = AmendmentDraft(free_monday, (Change(Term.SALARY, "99000"),))
        made = manager.draft_amendment(*who, raised, key="draft-1")
        with pytest.raises(Conflict):
            manager.accept_amendment(who[1], made.id, key="accept-1")
        manager.confirm_amendment(who[1], made.id, key="confirm-1")
        [waits] = [each for each in manager.amendments_of(*who) if each.id == made.id]
        assert waits.amendment.stage is AmendmentStage.WITH_EMPLOYER

        manager.accept_amendment(who[1], made.id, key="accept-2")

        [seen] = [each for each in settled.amendments() if each.id == made.id]
        assert seen.stage is AmendmentStage.TO_SIGN
        settled.sign_amendment(made.id, "Sofia Almeida", key="sign-1")
        with pytest.raises(Conflict):
            manager.cancel_amendment(who[1], made.id, key="cancel-1")

    def test_cancelled_is_cancelled_once(
        self, manager: ManagerAPI, settled: WorkerAPI, who: tuple[str, str], drafted: TeamAmendment
    ) -> None:
        manager.confirm_amendment(who[1], drafted.id, key="confirm-1")

        manager.cancel_amendment(who[1], drafted.id, key="cancel-1")

        [seen] = [each for each in settled.amendments() if each.id == drafted.id]
        assert seen.stage is AmendmentStage.CANCELLED
        with pytest.raises(Conflict):
            manager.cancel_amendment(who[1], drafted.id, key="cancel-2")

    def test_cancelled_draft_stays_the_employers(
        self, manager: ManagerAPI, settled: WorkerAPI, who: tuple[str, str], drafted: TeamAmendment
    ) -> None:
        manager.cancel_amendment(who[1], drafted.id, key="cancel-1")

        assert drafted.id not in {each.id for each in settled.amendments()}

    def test_wish_arrives_as_a_draft(
        self, manager: ManagerAPI, settled: WorkerAPI, who: tuple[str, str], free_monday: date
    ) -> None:
        wish = AmendmentRequest(ChangeSubject.JOB_TITLE, "Lead", "I lead the team", free_monday)
        asked = settled.request_amendment(wish, key="request-1")

        [found] = [each for each in manager.amendments_of(*who) if each.id == asked.id]

        assert found.wished
        assert found.amendment.stage is AmendmentStage.DRAFT
        manager.confirm_amendment(who[1], asked.id, key="confirm-1")
        [seen] = [each for each in settled.amendments() if each.id == asked.id]
        assert seen.stage is not AmendmentStage.WITH_EMPLOYER

    def test_amendment_of_another_contract_is_not_found(
        self, manager: ManagerAPI, api: WorkerAPI, drafted: TeamAmendment
    ) -> None:
        assert api.identity.contract_id
        for write in (manager.confirm_amendment, manager.cancel_amendment):
            with pytest.raises(NotFound):
                write(api.identity.contract_id, drafted.id, key="key-1")

    @pytest.mark.parametrize("text", NOT_IDS)
    def test_what_is_no_id_makes_no_call(
        self, manager: ManagerAPI, cast: Cast, text: str, who: tuple[str, str]
    ) -> None:
        before = cast.calls()

        for ask in (
            lambda: manager.contract_of(text),
            lambda: manager.amendable(text),
            lambda: manager.amendments_of(who[0], text),
            lambda: manager.confirm_amendment(who[1], text, key="key-1"),
            lambda: manager.cancel_amendment(who[1], text, key="key-1"),
        ):
            with pytest.raises(NotFound):
                ask()

        assert cast.calls() == before
