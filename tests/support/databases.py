"""A fresh, migrated database for each test, on SQLite or on the server that is named.

``PORTAL_TEST_DATABASE_URL=postgresql://…/anything`` runs the suite on PostgreSQL: each test
process makes a database of its own there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from portal.db import Database

SERVER = os.environ.get("PORTAL_TEST_DATABASE_URL", "")


@contextmanager
def template_database(folder: Path, worker: str, server: str = SERVER) -> Iterator[str]:
    """Make the tables once per test process. Yields the template's URL."""
    with database_of_our_own(folder, worker, server) as url:
        database = Database(url)
        database.upgrade()
        database.close()
        yield url


@contextmanager
def database_of_our_own(folder: Path, name: str, server: str) -> Iterator[str]:
    """Without tables: a file in ``folder``, or a database on the server until the block ends."""
    if not server:
        yield f"sqlite:///{folder / 'template.sqlite3'}"
        return
    name = f"portal_test_{name}_{os.getpid()}"
    admin = make_url(server).set(drivername="postgresql+psycopg")
    with _server(admin) as run:
        run(f'CREATE DATABASE "{name}"')
    yield admin.set(database=name).render_as_string(hide_password=False)
    with _server(admin) as run:
        run(f'DROP DATABASE "{name}" WITH (FORCE)')


def fresh_copy(template: str, folder: Path) -> str:
    """An empty, migrated database to use in one test."""
    if template.startswith("sqlite"):
        target = folder / "portal.sqlite3"
        shutil.copy(make_url(template).database or "", target)
        return f"sqlite:///{target}"
    _empty(template)
    return template


def _empty(url: str) -> None:
    database = Database(url)
    with database.begin() as session:
        # The audit log refuses to be emptied, rightly.
        session.execute(text("SET LOCAL session_replication_role = replica"))
        tables = session.execute(
            text(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                " AND tablename <> 'alembic_version'"
            )
        ).scalars()
        # Not TRUNCATE, which makes new files for each table: that takes longer than a short test.
        emptied = "".join(f'DELETE FROM "{name}";' for name in tables)  # noqa: S608  (our own)
        session.execute(text(emptied))
    database.close()


@contextmanager
def _server(url: object) -> Iterator[object]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")  # type: ignore[arg-type]
    with engine.connect() as connection:
        yield lambda statement: connection.execute(text(statement))
    engine.dispose()
