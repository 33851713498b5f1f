"""The people and papers of one small company, the same every time for the same date."""

import sqlite3
from collections.abc import Callable
from datetime import date

from portal.sandbox.seed import amendments, documents, offboarding, pay, people, time_off

Seeder = Callable[[sqlite3.Connection, date], None]

SEEDERS: tuple[Seeder, ...] = (
    pay.seed,
    documents.seed,
    time_off.seed,
    amendments.seed,
    offboarding.seed,
)
"""In the order in which their rows refer to each other, and all of them to the people. Each brings
its own random numbers."""


def seed(db: sqlite3.Connection, today: date, extra_workers: int = 0) -> None:
    """Fill an empty database."""
    people.seed(db, today, extra_workers)
    for seeder in SEEDERS:
        seeder(db, today)
