"""Who may come in after the last day, and until when. No Flask in here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.backends.types import WorkerIdentity
from portal.web.locale import today_of


@dataclass(frozen=True)
class Leavers:
    days: int
    """How long after the last day; 0: nobody."""

    def until(self, worker: WorkerIdentity) -> date | None:
        """The last date on which they may come in; None for who may not, and who still works."""
        if not worker.ended or worker.last_day is None or not self.days:
            return None
        return worker.last_day + timedelta(days=self.days)

    def admit(self, worker: WorkerIdentity) -> bool:
        """By the date where the worker lives."""
        until = self.until(worker)
        if until is None or worker.last_day is None:
            return False
        return worker.last_day < today_of("", worker.country) <= until
