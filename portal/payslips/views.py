"""Payslips: the list by year, one payslip, its file."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from portal.accounts.current import current_worker, worker_page
from portal.backends.contract import Capability
from portal.payslips import rules
from portal.snapshots import PAYSLIPS
from portal.web.pages import is_fragment, late_card, page
from portal.web.previews import send_preview
from portal.web.streaming import send_download

bp = Blueprint("payslips", __name__, url_prefix="/payslips")

LIST = "payslips"


@bp.get("")
@worker_page(Capability.PAYSLIPS, leavers=True)
def index() -> str:
    worker = current_worker()
    alone = late_card((LIST,)) and is_fragment()
    reads = worker.side_by_side()
    payslips = reads.show(PAYSLIPS)
    return page(
        "payslips/_list.html" if alone else "payslips/index.html",
        payslips=payslips,
        year=request.args.get("year", type=int),
        source=worker.backend.label,
        rules=rules,
    )


@bp.get("/<id:payslip_id>")
@worker_page(Capability.PAYSLIPS, leavers=True)
def show(payslip_id: str) -> str:
    worker = current_worker()
    payslips = worker.side_by_side().holding(PAYSLIPS, payslip_id)
    payslip = worker.payslip(payslip_id, among=payslips.value)
    return page(
        "payslips/show.html",
        payslip=payslip,
        reading=payslips,
        beside=rules.neighbours(payslips.value, payslip_id),
        source=worker.backend.label,
        year=rules.year_of(payslip),
    )


@bp.get("/<id:payslip_id>/file")
@worker_page(Capability.PAYSLIPS, file=True, leavers=True)
def file(payslip_id: str) -> Response:
    """A download, or with ``?view`` what the page shows in a frame. Never stored."""
    worker = current_worker()
    payslip = worker.payslip(payslip_id)
    name = rules.file_name(payslip)
    if "view" not in request.args:
        return send_download(worker.open_payslip(payslip), name, inline=False)
    return send_preview(
        lambda: worker.open_payslip(payslip),
        name,
        source=worker.backend.label,
        download_url=url_for("payslips.file", payslip_id=payslip_id),
    )
