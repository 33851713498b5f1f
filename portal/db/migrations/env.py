"""How Alembic reaches the database: through the engine that ``Database.upgrade`` hands over.

All steps are one transaction, also on SQLite, whose driver is told to begin none by itself: a
process that is killed half-way leaves nothing behind. Processes that upgrade at once take turns.
"""

from alembic import context
from sqlalchemy import Connection, Engine, text

from portal.db.base import Base

UPGRADE_LOCK = 7_104_231_907
"""A number of our own; PostgreSQL gives it back with the transaction, however that ends."""
UPGRADE_WAIT_MS = 600_000


def run(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _begin_on_sqlite(connection)
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True
        )
        context.run_migrations()
        connection.commit()


def _begin_on_sqlite(connection: Connection) -> None:
    connection.detach()  # What follows is for this connection alone, which ends here.
    # A table that is changed is made anew, and dropping the old one would delete what refers to it.
    connection.execute(text("PRAGMA foreign_keys=OFF"))
    connection.execute(text(f"PRAGMA busy_timeout={UPGRADE_WAIT_MS}"))
    connection.execute(text("BEGIN IMMEDIATE"))


run(context.config.attributes["engine"])
