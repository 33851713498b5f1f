import pytest

from portal.backends.contract import WorkerAPI
from portal.backends.errors import NotFound
from tests.contract.cast import NOT_IDS, Cast


class PayslipsContract:
    def test_payslips_are_listed_newest_first(self, api: WorkerAPI) -> None:
        starts = [payslip.period_start for payslip in api.payslips()]

        assert len(starts) >= 12
        assert starts == sorted(starts, reverse=True)

    def test_file_comes_whole(self, api: WorkerAPI) -> None:
        newest = next(payslip for payslip in api.payslips() if payslip.available)

        file = api.open_payslip(newest.id)
        content = b"".join(file.chunks())
        file.close()

        assert file.content_type == "application/pdf"
        assert content.startswith(b"%PDF-")
        assert len(content) == file.length

    def test_strangers_payslip_is_not_found(self, api: WorkerAPI, strangers: WorkerAPI) -> None:
        theirs = strangers.payslips()[0]

        with pytest.raises(NotFound):
            api.open_payslip(theirs.id)

    @pytest.mark.parametrize("text", NOT_IDS)
    def test_what_is_no_id_makes_no_call(self, api: WorkerAPI, cast: Cast, text: str) -> None:
        before = cast.calls()

        with pytest.raises(NotFound):
            api.open_payslip(text)

        assert cast.calls() == before
