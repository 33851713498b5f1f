"""How Alembic reaches the database: through the engine that ``Database.upgrade`` hands over."""

from alembic import context
from sqlalchemy import Engine, text

from portal.db.base import Base

UPGRADE_LOCK = 7_104_231_907
"""A number of our own: two processes that upgrade at once take turns."""


def run(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": UPGRADE_LOCK})
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            transactional_ddl=True,
        )
        if engine.dialect.name == "sqlite":
            connection.execute(text("BEGIN IMMEDIATE"))
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": UPGRADE_LOCK})


run(context.config.attributes["engine"])
