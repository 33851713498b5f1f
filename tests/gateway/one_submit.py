"""A process of its own that asks for leave once, to be killed in the middle.

Arguments: account, worker's e-mail, time-off type, day, key. Settings come from the environment.
"""

import sys
from datetime import date

from portal import build_services
from portal.backends.leave import TimeOffDraft
from portal.gateway.worker import WorkerGateway
from portal.settings import load


def main(account_id: str, email: str, type_id: str, day: str, key: str) -> None:
    services = build_services(load())
    identity = services.backends["deel"].directory.find_by_email(email)
    assert identity is not None
    on = date.fromisoformat(day)
    worker = WorkerGateway(services, account_id, identity)
    worker.submit_time_off(TimeOffDraft(type_id, on, on), key)


if __name__ == "__main__":
    main(*sys.argv[1:])
