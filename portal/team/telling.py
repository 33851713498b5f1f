"""Who is told what by mail: the manager of what came in, the worker of a decision or an answer.

The ledger is where all of it is read from, so a write that was found to have worked only later is
told as well, and each is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Flask
from flask_babel import force_locale, get_locale
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.readers import readers_of
from portal.backends.context import in_background
from portal.backends.contract import Backend, Capability
from portal.backends.errors import BackendError
from portal.backends.team import Colleague
from portal.backends.types import WorkerIdentity
from portal.db import StorageUnavailable
from portal.gateway import amendment_notes, decisions, resignation_answers
from portal.gateway.ledger import Action, ActionKind, ActionState
from portal.gateway.ledger.touched import TOUCHED
from portal.gateway.manager import ManagerGateway
from portal.gateway.models import ActionRow
from portal.gateway.tellings import TOLD_WITHIN, Telling, claim, untold
from portal.jobs import crontab
from portal.mail import DeliverMail, Mail
from portal.services import EXTENSION, Services
from portal.snapshots import LEAVE_BALANCES, PERSON, RESIGNATIONS, TIME_OFF, Resource, outdate
from portal.team import letters
from portal.team.amendments import letters as amendment_letters
from portal.team.resignations import letters as resignation_letters
from portal.web.writes import written

ONE_ROUND = 50
"""Seconds after which a job that waited for a free thread is left to the next round."""
OF_WORKERS = (ActionKind.TIME_OFF_SUBMIT,)
OF_MANAGERS = (ActionKind.TIME_OFF_APPROVE, ActionKind.TIME_OFF_REJECT)
OF_LEAVERS = (ActionKind.RESIGNATION_SUBMIT,)
OF_ANSWERS = (ActionKind.RESIGNATION_ACCEPT, ActionKind.RESIGNATION_DECLINE)
TOLD = (
    *OF_WORKERS,
    *OF_MANAGERS,
    *OF_LEAVERS,
    *OF_ANSWERS,
    *amendment_letters.OF_WORKERS,
    *amendment_letters.OF_MANAGERS,
)

log = structlog.get_logger("portal.team")


def init_telling(app: Flask, deliver: DeliverMail) -> None:
    """Tell at once after a write, and by the clock what was settled without anybody waiting."""
    services: Services = app.extensions[EXTENSION]

    @services.jobs.task(name="tell")  # type: ignore[untyped-decorator]
    def tell(action_id: str, locale: str) -> None:
        with pages_of(app, services, locale):
            _tell(services, deliver, action_id)

    @services.jobs.periodic_task(  # type: ignore[untyped-decorator]
        crontab(), name="tell_what_is_left", expires=ONE_ROUND
    )
    def tell_what_is_left() -> None:
        with pages_of(app, services, "en"):
            tell_due(services, deliver)

    def after_write(_app: Flask, action: Action) -> None:
        if action.kind not in TOLD:
            return
        try:
            tell(action.id, str(get_locale()))
        except StorageUnavailable:
            log.warning("telling_left_to_the_clock", action_id=action.id)

    written.connect(after_write, app, weak=False)


def tell_due(services: Services, deliver: DeliverMail) -> int:
    """Tell of everything that was taken and not told yet. Only where links can be made.

    Returns: of how many. Raises: StorageUnavailable."""
    due = untold(services.database, TOLD)
    for action_id in due:
        _tell(services, deliver, action_id)
    return len(due)


def _tell(services: Services, deliver: DeliverMail, action_id: str) -> None:
    """Write and queue the mails of one action, once; what fails is tried again by the clock."""
    with services.database.read() as session:
        row = session.get(ActionRow, action_id)
        account = session.get(Account, row.account_id) if row else None
        told = session.get(Telling, action_id)
    if row is None or account is None or told or row.state != ActionState.ACCEPTED:
        return
    try:
        mails = _mails(services, row, account)
    except BackendError as error:
        log.warning("telling_failed", action_id=action_id, **error.log_fields())
        return
    if claim(services.database, action_id):
        for mail in mails:
            deliver(mail, datetime.now(UTC) + TOLD_WITHIN)


def _mails(services: Services, row: ActionRow, account: Account) -> list[Mail]:
    """Raises: BackendError."""
    if account.backend not in services.backends:
        return []
    if row.kind in amendment_letters.OF_MANAGERS:
        return _mails_of_step(services, row, account)
    if row.kind in OF_MANAGERS:
        decided = decisions.of_action(services, row.id)
        taken = [each.worker_id for each in decided if each.taken]
        _outdate(services, account.backend, taken, (TIME_OFF, LEAVE_BALANCES))
        readers = readers_of(services.database, account.backend, taken)
        return letters.of_decisions(decided, readers)
    if row.kind in OF_ANSWERS:
        answered = resignation_answers.of_action(services, row.id)
        if answered is None:
            return []
        _outdate(services, account.backend, [answered.worker_id], (RESIGNATIONS, PERSON))
        with _language_of(services, account, answered.worker_id):
            return resignation_letters.of_answer(answered)
    deciding = deciders_of(services, account)
    if not deciding:
        log.info("no_manager_to_tell", action_id=row.id)
    return to_each(services, account, deciding, lambda one: _news_for(one, row, account))


def _news_for(manager: ManagerGateway, row: ActionRow, account: Account) -> list[Mail]:
    """Raises: BackendError."""
    if row.kind in amendment_letters.OF_WORKERS:
        return amendment_letters.of_wishes(manager, account.identity, row.references)
    if row.kind not in OF_LEAVERS:
        return letters.of_requests(manager, account.identity, row.references)
    if not manager.can(Capability.RESIGNATION_REVIEW):
        return []
    return resignation_letters.of_resignation(manager, account.identity)


def _outdate(
    services: Services, backend: str, worker_ids: list[str], resources: tuple[Resource[Any], ...]
) -> None:
    """What these workers have read of it tells of no decision yet."""
    concerned = (Account.backend == backend) & Account.worker_id.in_(worker_ids)
    with services.database.begin() as session:
        for account_id in session.scalars(select(Account.id).where(concerned)).all():
            outdate(session, account_id, resources)


def _mails_of_step(services: Services, row: ActionRow, account: Account) -> list[Mail]:
    note = amendment_notes.of_action(services, row.id)
    if note is None:
        return []
    # What applies at once changes the contract, too.
    _outdate(services, account.backend, [note.worker_id], TOUCHED[ActionKind.AMENDMENT_SIGN])
    with _language_of(services, account, note.worker_id):
        return [
            mail
            for amendment_id in row.references
            for mail in amendment_letters.of_step(row.kind, note, amendment_id)
        ]


def _language_of(
    services: Services, account: Account, worker_id: str
) -> AbstractContextManager[None]:
    """That of one whom the owner of this account writes to."""
    return readers_of(services.database, account.backend, [worker_id]).language_of(worker_id)


def deciders_of(services: Services, account: Account) -> tuple[ManagerGateway, ...]:
    """Whoever decides on what this worker asks for and can sign in here (a link would lead nobody
    else anywhere): their manager, and who stands in for that one now. Raises: BackendError."""
    backend = services.backends.get(account.backend)
    if backend is None or Capability.TIME_OFF_REVIEW not in backend.capabilities:
        return ()
    worker = ManagerGateway(services, account.id, account.identity)
    boss = worker.team.line.manager
    if boss is None:
        return ()
    others = (one.substitute for one in worker.substitutes_of(boss.id))
    found = [_at_work(backend, each) for each in (boss, *others)]
    return tuple(ManagerGateway(services, account.id, each) for each in found if each)


def to_each(
    services: Services,
    account: Account,
    deciding: Sequence[ManagerGateway],
    write: Callable[[ManagerGateway], list[Mail]],
) -> list[Mail]:
    """What ``write`` makes about this account's owner, for each in their own language."""
    worker_ids = [one.identity.worker_id for one in deciding]
    readers = readers_of(services.database, account.backend, worker_ids)
    mails: list[Mail] = []
    for one in deciding:
        with readers.language_of(one.identity.worker_id):
            mails += write(one)
    return mails


def _at_work(backend: Backend, colleague: Colleague) -> WorkerIdentity | None:
    identity = backend.directory.find_by_email(colleague.email) if colleague.email else None
    if identity is None or identity.worker_id != colleague.id or not identity.active:
        return None
    return identity


@contextmanager
def pages_of(app: Flask, services: Services, locale: str) -> Iterator[None]:
    """A job has no request of its own: links are made from the configured address alone, and its
    calls let those of pages go first. ``locale``: for readers who were never here."""
    here = app.test_request_context(base_url=services.settings.base_url)
    with in_background(), here, force_locale(locale):
        yield
