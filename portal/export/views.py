"""Downloading everything: the page that says what it is, and the file."""

from __future__ import annotations

from functools import partial

import structlog
from flask import Blueprint, Response, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.current import current_session, current_worker, worker_page
from portal.accounts.step_up.acts import Act
from portal.accounts.step_up.asking import is_proven, prove
from portal.audit import Event, record
from portal.backends.contract import Capability
from portal.db import StorageUnavailable
from portal.export.archive import Archive, Outcome
from portal.export.content import content_of
from portal.export.turns import Turns
from portal.export.wording import FOLDERS, note_for
from portal.gateway.worker import WorkerGateway
from portal.services import Services, services
from portal.web.headers import IMAGE_POLICY
from portal.web.pages import page
from portal.web.streaming import disposition

bp = Blueprint("export", __name__, url_prefix="/account/everything")

TURNS = "portal.export.turns"
"""Under this name an app keeps them."""
TRY_AGAIN = 60
"""Seconds."""

log = structlog.get_logger("portal.export")


@bp.get("")
@worker_page(leavers=True)
def index() -> str:
    return _index(_worker())


@bp.post("")
@worker_page(leavers=True)
def confirm() -> ResponseReturnValue:
    """It holds the pay of all years, so it takes a proof."""
    _worker()
    return prove(Act.DOWNLOAD_EVERYTHING) or redirect(url_for("export.index"), 303)


@bp.get("/file")
@worker_page(file=True, leavers=True)
def file() -> ResponseReturnValue:
    """Made while it is sent, and stored nowhere."""
    worker = _worker()
    if not is_proven(Act.DOWNLOAD_EVERYTHING):
        return redirect(url_for("export.index"), 303)
    account_id = current_session().account_id
    if not _turns().take(account_id):
        return _index(worker, busy=True), 429, {"Retry-After": str(TRY_AGAIN)}
    try:
        return _send(worker, account_id)
    except BaseException:
        _turns().give_back(account_id)
        raise


def _send(worker: WorkerGateway, account_id: str) -> Response:
    """The turn ends with the transfer."""
    titles = {group: str(title) for group, title in FOLDERS.items()}
    content = content_of(worker, _("Payslips"), titles)
    backend = worker.backend.name
    with services().database.begin() as db:
        record(
            db,
            Event.EXPORT_BEGUN,
            account_id=account_id,
            backend=backend,
            files=len(content.papers),
        )
    archive = Archive(
        content.papers,
        content.missing,
        note_for(worker.backend.label),
        partial(_end, services(), _turns(), account_id, backend),
    )
    response = Response(archive, content_type="application/zip", direct_passthrough=True)
    name = _("Payslips and documents")
    response.headers["Content-Disposition"] = disposition("attachment", name, ".zip")
    response.headers["Content-Security-Policy"] = IMAGE_POLICY
    return response


def _index(worker: WorkerGateway, *, busy: bool = False) -> str:
    return page(
        "export/index.html",
        proven=is_proven(Act.DOWNLOAD_EVERYTHING),
        busy=busy,
        source=worker.backend.label,
    )


def _worker() -> WorkerGateway:
    worker = current_worker()
    if not (worker.can(Capability.PAYSLIPS) or worker.can(Capability.DOCUMENTS)):
        abort(404)
    return worker


def _turns() -> Turns:
    """Of this process."""
    turns: Turns = current_app.extensions.setdefault(TURNS, Turns())
    return turns


def _end(services: Services, turns: Turns, account_id: str, backend: str, outcome: Outcome) -> None:
    turns.give_back(account_id)
    try:
        with services.database.begin() as db:
            record(
                db,
                Event.EXPORT_ENDED,
                account_id=account_id,
                backend=backend,
                files=outcome.files,
                missing=outcome.missing,
                whole=outcome.whole,
            )
    except StorageUnavailable as error:
        # The file is sent already; its beginning is noted.
        log.warning("export_end_not_noted", reason=str(error))
