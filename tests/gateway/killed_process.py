"""A process that writes for workers and dies by SIGKILL at its n-th call, wherever that is.

Reads one task a line, JSON as ``Task``: does the first itself, each other in a fork. Writes one
JSON line for each thing that a worker would be told, and one when the fork is gone. Settings come
from the environment.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any, TypedDict

from bench.quick_portal import QUICK
from portal import build_services
from portal.backends.agreements import ResignationDraft, ResignationReason
from portal.backends.errors import BackendError
from portal.backends.leave import TimeOffDraft
from portal.backends.types import WorkerIdentity
from portal.db import Database
from portal.gateway.ledger import Action
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from portal.settings import load

_ANSWERS = os.dup(1)
os.dup2(2, 1)  # where logs would go


class Write(TypedDict):
    account_id: str
    identity: dict[str, Any]
    kind: str
    arguments: list[str]
    key: str


class Task(TypedDict):
    writes: list[Write]
    """At the same time, each in a thread of its own."""
    dies_at: int
    """Counted over all threads; 0: it lives."""


def do(worker: WorkerGateway, kind: str, arguments: list[str], key: str) -> Action:
    match kind, arguments:
        case "submit", [type_id, day]:
            on = date.fromisoformat(day)
            return worker.submit_time_off(TimeOffDraft(type_id, on, on), key)
        case "cancel", [time_off_id]:
            return worker.cancel_time_off(time_off_id, key)
        case "sign", [amendment_id, name, sha256]:
            return worker.sign_amendment(amendment_id, name, sha256, key)
        case "resign", [name, day]:
            reason = ResignationReason.PREFER_NOT_TO_SAY
            draft = ResignationDraft(reason, date.fromisoformat(day), name)
            return worker.submit_resignation(draft, key)
    raise ValueError(kind)


def main() -> None:
    settings, database = load(), None
    for line in sys.stdin:
        task: Task = json.loads(line)
        if database is None:
            # Here, so that the forks have nothing left to import or to compile.
            database = _warm_up(build_services(settings, QUICK), task["writes"][0])
            continue
        child = os.fork()
        if child == 0:
            _run(replace(build_services(settings, QUICK), database=database), task)
        _, status = os.waitpid(child, 0)
        _say(ended=os.waitstatus_to_exitcode(status))


def _warm_up(services: Services, write: Write) -> Database:
    """Its statements are compiled and it has no connection, so that forks may share it."""
    _write(services, write)
    services.pool.shutdown()
    services.database.close()
    _say(ended=0)
    return services.database


def _run(services: Services, task: Task) -> None:
    calls = count(1)
    threading.setprofile(_killer(task["dies_at"], calls))
    threads = [threading.Thread(target=_write, args=(services, write)) for write in task["writes"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _say(calls=next(calls))
    os._exit(0)


def _killer(dies_at: int, calls: count[int]) -> Callable[..., None]:
    def on_call(_frame: object, _event: str, _argument: object) -> None:
        if next(calls) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    return on_call


def _write(services: Services, write: Write) -> None:
    worker = WorkerGateway(services, write["account_id"], WorkerIdentity(**write["identity"]))
    try:
        action = do(worker, write["kind"], write["arguments"], write["key"])
    except BackendError as error:
        _say(key=write["key"], told="nothing done", why=type(error).__name__)
    else:
        _say(key=write["key"], told=action.state.value)


def _say(**words: Any) -> None:
    os.write(_ANSWERS, f"{json.dumps(words)}\n".encode())


if __name__ == "__main__":
    main()
