"""The database: SQLite in WAL mode, one connection a thread, and a seeded copy to return to."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

LIVE_FILE = "sandbox.sqlite3"
SEED_FILE = "seed.sqlite3"


class Store:
    """Reads go through `db`, writes through `transaction()`.

    A live database that is already there is kept, so that a sandbox can be stopped and started
    again; `reset()` returns to the state that `seed` makes. `version` grows with every write.
    """

    def __init__(self, folder: Path, seed: Callable[[sqlite3.Connection], None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._live = folder / LIVE_FILE
        self._seed = folder / SEED_FILE
        self._local = threading.local()
        self.version = 0
        fresh = not self._live.exists()
        self._make_seed(seed)
        if fresh:
            self.reset()

    @property
    def db(self) -> sqlite3.Connection:
        """This thread's connection. Rows are `sqlite3.Row`; every statement commits by itself."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = _connect(self._live)
            self._local.connection = connection
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction, begun at once; rolled back when the block raises."""
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        self.version += 1

    def reset(self) -> None:
        """Return to the seeded state."""
        with closing(_connect(self._seed)) as source:
            source.backup(self.db)
        self.version += 1

    def _make_seed(self, seed: Callable[[sqlite3.Connection], None]) -> None:
        for leftover in self._seed.parent.glob(SEED_FILE + "*"):
            leftover.unlink()
        with closing(_connect(self._seed)) as db:
            db.executescript(schema())
            db.execute("BEGIN")
            seed(db)
            db.execute("COMMIT")


def schema() -> str:
    """All `schema/*.sql` files, in the order of their names."""
    scripts = sorted(files(__package__).joinpath("schema").iterdir(), key=lambda path: path.name)
    return "\n".join(path.read_text("utf-8") for path in scripts if path.name.endswith(".sql"))


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA foreign_keys=ON")
    return db
