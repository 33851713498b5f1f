"""Ids, dates and inserts that are the same on every run."""

import random
import sqlite3
import string
import uuid
from collections.abc import Mapping
from datetime import date, timedelta


def generator(name: str) -> random.Random:
    """Random numbers of one seeder, which no other seeder's change can shift."""
    return random.Random(name)  # noqa: S311 - made-up data, not secrets


def make_uuid(rng: random.Random) -> str:
    """A version 4 uuid."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def make_short_id(rng: random.Random, length: int = 7) -> str:
    """Lower-case letters and digits, as the vendor's contract ids."""
    return "".join(rng.choices(string.ascii_lowercase + string.digits, k=length))


def months_before(today: date, months: int) -> date:
    """The first day of the month that many months before the current one."""
    index = today.year * 12 + today.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def last_of_month(first: date) -> date:
    """The last day of the month that `first` begins."""
    return months_before(first, -1) - timedelta(days=1)


def at(day: date, hour: int = 9) -> str:
    """An instant on that day, as the API writes it."""
    return f"{day.isoformat()}T{hour:02d}:00:00.000Z"


def insert(db: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    """One row; names come from this package, values are bound."""
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", dict(row))  # noqa: S608
