"""Settings and helpers for tests of pages that show what was read before."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.services import EXTENSION, Services

NEVER_NEW = ",".join(
    f"{name}=0"
    for name in (
        *("time_off", "amendments", "resignations", "leave_balances", "documents", "person"),
        *("phones", "payslips", "time_off_types", "benefits", "hr_contact"),
    )
)
"""For ``PORTAL_SNAPSHOT_SECONDS``: each visit shows the last answer and asks for a newer one."""


def visit(app: Flask, client: FlaskClient, path: str) -> TestResponse:
    """A page, and what happens behind it."""
    answer = client.get(path)
    services: Services = app.extensions[EXTENSION]
    services.snapshots.settle()
    return answer
