"""The worker's payslips. Deel names no owner in them: the path does, and before one is opened it
has to be on the list."""

from __future__ import annotations

from portal.backends.deel.worker.part import Part
from portal.backends.download import StreamedFile
from portal.backends.types import Payslip, is_valid_id

NO_FILE_YET = frozenset({"pending"})


class Payslips(Part):
    def payslips(self) -> tuple[Payslip, ...]:
        found = [
            Payslip(
                id=payslip.id,
                period_start=payslip.from_,
                period_end=payslip.to,
                status=payslip.status,
                available=payslip.status.lower() not in NO_FILE_YET,
            )
            for payslip in self._client.payslips(self.identity.worker_id)
        ]
        return tuple(sorted(found, key=lambda payslip: payslip.period_start, reverse=True))

    def open_payslip(self, payslip_id: str) -> StreamedFile:
        own = self.payslips() if is_valid_id(payslip_id) else ()
        payslip = self._only("payslip", own, lambda each: each.id == payslip_id)
        return self._client.open_payslip(self.identity.worker_id, payslip.id)
