from __future__ import annotations

from flask import Blueprint, Response, jsonify

from portal.accounts.current import public_page
from portal.db import StorageUnavailable
from portal.services import services

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public_page
def alive() -> Response:
    """The process answers. Touches nothing else."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public_page
def ready() -> tuple[Response, int]:
    """The database answers. The HR system is left out: without it pages degrade but are served."""
    try:
        services().database.check()
    except StorageUnavailable:
        return jsonify(status="unavailable", database="unavailable"), 503
    return jsonify(status="ok", database="ok"), 200
