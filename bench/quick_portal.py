"""A portal, or a job worker, whose ledger waits as long as a sandbox on this machine may need.

``python -m bench.quick_portal --port=PORT`` serves; without a port it looks up what is due, for
ever.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from portal import build_services
from portal.gateway.ledger import reconcile_due
from portal.settings import Settings, load
from portal.timing import Timing

QUICK = Timing(
    lease=timedelta(seconds=1.5),
    call=timedelta(seconds=1),
    settle=timedelta(seconds=0.4),
    same_act=timedelta(0),
    first_look=timedelta(0),
    first_look_unanswered=timedelta(seconds=0.2),
    shortest=timedelta(seconds=0.1),
    longest=timedelta(seconds=0.4),
)


def main(port: str = "") -> None:
    settings = load()
    if not port:
        _reconcile(settings)
    from portal.serving import serve_portal

    bind = f"127.0.0.1:{port.removeprefix('--port=')}"
    serve_portal(settings, bind=bind, workers=1, threads=16, jobs=True, timing=QUICK)


def _reconcile(settings: Settings) -> None:
    services = build_services(settings, QUICK)
    while True:
        reconcile_due(services)
        time.sleep(0.1)


if __name__ == "__main__":
    main(*sys.argv[1:])
