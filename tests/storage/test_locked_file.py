"""A SQLite file that another process holds on to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from portal.services import EXTENSION, Services
from tests.sandbox_server import RunningSandbox
from tests.support.databases import fresh_copy, template_database
from tests.support.pages import form_of, text_of


@pytest.fixture
def database_url(tmp_path: Path, worker_id: str) -> Iterator[str]:
    with template_database(tmp_path, worker_id, server="") as template:
        yield fresh_copy(template, tmp_path)


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "portal.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def impatient(app: Flask) -> None:
    """From now on a writer waits 0.3 s instead of 10 s."""
    services = cast(Services, app.extensions[EXTENSION])

    @event.listens_for(services.database.engine, "checkout")
    def wait_briefly(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=300")


def test_a_writer_waits_ten_seconds(app: Flask) -> None:
    services = cast(Services, app.extensions[EXTENSION])
    with services.database.read() as session:
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == 10_000


def test_what_can_t_be_stored_by_then_is_not_sent(
    jana: FlaskClient, impatient: None, lock: sqlite3.Connection, sandbox: RunningSandbox
) -> None:
    page = "/profile/preferred-name"
    values = {**form_of(jana.get(page)), "preferred_name": "Somebody New"}
    lock.execute("BEGIN IMMEDIATE")
    calls = len(sandbox.calls())

    refused = jana.post(page, data=values)

    assert refused.status_code == 503
    assert "Not available just now" in text_of(refused)
    assert refused.headers["X-Request-Id"] in text_of(refused)
    assert len(sandbox.calls()) == calls

    lock.execute("ROLLBACK")
    assert jana.post(page, data=values).status_code == 303


def test_pages_are_read_while_it_is_locked(
    jana: FlaskClient, impatient: None, lock: sqlite3.Connection
) -> None:
    lock.execute("BEGIN IMMEDIATE")

    assert jana.get("/profile").status_code == 200
