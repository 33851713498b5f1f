"""The worker's papers: the list, one paper, its file, handing in, acknowledging."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.accounts.current import current_session, current_worker, worker_page
from portal.backends.contract import Capability
from portal.backends.types import Document, DocumentGroup
from portal.documents import rules
from portal.documents.forms import AcknowledgeForm, UploadForm
from portal.gateway.cards import Card, KeptCard
from portal.services import services
from portal.snapshots import DOCUMENTS
from portal.web.forms import open_form
from portal.web.pages import is_fragment, late_card, page
from portal.web.previews import send_preview
from portal.web.streaming import send_download
from portal.web.uploads import ACCEPT
from portal.web.writes import attempt

bp = Blueprint("documents", __name__, url_prefix="/documents")

QUERY_LIMIT = 100
TITLES = {
    DocumentGroup.COMPLIANCE: _l("Papers asked of you"),
    DocumentGroup.CONTRACT: _l("Contract"),
    DocumentGroup.TAX: _l("Tax"),
    DocumentGroup.HR_LETTER: _l("HR letters"),
    DocumentGroup.HR_DOCUMENT: _l("From your HR team"),
}


@bp.get("")
@worker_page(Capability.DOCUMENTS, leavers=True)
def index() -> str:
    """All groups, the first papers of each; with ``?group=`` all of one, with ``?q=`` what fits."""
    worker = current_worker()
    only = request.args.get("group")
    groups = tuple(one for one in worker.backend.document_groups if only in (None, one))
    if not groups:
        abort(404)
    late = late_card(groups)
    alone = late if is_fragment() else None
    reads = worker.side_by_side()
    readings = reads.show_all(
        {group: DOCUMENTS[group] for group in groups if alone in (None, group)}
    )
    if current_session().leaver:
        readings = {group: _only_files(card) for group, card in readings.items()}
    order = sorted(readings, key=lambda group: not _waits(readings[group]))
    query = request.args.get("q", "")[:QUERY_LIMIT].strip()
    return page(
        "documents/_card.html" if alone else "documents/index.html",
        readings=readings,
        order=order,
        only=groups[0] if only else None,
        alone=alone,
        query=query,
        source=worker.backend.label,
        titles=_titles(),
        rules=rules,
    )


def _titles() -> Mapping[DocumentGroup, object]:
    """Of whoever has left nothing is asked any more."""
    if not current_session().leaver:
        return TITLES
    return {**TITLES, DocumentGroup.COMPLIANCE: _l("Papers you handed in")}


def _only_files(reading: Card[tuple[Document, ...]]) -> Card[tuple[Document, ...]]:
    """Without papers that were asked for and never handed in."""
    if not reading.ready or reading.read_at is None:
        return reading
    files = tuple(one for one in reading.value if one.downloadable or one.upload is None)
    return KeptCard(
        files,
        reading.read_at,
        stale=reading.stale,
        unanswered=reading.unanswered,
        from_before=reading.from_before,
    )


def _waits(reading: Card[tuple[Document, ...]]) -> bool:
    return reading.ready and any(map(rules.waits_for_worker, reading.value))


@bp.get("/<id:document_id>")
@worker_page(Capability.DOCUMENTS, leavers=True)
def show(document_id: str) -> str:
    worker = current_worker()
    group = worker.backend.group_of(document_id)
    papers = worker.side_by_side().holding(DOCUMENTS[group], document_id)
    return page(
        "documents/show.html",
        document=worker.document(document_id, among=papers.value),
        reading=papers,
        source=worker.backend.label,
        leaver=current_session().leaver,
        can_hand_in=worker.can(Capability.DOCUMENT_UPLOAD),
        has_hr_contact=worker.can(Capability.HR_CONTACT) and worker.can(Capability.PROFILE),
        titles=_titles(),
        rules=rules,
    )


@bp.get("/<id:document_id>/file")
@worker_page(Capability.DOCUMENTS, file=True, leavers=True)
def file(document_id: str) -> Response:
    """A download, or with ``?view`` what the page shows in a frame. Never stored."""
    worker = current_worker()
    document = worker.document(document_id)
    if "view" not in request.args:
        return send_download(worker.open_document(document), document.title, inline=False)
    return send_preview(
        lambda: worker.open_document(document),
        document.title,
        source=worker.backend.label,
        download_url=url_for("documents.file", document_id=document_id),
    )


@bp.get("/<id:document_id>/template")
@worker_page(Capability.DOCUMENTS, file=True)
def template(document_id: str) -> Response:
    """The empty form of a paper that is asked for."""
    worker = current_worker()
    document = worker.document(document_id)
    return send_download(worker.open_template(document), document.title, inline=False)


@bp.route("/<id:document_id>/upload", methods=["GET", "POST"])
@worker_page(Capability.DOCUMENT_UPLOAD)
def upload(document_id: str) -> ResponseReturnValue:
    worker = current_worker()
    document = worker.document(document_id)
    if request.method == "GET" and not rules.can_upload(document):
        return redirect(url_for("documents.show", document_id=document_id))
    form = open_form(UploadForm)
    limit_mb = services().settings.upload_limit_mb
    if form.validate_on_submit() and (file := form.checked(limit_mb)):
        sent = attempt(
            form,
            lambda key: worker.upload_document(document_id, file, key=key),
            source=worker.backend.label,
        )
        if sent:
            return sent
    html = page(
        "documents/upload.html",
        document=document,
        form=form,
        accept=ACCEPT,
        limit_mb=limit_mb,
        source=worker.backend.label,
    )
    return html, 422 if form.errors else 200


@bp.route("/<id:document_id>/acknowledge", methods=["GET", "POST"])
@worker_page(Capability.DOCUMENT_UPLOAD)
def acknowledge(document_id: str) -> ResponseReturnValue:
    worker = current_worker()
    document = worker.document(document_id)
    if request.method == "GET" and not rules.can_acknowledge(document):
        return redirect(url_for("documents.show", document_id=document_id))
    form = open_form(AcknowledgeForm)
    if form.validate_on_submit():
        sent = attempt(
            form,
            lambda key: worker.acknowledge_document(document_id, key=key),
            source=worker.backend.label,
        )
        if sent:
            return sent
    html = page(
        "documents/acknowledge.html", document=document, form=form, source=worker.backend.label
    )
    return html, 422 if form.errors else 200
