"""Who works at Acme. The people themselves are in `cast.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files


@dataclass(frozen=True, kw_only=True)
class Role:
    """One person.

    `email` is the part before the @; `manager` is the `email` of somebody named before. `salary` is
    gross a year in `currency`. `months` is how long ago they started. `latin` is the name as in a
    passport, where the person's own is in another script. `tags` mark what is special about them.
    """

    email: str
    first: str
    last: str
    country: str
    city: str
    street: str
    postal_code: str
    timezone: str
    birth: str
    job: str
    team: str
    currency: str
    salary: str
    months: int
    manager: str | None = None
    middle: str | None = None
    preferred: str | None = None
    latin: str | None = None
    region: str | None = None
    state: str | None = None
    seniority: str = "Mid (Individual Contributor Level 2)"
    role: str = "worker"
    employer: str = ""
    dial_code: str = "1"
    hours: str = "40"
    leave_days: str = "25"
    notice_days: int = 30
    tags: tuple[str, ...] = ()


def cast() -> list[Role]:
    """Everybody, managers before the people who report to them."""
    people = tomllib.loads(files(__package__).joinpath("cast.toml").read_text("utf-8"))["person"]
    return [Role(**person | {"tags": tuple(person.get("tags", ()))}) for person in people]


def crowd(size: int) -> Iterator[Role]:
    """So many more workers, each in the job of one of the cast and with an address of their own."""
    ordinary = [role for role in cast() if role.role == "worker"]
    for number in range(size):
        role = ordinary[number % len(ordinary)]
        yield replace(role, email=f"{role.email}.{number + 1}", tags=())
