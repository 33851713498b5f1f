from collections.abc import Callable
from datetime import date, timedelta

import pytest

from portal.backends.contract import Backend, ManagerAPI, WorkerAPI
from portal.backends.errors import NotFound
from portal.backends.leave import Granularity, TimeOffDraft, TimeOffStatus
from portal.backends.team import Decision
from portal.backends.types import WorkerIdentity
from tests.contract.cast import NOT_IDS, Cast

REQUESTED, APPROVED = TimeOffStatus.REQUESTED, TimeOffStatus.APPROVED


class ManagerContract:
    """The worker of the cast reports to ``cast.manager``; the stranger does not."""

    @pytest.fixture
    def manager(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> ManagerAPI:
        return backend.manager(person(cast.manager))

    @pytest.fixture
    def asked(self, api: WorkerAPI, free_monday: date) -> str:
        """The id of a request of the worker's that nobody has decided."""
        kind = next(
            each
            for each in api.time_off_types()
            if each.granularity is Granularity.HALF_DAYS and each.paid and not each.note_required
        )
        draft = TimeOffDraft(kind.id, free_monday, free_monday + timedelta(days=1), note="Family")
        [created] = api.submit_time_off(draft, key="submit-1")
        return created.id

    def test_sign_in_knows_who_has_reports(
        self, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> None:
        assert person(cast.manager).has_reports
        assert not person(cast.worker).has_reports

    def test_line_names_the_reports_and_nobody_else(
        self, manager: ManagerAPI, api: WorkerAPI, strangers: WorkerAPI, cast: Cast
    ) -> None:
        before = cast.calls()
        line = manager.reporting_line()

        assert cast.calls() == before + 1
        assert line.id == manager.identity.worker_id
        assert api.identity.worker_id in {each.id for each in line.reports}
        assert strangers.identity.worker_id not in {each.id for each in line.reports}
        assert manager.identity.worker_id not in {each.id for each in line.reports}

    def test_line_of_another_is_what_that_one_reads(
        self, backend: Backend, manager: ManagerAPI, strangers: WorkerAPI, cast: Cast
    ) -> None:
        other = backend.manager(strangers.identity)
        before = cast.calls()

        line = other.line_of(manager.identity.worker_id)

        assert cast.calls() == before + 1
        assert line == manager.reporting_line()
        assert line.active

    def test_line_of_somebody_without_reports_names_the_manager(
        self, backend: Backend, api: WorkerAPI, manager: ManagerAPI, cast: Cast
    ) -> None:
        line = backend.manager(api.identity).reporting_line()

        assert line.reports == ()
        assert line.manager is not None
        assert (line.manager.id, line.manager.email) == (manager.identity.worker_id, cast.manager)

    def test_colleagues_share_the_manager(
        self, backend: Backend, api: WorkerAPI, manager: ManagerAPI
    ) -> None:
        asker = backend.manager(api.identity)
        boss = asker.reporting_line().manager
        assert boss is not None

        found = {each.id for each in asker.colleagues(boss)}

        reports = {each.id for each in manager.reporting_line().reports}
        assert found == reports - {api.identity.worker_id}

    def test_who_is_not_named_there_has_no_colleagues(
        self, backend: Backend, strangers: WorkerAPI, api: WorkerAPI
    ) -> None:
        boss = backend.manager(api.identity).reporting_line().manager
        assert boss is not None
        assert backend.manager(strangers.identity).colleagues(boss) == ()

    def test_team_has_role_and_place(self, manager: ManagerAPI, api: WorkerAPI) -> None:
        team = {each.id: each for each in manager.team()}

        assert set(team) == {each.id for each in manager.reporting_line().reports}
        member = team[api.identity.worker_id]
        assert member.job_title
        assert member.time_zone
        assert member.country == api.identity.country
        assert member == manager.member(member.id)

    def test_everybody_is_each_of_those_who_work_there(
        self, manager: ManagerAPI, api: WorkerAPI, strangers: WorkerAPI, cast: Cast
    ) -> None:
        found = manager.everybody()

        ids = [each.id for each in found]
        assert len(ids) == len(set(ids))
        assert {api.identity.worker_id, strangers.identity.worker_id} <= set(ids)
        assert cast.leaver not in {each.email for each in found}
        assert {each for each in found if each.id in {one.id for one in manager.team()}} == set(
            manager.team()
        )

    def test_member_names_whom_they_report_to(
        self, manager: ManagerAPI, strangers: WorkerAPI
    ) -> None:
        other = manager.member(strangers.identity.worker_id)

        assert other.manager_id != manager.identity.worker_id

    @pytest.mark.parametrize("text", NOT_IDS)
    def test_what_is_no_id_makes_no_call(self, manager: ManagerAPI, cast: Cast, text: str) -> None:
        before = cast.calls()

        with pytest.raises(NotFound):
            manager.member(text)
        with pytest.raises(NotFound):
            manager.leave_balances(text)
        with pytest.raises(NotFound):
            manager.line_of(text)

        assert cast.calls() == before

    def test_balances_are_those_the_worker_sees(self, manager: ManagerAPI, api: WorkerAPI) -> None:
        assert manager.leave_balances(api.identity.worker_id) == api.leave_balances()

    def test_balances_of_a_later_leave_year(self, manager: ManagerAPI, api: WorkerAPI) -> None:
        ends = {each.period_end for each in api.leave_balances() if each.period_end}
        later = max(ends) + timedelta(days=1)

        found = manager.leave_balances(api.identity.worker_id, later)

        assert all(each.period_end and each.period_end >= later for each in found)

    def test_time_off_is_that_of_the_people_asked_about(
        self, manager: ManagerAPI, api: WorkerAPI, asked: str
    ) -> None:
        people = {api.identity.worker_id}
        found = manager.time_off_of(people, {REQUESTED, APPROVED})

        assert {each.worker_id for each in found} == people
        assert {each.status for each in found} == {REQUESTED, APPROVED}
        [one] = [each for each in found if each.id == asked]
        assert one.note == "Family"
        assert one.type_name
        assert manager.time_off_of(set(), {REQUESTED}) == ()
        everybodys = manager.time_off_of(None, {REQUESTED})
        assert asked in {each.id for each in everybodys}
        assert {each.status for each in everybodys} == {REQUESTED}
        assert {each.worker_id for each in everybodys} > people

    def test_time_off_is_narrowed(
        self, manager: ManagerAPI, api: WorkerAPI, asked: str, free_monday: date
    ) -> None:
        people = {api.identity.worker_id}

        by_id = manager.time_off_of(people, {REQUESTED, APPROVED}, ids=[asked])
        later = manager.time_off_of(people, {REQUESTED}, starting_from=free_monday)
        tomorrow = date.today() + timedelta(days=2)  # noqa: DTZ011  (calendar date)
        touched = manager.time_off_of(people, {REQUESTED}, changed_since=tomorrow)

        assert [each.id for each in by_id] == [asked]
        assert [each.id for each in later] == [asked]
        assert touched == ()

    @pytest.mark.parametrize("decision", Decision)
    def test_decision_is_taken_once(
        self, manager: ManagerAPI, api: WorkerAPI, asked: str, decision: Decision
    ) -> None:
        [first] = manager.review_time_off([asked], decision, key="review-1")
        [second] = manager.review_time_off([asked], Decision.APPROVE, key="review-2")

        assert (first.time_off_id, first.done) == (asked, True)
        assert not second.done
        assert second.message
        [now] = [each for each in api.time_off() if each.id == asked]
        assert now.status in decision.outcomes

    def test_batch_says_what_became_of_each(
        self, manager: ManagerAPI, api: WorkerAPI, asked: str
    ) -> None:
        approved = next(each for each in api.time_off() if each.status is APPROVED)

        reviews = manager.review_time_off([approved.id, asked], Decision.APPROVE, key="review-1")

        assert [(each.time_off_id, each.done) for each in reviews] == [
            (approved.id, False),
            (asked, True),
        ]
