"""The worker's own calendar date."""

from __future__ import annotations

from datetime import date

from portal.backends.errors import BackendError
from portal.gateway.worker import WorkerGateway
from portal.web.locale import today_of


def today_for(worker: WorkerGateway) -> date:
    """Now, where the worker lives: by the time zone the HR system knows, else by the country."""
    try:
        zone = worker.person().time_zone
    except BackendError:
        zone = ""
    return today_of(zone, worker.identity.country)
