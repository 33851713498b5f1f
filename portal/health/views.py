from __future__ import annotations

from flask import Blueprint, Response, jsonify

from portal.accounts.current import public_page
from portal.db import StorageUnavailable
from portal.services import services
from portal.shared import redis_answers

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public_page
def alive() -> Response:
    """The process answers. Touches nothing else."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public_page
def ready() -> tuple[Response, int]:
    """The database answers.

    Redis is named where it is used, but ready means ready to serve: all processes share it, and
    without it pages still come. The HR system is left out for the same reason.
    """
    redis = redis_answers(services().redis)
    shared = {} if redis is None else {"redis": "ok" if redis else "unavailable"}
    try:
        services().database.check()
    except StorageUnavailable:
        return jsonify(status="unavailable", database="unavailable", **shared), 503
    return jsonify(status="ok", database="ok", **shared), 200
