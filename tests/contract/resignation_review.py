from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.backends.agreements import (
    LetterStage,
    ResignationDraft,
    ResignationReason,
    ResignationStage,
)
from portal.backends.contract import Backend, ManagerAPI, WorkerAPI
from portal.backends.errors import NotFound, Rejected, Unsupported
from portal.backends.leave import LeaveUnit
from portal.backends.offboarding import (
    Acceptance,
    DeclineReason,
    LeaveTracking,
    OffPlatformLeave,
    Refusal,
    Severance,
    SeveranceUnit,
    TeamResignation,
    UsedLeave,
)
from portal.backends.types import Upload, WorkerIdentity
from tests.contract.cast import NOT_IDS, Cast

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


class ResignationReviewContract:
    """The worker of the cast reports to ``cast.manager``; the stranger does not."""

    @pytest.fixture
    def manager(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> ManagerAPI:
        return backend.manager(person(cast.manager))

    @pytest.fixture
    def handed_in(self, api: WorkerAPI, manager: ManagerAPI, free_monday: date) -> TeamResignation:
        draft = ResignationDraft(
            reason=ResignationReason.FOUND_ANOTHER_JOB,
            desired_end_date=free_monday + timedelta(days=90),
            signature="Jana Köhler",
            detail="With thanks",
            attachments=(Upload("proof.png", "image/png", PNG),),
        )
        api.submit_resignation(draft, key="resign-1")
        [found] = manager.resignations_of({api.identity.worker_id})
        return found

    def test_what_was_handed_in_waits(
        self, handed_in: TeamResignation, api: WorkerAPI, free_monday: date
    ) -> None:
        assert handed_in.waits
        assert handed_in.open
        assert handed_in.worker_id == api.identity.worker_id
        assert handed_in.contract_id == api.identity.contract_id
        assert handed_in.last_day == free_monday + timedelta(days=90)

    def test_list_is_that_of_the_people_asked_about(
        self, manager: ManagerAPI, handed_in: TeamResignation, strangers: WorkerAPI, cast: Cast
    ) -> None:
        before = cast.calls()
        assert manager.resignations_of(set()) == ()
        assert cast.calls() == before
        assert manager.resignations_of({strangers.identity.worker_id}) == ()

    def test_details_are_what_the_worker_gave(
        self, manager: ManagerAPI, handed_in: TeamResignation
    ) -> None:
        details = manager.resignation_details(handed_in.contract_id)

        assert details.contract_id == handed_in.contract_id
        assert details.reason is ResignationReason.FOUND_ANOTHER_JOB
        assert details.detail == "With thanks"
        assert details.desired_end_date == handed_in.last_day
        assert details.end_date is None
        assert details.handed_in_at is not None
        assert [file.name for file in details.files] == ["proof.png"]

    def test_file_can_be_opened(self, manager: ManagerAPI, handed_in: TeamResignation) -> None:
        [file] = manager.resignation_details(handed_in.contract_id).files
        download = manager.open_resignation_file(handed_in.contract_id, file.id)

        assert b"".join(download.chunks()) == PNG
        download.close()
        with pytest.raises(NotFound):
            manager.open_resignation_file(handed_in.contract_id, "none")

    def test_who_has_not_resigned_has_no_details(
        self, manager: ManagerAPI, strangers: WorkerAPI
    ) -> None:
        with pytest.raises(NotFound):
            manager.resignation_details(strangers.identity.contract_id or "")

    @pytest.mark.parametrize("text", NOT_IDS)
    def test_what_is_no_id_makes_no_call(self, manager: ManagerAPI, cast: Cast, text: str) -> None:
        before = cast.calls()

        for ask in (
            lambda: manager.resignation_details(text),
            lambda: manager.open_resignation_file(text, "file"),
            lambda: manager.last_days(text),
            lambda: manager.decline_resignation(text, Refusal(DeclineReason.OTHER), key="no"),
        ):
            with pytest.raises(NotFound):
                ask()

        assert cast.calls() == before

    def test_last_days_begin_after_the_notice(
        self, manager: ManagerAPI, handed_in: TeamResignation
    ) -> None:
        found = manager.last_days(handed_in.contract_id)

        assert found.earliest is not None
        assert found.earliest > date.today()  # noqa: DTZ011  (calendar date)
        assert found.restricted == tuple(sorted(set(found.restricted)))
        assert handed_in.last_day not in found.restricted

    def test_leave_at_the_end_carries_its_unit(
        self, manager: ManagerAPI, handed_in: TeamResignation
    ) -> None:
        assert handed_in.last_day is not None
        found = manager.leave_at_end(handed_in.contract_id, handed_in.worker_id, handed_in.last_day)

        assert found.tracking is LeaveTracking.ON_PLATFORM
        assert found.unit is LeaveUnit.WORKING_DAYS
        assert found.remaining is not None
        assert all(period.start < period.end for period in found.periods)
        assert found.upcoming
        assert all(each.amount.unit is found.unit for each in found.upcoming)

    def test_accepted_one_goes_on(
        self, manager: ManagerAPI, api: WorkerAPI, handed_in: TeamResignation
    ) -> None:
        manager.accept_resignation(handed_in.contract_id, Acceptance(None), key="accept-1")

        [now] = manager.resignations_of({handed_in.worker_id})
        assert now.id == handed_in.id
        assert now.open
        assert not now.waits
        assert manager.resignation_details(now.contract_id).end_date == handed_in.last_day
        [own] = api.resignations()
        assert own.letter is LetterStage.TO_SIGN

    def test_leave_counted_elsewhere_is_told_in_its_unit(
        self, manager: ManagerAPI, handed_in: TeamResignation
    ) -> None:
        year = handed_in.last_day and handed_in.last_day.year
        assert year
        used = UsedLeave(date(year, 1, 1), date(year, 12, 31), Decimal("7.5"))
        acceptance = Acceptance(
            OffPlatformLeave((used,), Decimal(2), LeaveUnit.HOURS),
            Severance(Decimal(3), SeveranceUnit.WEEKS),
        )
        manager.accept_resignation(handed_in.contract_id, acceptance, key="accept-1")

        [now] = manager.resignations_of({handed_in.worker_id})
        assert not now.waits

    def test_unit_nobody_knows_is_unsupported(
        self, manager: ManagerAPI, handed_in: TeamResignation
    ) -> None:
        unknown = OffPlatformLeave((), Decimal(), LeaveUnit.UNKNOWN)
        with pytest.raises(Unsupported):
            manager.accept_resignation(handed_in.contract_id, Acceptance(unknown), key="accept-1")

        [now] = manager.resignations_of({handed_in.worker_id})
        assert now.waits

    @pytest.mark.parametrize("reason", DeclineReason)
    def test_declined_one_comes_to_nothing(
        self,
        manager: ManagerAPI,
        api: WorkerAPI,
        handed_in: TeamResignation,
        reason: DeclineReason,
    ) -> None:
        refusal = Refusal(reason, "Let us talk", handed_in.last_day)
        manager.decline_resignation(handed_in.contract_id, refusal, key="decline-1")

        [now] = manager.resignations_of({handed_in.worker_id})
        assert now.stage is ResignationStage.CANCELLED
        assert not any(each.open for each in api.resignations())

    def test_answer_is_taken_once(self, manager: ManagerAPI, handed_in: TeamResignation) -> None:
        manager.accept_resignation(handed_in.contract_id, Acceptance(None), key="accept-1")

        with pytest.raises(Rejected):
            manager.decline_resignation(
                handed_in.contract_id, Refusal(DeclineReason.LAST_DAY), key="decline-1"
            )
        with pytest.raises(Rejected):
            manager.accept_resignation(handed_in.contract_id, Acceptance(None), key="accept-2")

        [now] = manager.resignations_of({handed_in.worker_id})
        assert now.stage is ResignationStage.IN_REVIEW
