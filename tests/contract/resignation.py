from collections.abc import Callable
from datetime import date, timedelta

import pytest

from portal.backends.agreements import LetterStage, ResignationDraft, ResignationReason
from portal.backends.contract import WorkerAPI
from portal.backends.errors import Conflict, Rejected
from portal.backends.types import Upload
from tests.contract.cast import Cast

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


class ResignationContract:
    @pytest.fixture
    def resignation_draft(self, free_monday: date) -> ResignationDraft:
        return ResignationDraft(
            reason=ResignationReason.FOUND_ANOTHER_JOB,
            desired_end_date=free_monday + timedelta(days=90),
            signature="Jana Köhler",
            detail="With thanks",
            attachments=(Upload("proof.png", "image/png", PNG),),
        )

    def test_reasons_need_no_call(self, api: WorkerAPI, cast: Cast) -> None:
        before = cast.calls()

        assert ResignationReason.PREFER_NOT_TO_SAY in api.resignation_reasons()
        assert cast.calls() == before

    def test_letter_can_be_read_beforehand(self, api: WorkerAPI) -> None:
        file = api.preview_resignation_letter()
        content = b"".join(file.chunks())
        file.close()

        assert content.startswith(b"%PDF-")

    def test_submitted_resignation_is_open(
        self, api: WorkerAPI, resignation_draft: ResignationDraft
    ) -> None:
        created = api.submit_resignation(resignation_draft, key="resign-1")

        [found] = [each for each in api.resignations() if each.id == created.id]
        assert found.open
        assert created.open
        assert found.desired_end_date == resignation_draft.desired_end_date
        assert found.contract_id == api.identity.contract_id

    def test_second_resignation_is_a_conflict(
        self, api: WorkerAPI, resignation_draft: ResignationDraft
    ) -> None:
        api.submit_resignation(resignation_draft, key="resign-1")

        with pytest.raises(Conflict):
            api.submit_resignation(resignation_draft, key="resign-2")

        assert sum(each.open for each in api.resignations()) == 1

    def test_past_last_day_is_rejected(self, api: WorkerAPI) -> None:
        draft = ResignationDraft(ResignationReason.PROJECT_ENDED, date(2020, 1, 1), "Jana Köhler")

        with pytest.raises(Rejected) as caught:
            api.submit_resignation(draft, key="resign-1")

        assert caught.value.fields.keys() == {"desired_end_date"}

    def test_letter_is_signed_when_it_waits(
        self, worker: Callable[[str], WorkerAPI], cast: Cast
    ) -> None:
        api = worker(cast.asked_to_sign)
        assert [each.letter for each in api.resignations()] == [LetterStage.TO_SIGN]

        api.sign_resignation_letter("Their Name", key="sign-1")

        [signed] = api.resignations()
        assert signed.letter is LetterStage.SIGNED
        assert signed.letter_signature == "Their Name"
        assert signed.letter_signed_at is not None

    def test_nothing_to_sign_is_a_conflict(self, api: WorkerAPI) -> None:
        with pytest.raises(Conflict):
            api.sign_resignation_letter("Jana Köhler", key="sign-1")
