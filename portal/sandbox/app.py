"""The sandbox as a Flask application."""

import sqlite3

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from portal.sandbox import admin, deel, file_server
from portal.sandbox.clock import Clock, instant
from portal.sandbox.config import SandboxConfig
from portal.sandbox.deel.errors import refuse
from portal.sandbox.deel.pipeline import refusal
from portal.sandbox.files import FileLinks
from portal.sandbox.journal import Entry
from portal.sandbox.seed import seed
from portal.sandbox.state import Sandbox, Settings
from portal.sandbox.store import Store

LARGEST_BODY = 30 * 1024 * 1024


def create_sandbox(config: SandboxConfig) -> Flask:
    """Seed the data folder where it is empty, and serve what is in it."""
    clock = Clock(config.clock, config.today)

    def fill(db: sqlite3.Connection) -> None:
        seed(db, clock.today(), config.extra_workers)

    sandbox = Sandbox(
        config=config,
        clock=clock,
        store=Store(config.data_dir, fill),
        links=FileLinks(clock, config.public_url),
        settings=Settings(config.rate_limit, config.latency_ms),
    )
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.extensions["sandbox"] = sandbox
    app.register_blueprint(deel.blueprint(sandbox))
    app.register_blueprint(file_server.blueprint(sandbox))
    app.register_blueprint(admin.blueprint(sandbox))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        return _http_error(sandbox, error)

    return app


def _http_error(sandbox: Sandbox, error: HTTPException) -> Response:
    """Unknown paths, wrong methods and oversized bodies, in the vendor's default envelope."""
    entry = Entry(
        operation="unknown",
        method=request.method,
        path=request.path,
        at=instant(sandbox.clock.now()),
        status=error.code or 500,
    )
    sandbox.journal.add(entry)
    answer = refusal(refuse(error.code or 500, error.name), None, entry.request_id)
    return Response(answer.body, answer.status, content_type=answer.content_type)
