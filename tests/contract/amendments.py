from collections.abc import Callable
from datetime import date, timedelta

import pytest

from portal.backends.agreements import (
    Amendment,
    AmendmentRequest,
    AmendmentStage,
    ChangeSubject,
)
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict, NotFound, Rejected
from tests.contract.cast import NOT_IDS, Cast


def at_stage(api: WorkerAPI, stage: AmendmentStage) -> Amendment:
    return next(each for each in api.amendments() if each.stage is stage)


class AmendmentsContract:
    def test_amendments_tell_old_and_new(self, api: WorkerAPI) -> None:
        waiting = at_stage(api, AmendmentStage.TO_SIGN)

        assert waiting.contract_id == api.identity.contract_id
        assert waiting.items
        assert all(item.name and item.new for item in waiting.items)
        assert [event.at for event in waiting.history] == sorted(
            event.at for event in waiting.history
        )

    def test_employers_drafts_are_not_shown(self, strangers: WorkerAPI) -> None:
        stages = {each.stage for each in strangers.amendments()}

        assert stages == {AmendmentStage.TO_SIGN}

    def test_document_opens(self, api: WorkerAPI) -> None:
        waiting = at_stage(api, AmendmentStage.TO_SIGN)

        file = api.open_amendment(waiting.id)
        content = b"".join(file.chunks())
        file.close()

        assert content.startswith(b"%PDF-")

    def test_signed_amendment_no_longer_waits(self, api: WorkerAPI) -> None:
        waiting = at_stage(api, AmendmentStage.TO_SIGN)

        api.sign_amendment(waiting.id, "Jana Köhler", key="sign-1")

        [signed] = [each for each in api.amendments() if each.id == waiting.id]
        assert signed.stage in (AmendmentStage.SIGNED, AmendmentStage.ACTIVE)

    def test_signing_twice_is_a_conflict(self, api: WorkerAPI) -> None:
        waiting = at_stage(api, AmendmentStage.TO_SIGN)
        api.sign_amendment(waiting.id, "Jana Köhler", key="sign-1")

        with pytest.raises(Conflict):
            api.sign_amendment(waiting.id, "Jana Köhler", key="sign-2")

    def test_strangers_amendment_is_not_found(self, api: WorkerAPI, strangers: WorkerAPI) -> None:
        theirs = at_stage(strangers, AmendmentStage.TO_SIGN)

        with pytest.raises(NotFound):
            api.sign_amendment(theirs.id, "Jana Köhler", key="sign-1")
        with pytest.raises(NotFound):
            api.open_amendment(theirs.id)

        assert at_stage(strangers, AmendmentStage.TO_SIGN) == theirs

    @pytest.mark.parametrize("text", NOT_IDS)
    def test_what_is_no_id_makes_no_call(self, api: WorkerAPI, cast: Cast, text: str) -> None:
        before = cast.calls()

        with pytest.raises(NotFound):
            api.sign_amendment(text, "Jana Köhler", key="sign-1")

        assert cast.calls() == before


class AmendmentRequestContract:
    @pytest.fixture
    def settled(self, worker: Callable[[str], WorkerAPI], cast: Cast) -> WorkerAPI:
        return worker(cast.settled)

    @pytest.fixture
    def wish(self, free_monday: date) -> AmendmentRequest:
        return AmendmentRequest(
            ChangeSubject.JOB_TITLE, "Principal Engineer", "I lead the team", free_monday
        )

    def test_wish_is_with_the_employer_and_seen_by_the_worker(
        self, settled: WorkerAPI, wish: AmendmentRequest
    ) -> None:
        created = settled.request_amendment(wish, key="request-1")

        assert created.stage is AmendmentStage.WITH_EMPLOYER
        [found] = [each for each in settled.amendments() if each.id == created.id]
        assert found.stage is AmendmentStage.WITH_EMPLOYER
        assert found.effective_date == wish.effective_date
        assert any(item.new == wish.value for item in found.items)
        assert any(wish.reason in item.new for item in found.items)
        assert not found.has_document

    def test_wish_has_no_document_yet(self, settled: WorkerAPI, wish: AmendmentRequest) -> None:
        created = settled.request_amendment(wish, key="request-1")

        with pytest.raises(Conflict):
            settled.open_amendment(created.id)

    def test_wish_cannot_be_signed(self, settled: WorkerAPI, wish: AmendmentRequest) -> None:
        created = settled.request_amendment(wish, key="request-1")

        with pytest.raises(Conflict):
            settled.sign_amendment(created.id, "Jana Köhler", key="sign-1")

    @pytest.mark.parametrize(
        ("subject", "value"),
        [
            (ChangeSubject.SALARY, "81000.50"),
            (ChangeSubject.WEEKLY_HOURS, "32"),
            (ChangeSubject.OTHER, "Work from Lisbon in winter"),
        ],
    )
    def test_each_subject_can_be_asked_for(
        self, settled: WorkerAPI, free_monday: date, subject: ChangeSubject, value: str
    ) -> None:
        wish = AmendmentRequest(subject, value, "Because", free_monday + timedelta(days=7))

        created = settled.request_amendment(wish, key="request-1")

        assert created.items

    def test_salary_that_is_no_number_is_rejected(
        self, settled: WorkerAPI, free_monday: date
    ) -> None:
        wish = AmendmentRequest(ChangeSubject.SALARY, "a lot", "", free_monday)

        with pytest.raises(Rejected):
            settled.request_amendment(wish, key="request-1")
