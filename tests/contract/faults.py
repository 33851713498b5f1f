import logging
from collections.abc import Callable
from datetime import date

import pytest

from portal.backends.contract import Backend, WorkerAPI
from portal.backends.errors import ForeignObject, Limited, TokenRefused, Unavailable
from portal.backends.leave import TimeOffDraft
from portal.backends.types import WorkerIdentity
from tests.contract.cast import Cast

SPOILT = [
    *("500", "500_html", "cut", "html", "truncated"),
    *("null", "missing", "nan", "duplicate_keys", "deep", "huge"),
]


class FaultContract:
    @pytest.mark.parametrize("kind", SPOILT)
    def test_spoilt_answer_is_unavailable(self, api: WorkerAPI, cast: Cast, kind: str) -> None:
        cast.fault(kind)

        with pytest.raises(Unavailable) as caught:
            api.benefits()

        assert "contract.service" not in str(caught.value)
        assert caught.value.vendor_message == ""

    def test_one_bad_moment_of_a_read_passes(self, api: WorkerAPI, cast: Cast) -> None:
        cast.fault("500_html", times=1)

        assert api.benefits()

    def test_too_many_calls_are_said_to_be_undone(
        self, api: WorkerAPI, cast: Cast, impatient: Callable[[float], None]
    ) -> None:
        cast.fault("429")
        impatient(0.5)

        with pytest.raises(Limited) as caught:
            api.benefits()

        assert not caught.value.sent

    def test_hanging_read_ends_at_the_deadline(
        self, api: WorkerAPI, cast: Cast, impatient: Callable[[float], None]
    ) -> None:
        cast.fault("hang")
        impatient(0.3)

        with pytest.raises(Unavailable):
            api.benefits()

    @pytest.mark.parametrize("read", ["person", "leave_balances", "time_off", "benefits"])
    def test_strangers_objects_are_blocked_and_reported(
        self, worker: Callable[[str], WorkerAPI], cast: Cast, read: str
    ) -> None:
        api = worker(cast.asked_to_sign)
        assert getattr(api, read)()
        cast.fault("stranger")

        try:
            assert not getattr(api, read)()
        except ForeignObject:
            return
        assert api.foreign

    def test_expired_credential_is_refused(self, api: WorkerAPI, cast: Cast) -> None:
        cast.fault("expired_token")

        with pytest.raises(TokenRefused):
            api.benefits()

    def test_write_without_an_answer_may_have_happened_and_is_sent_once(
        self,
        api: WorkerAPI,
        cast: Cast,
        free_monday: date,
        impatient: Callable[[float], None],
    ) -> None:
        kind = next(each for each in api.time_off_types() if each.paid and not each.note_required)
        before = len(api.time_off())
        calls = cast.calls()
        cast.fault("accepted_then_timeout")
        impatient(0.5)

        with pytest.raises(Unavailable) as caught:
            api.submit_time_off(TimeOffDraft(kind.id, free_monday, free_monday), key="submit-1")

        impatient(20)
        cast.heal()
        assert caught.value.sent
        assert cast.calls() == calls + 1
        assert len(api.time_off()) == before + 1

    def test_token_is_in_no_log_and_no_error(
        self,
        backend: Backend,
        cast: Cast,
        person: Callable[[str], WorkerIdentity],
        caplog: pytest.LogCaptureFixture,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        caplog.set_level(logging.DEBUG)
        identity = person(cast.worker)
        credential = backend.mint(identity)
        cast.fault("500")

        with pytest.raises(Unavailable) as caught:
            backend.worker(identity, credential).benefits()

        seen = [
            caplog.text,
            *capsys.readouterr(),
            repr(caught.value),
            str(caught.value.log_fields()),
        ]
        assert not any(credential.token in text for text in seen)
        assert not any(cast.worker in text for text in seen)
