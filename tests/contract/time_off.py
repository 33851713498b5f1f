from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict, NotFound, Rejected
from portal.backends.leave import (
    DayKind,
    Granularity,
    LeaveUnit,
    TimeOff,
    TimeOffDraft,
    TimeOffStatus,
)
from tests.contract.cast import NOT_IDS, Cast


def stored(api: WorkerAPI, time_off_id: str) -> TimeOff:
    return next(each for each in api.time_off() if each.id == time_off_id)


class TimeOffContract:
    @pytest.fixture
    def draft(self, api: WorkerAPI, free_monday: date) -> Callable[..., TimeOffDraft]:
        """A draft for a free Monday to Tuesday, of a kind that takes half days."""
        kind = next(
            each
            for each in api.time_off_types()
            if each.granularity is Granularity.HALF_DAYS and each.paid and not each.note_required
        )

        def make(**changes: object) -> TimeOffDraft:
            values = {"start": free_monday, "end": free_monday + timedelta(days=1), **changes}
            return TimeOffDraft(kind.id, **values)  # type: ignore[arg-type]

        return make

    def test_balances_name_unit_and_types(self, api: WorkerAPI) -> None:
        balances = api.leave_balances()
        types = {kind.id for kind in api.time_off_types()}

        assert balances
        for balance in balances:
            assert balance.unit is not LeaveUnit.UNKNOWN
            assert balance.unlimited or balance.available is not None
            assert set(balance.type_ids) <= types

    def test_own_time_off_is_listed_latest_first(self, api: WorkerAPI) -> None:
        found = api.time_off()

        assert found
        assert {each.worker_id for each in found} == {api.identity.worker_id}
        assert [each.start for each in found] == sorted(
            (each.start for each in found), reverse=True
        )
        assert api.foreign == []

    def test_preview_counts_working_days(
        self, api: WorkerAPI, draft: Callable[..., TimeOffDraft], free_monday: date
    ) -> None:
        preview = api.preview_time_off(draft(end=free_monday + timedelta(days=6)))

        weekend = [free_monday + timedelta(days=5), free_monday + timedelta(days=6)]
        assert preview.valid
        assert preview.amount is not None
        assert preview.amount.unit is not LeaveUnit.UNKNOWN
        assert preview.amount.amount == sum(day.amount for day in preview.days)
        assert [day.on for day in preview.days if day.kind is DayKind.DAY_OFF] == weekend

    def test_preview_says_why_not(self, api: WorkerAPI, draft: Callable[..., TimeOffDraft]) -> None:
        api.submit_time_off(draft(), key="submit-1")

        preview = api.preview_time_off(draft())

        assert not preview.valid
        assert preview.message

    def test_preview_asks_for_nothing(
        self, api: WorkerAPI, draft: Callable[..., TimeOffDraft]
    ) -> None:
        before = api.time_off()

        api.preview_time_off(draft())

        assert api.time_off() == before

    def test_submitted_time_off_waits_for_a_decision(
        self, api: WorkerAPI, draft: Callable[..., TimeOffDraft], free_monday: date
    ) -> None:
        created = api.submit_time_off(draft(note="Family visit"), key="submit-1")

        assert [each.status for each in created] == [TimeOffStatus.REQUESTED]
        found = stored(api, created[0].id)
        assert found.status is TimeOffStatus.REQUESTED
        assert (found.start, found.end) == (free_monday, free_monday + timedelta(days=1))
        assert found.note == "Family visit"

    def test_half_day_is_asked_for_and_told(
        self, api: WorkerAPI, draft: Callable[..., TimeOffDraft], free_monday: date
    ) -> None:
        [created] = api.submit_time_off(draft(end=free_monday, half_day=True), key="submit-1")

        assert stored(api, created.id).half_day
        assert stored(api, created.id).amount.amount == Decimal("0.5")

    def test_overlap_is_rejected_with_a_reason(
        self, api: WorkerAPI, draft: Callable[..., TimeOffDraft]
    ) -> None:
        api.submit_time_off(draft(), key="submit-1")

        with pytest.raises(Rejected) as caught:
            api.submit_time_off(draft(), key="submit-2")

        assert caught.value.vendor_message

    def test_waiting_request_is_cancelled(
        self, api: WorkerAPI, draft: Callable[..., TimeOffDraft]
    ) -> None:
        [created] = api.submit_time_off(draft(), key="submit-1")

        api.cancel_time_off(created.id, key="cancel-1")

        assert stored(api, created.id).status is TimeOffStatus.CANCELLED

    def test_decided_request_is_not_cancelled(self, api: WorkerAPI) -> None:
        approved = next(each for each in api.time_off() if each.status is TimeOffStatus.APPROVED)

        with pytest.raises(Conflict):
            api.cancel_time_off(approved.id, key="cancel-1")

        assert stored(api, approved.id).status is TimeOffStatus.APPROVED

    def test_strangers_request_is_not_found(self, api: WorkerAPI, strangers: WorkerAPI) -> None:
        theirs = strangers.time_off()

        with pytest.raises(NotFound):
            api.cancel_time_off(theirs[0].id, key="cancel-1")

        assert strangers.time_off() == theirs

    @pytest.mark.parametrize("text", NOT_IDS)
    def test_what_is_no_id_makes_no_call(self, api: WorkerAPI, cast: Cast, text: str) -> None:
        before = cast.calls()

        with pytest.raises(NotFound):
            api.cancel_time_off(text, key="cancel-1")

        assert cast.calls() == before
