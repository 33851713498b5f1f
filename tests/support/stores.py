"""Fixtures: the portal's tables on SQLite and, where a server runs, on PostgreSQL as well."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from portal.db import new_id
from tests.support.databases import database_of_our_own, fresh_copy, template_database

POSTGRESQL = (
    os.environ.get("PORTAL_TEST_DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
)


SYSTEMS = ["postgresql"] if os.environ.get("PORTAL_TEST_DATABASE_URL") else ["sqlite", "postgresql"]
"""Whoever names a server wants to see the suite on that one."""


@pytest.fixture(scope="session")
def store_templates(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Callable[[str], str]]:
    """Template URLs by name of the database system, made when first asked for."""
    urls: dict[str, str] = {}
    with ExitStack() as stack:

        def template(system: str) -> str:
            if system not in urls:
                server = _server_of(system)
                folder = tmp_path_factory.mktemp(system)
                made = template_database(folder, f"{worker_id}_{new_id()}", server)
                urls[system] = stack.enter_context(made)
            return urls[system]

        yield template


@pytest.fixture(params=SYSTEMS)
def store_url(
    request: pytest.FixtureRequest, store_templates: Callable[[str], str], tmp_path: Path
) -> str:
    """An empty, migrated database."""
    return fresh_copy(store_templates(request.param), tmp_path)


@pytest.fixture(params=SYSTEMS)
def empty_url(request: pytest.FixtureRequest, worker_id: str, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    name = f"{worker_id}_{new_id()}"
    with database_of_our_own(tmp_path, name, _server_of(request.param)) as url:
        yield url


def _server_of(system: str) -> str:
    server = POSTGRESQL if system == "postgresql" else ""
    if server and not _answers(server):
        pytest.skip(f"no PostgreSQL at {server} (PORTAL_TEST_DATABASE_URL names one)")
    return server


def _answers(url: str) -> bool:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": 2}
    )
    try:
        with engine.connect():
            return True
    except OperationalError:
        return False
    finally:
        engine.dispose()
