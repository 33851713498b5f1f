"""Short, explicit transactions: none may be open while a backend is called or a mail is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVarTuple

from sqlalchemy import Engine, Row, Select, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

WAIT_SECONDS = 10.0
"""For a lock, a free connection, a server that does not answer."""
MIGRATIONS = Path(__file__).parent / "migrations"

Columns = TypeVarTuple("Columns")


class StorageUnavailable(Exception):
    """The portal's own database cannot take or give anything now: locked, full, away, read-only."""


class Database:
    """One per process; safe to share between threads.

    SQLite runs in WAL mode, and a write transaction begins with ``BEGIN IMMEDIATE``: one that
    starts as a read and upgrades later is refused at once instead of waiting its turn.
    """

    def __init__(self, url: str, wait_seconds: float = WAIT_SECONDS) -> None:
        self._wait_seconds = wait_seconds
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.url.get_backend_name() == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.engine = self._connect()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    def _connect(self) -> Engine:
        if not self.is_sqlite:
            return create_engine(
                self.url,
                pool_size=20,
                max_overflow=20,
                pool_timeout=self._wait_seconds,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"connect_timeout": round(self._wait_seconds)},
            )
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self.url,
            pool_size=40,
            max_overflow=20,
            pool_timeout=self._wait_seconds,
            hide_parameters=True,
        )
        event.listen(engine, "connect", self._prepare_sqlite)
        return engine

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A write transaction: committed at the end, rolled back on any error.

        Raises: StorageUnavailable; nothing was written then.
        """
        with self._translated(), self._sessions() as session, session.begin():
            if self.is_sqlite:
                session.execute(text("BEGIN IMMEDIATE"))
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read. Raises: StorageUnavailable."""
        with self._translated(), self._sessions() as session:
            yield session

    def rows(self, query: Select[*Columns], **values: object) -> Sequence[Row[*Columns]]:
        """A read of columns without the ORM, for what every page asks.

        ``query`` is built once, with ``bindparam`` for its ``values``. Raises: StorageUnavailable.
        """
        with self._translated(), self.engine.connect() as connection:
            return connection.execute(query, values).all()

    def check(self) -> None:
        """One trivial query. Raises: StorageUnavailable."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def upgrade(self) -> None:
        """Bring the tables to this version; does nothing when they are."""
        # Imported here, since no page needs it: it takes 11 MB.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["engine"] = self.engine
        command.upgrade(config, "head")

    def close(self) -> None:
        self.engine.dispose()

    def _prepare_sqlite(self, connection: Any, _record: object) -> None:
        # The driver must not open transactions by itself: begin() says which kind it wants.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={round(self._wait_seconds * 1000)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise StorageUnavailable("all connections are in use") from error
        except DBAPIError as error:
            if _is_outage(error):
                raise StorageUnavailable(_reason(error)) from error
            raise


def _reason(error: DBAPIError) -> str:
    """The driver's first line: it names files, tables and hosts, never values."""
    text = str(error.orig).partition("\n")[0]
    return f"{type(error.orig).__name__}: {text}"


def _is_outage(error: DBAPIError) -> bool:
    """Locked, full, read-only or away; not a broken constraint or a mistake in a query."""
    return isinstance(error, OperationalError | InterfaceError | InternalError)
