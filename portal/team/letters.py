"""The mails: what came in, for the manager; what was decided, for the worker."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask import url_for
from flask_babel import gettext as _

from portal.accounts.readers import Readers
from portal.backends.errors import BackendError
from portal.backends.leave import TimeOff
from portal.backends.team import Decision
from portal.backends.types import WorkerIdentity
from portal.gateway.decisions import Decided
from portal.gateway.manager import ManagerGateway
from portal.gateway.responsibility import Report
from portal.mail import Mail
from portal.team import behalf, rules, wording
from portal.web.formats import date_range
from portal.web.locale import today_of


def of_requests(
    manager: ManagerGateway,
    worker: WorkerIdentity,
    time_off_ids: Collection[str],
    *,
    reminder: bool = False,
) -> list[Mail]:
    """One for each request that still waits. Raises: BackendError."""
    report = manager.team.some_reports([worker.worker_id]).get(worker.worker_id)
    if report is None:
        return []
    waiting = [
        off
        for off in manager.team.waiting()
        if off.id in time_off_ids and off.worker_id == worker.worker_id
    ]
    return [_request_mail(manager, report, off, reminder=reminder) for off in waiting]


def _request_mail(manager: ManagerGateway, worker: Report, off: TimeOff, *, reminder: bool) -> Mail:
    today = today_of(manager.team.line.time_zone, manager.identity.country)
    names = wording.names_of(manager.team.team_of(worker).values())
    standing = manager.team.standing_around(worker)
    rows = wording.request_rows(off, today, _balance(manager, off))
    days = date_range(off.start, off.end)
    return Mail.render(
        "time_off_request",
        to=manager.identity.email,
        subject=_("%(name)s still waits for an answer: %(days)s", name=worker.name, days=days)
        if reminder
        else _("%(name)s asks for time off: %(days)s", name=worker.name, days=days),
        manager_name=manager.identity.name,
        worker_name=worker.name,
        acting=behalf.acting(worker),
        rows=rows,
        note=off.note,
        others=wording.others(rules.at_the_same_time(off, standing), names),
        link=url_for("team.time_off.review", time_off_id=off.id, _external=True),
    )


def _balance(manager: ManagerGateway, off: TimeOff) -> str:
    """Empty where it can't be had: the mail goes out without."""
    try:
        balances = manager.team.leave_balances(off.worker_id, off.start)
    except BackendError:
        return ""
    return wording.balance(rules.effect(off, balances))


def of_decisions(decided: Iterable[Decided], readers: Readers) -> list[Mail]:
    """One for each request that was decided, in the language of whose it is."""
    mails = []
    for row in decided:
        if row.taken and row.worker_email:
            with readers.language_of(row.worker_id):
                mails.append(_decision_mail(row))
    return mails


def _decision_mail(row: Decided) -> Mail:
    approved = row.decision is Decision.APPROVE
    return Mail.render(
        "time_off_decision",
        to=row.worker_email,
        subject=_("Your time off is approved") if approved else _("Your time off is declined"),
        worker_name=row.worker_name,
        approved=approved,
        days=date_range(row.start, row.end) if row.start and row.end else "",
        by=behalf.decided_by(row),
        reason=row.reason,
        link=url_for("time_off.show", time_off_id=row.time_off_id, _external=True),
    )
