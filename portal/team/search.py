"""A long list of people or requests: those that were looked for, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request

from portal.backends.team import TeamMember

PEOPLE = 50
REQUESTS = 20
"""On one page."""
LAST_PAGE = 10_000
LONGEST = 100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Search:
    """What the address of this request asks for."""

    text: str
    number: int
    """Of the page, from 1."""

    @classmethod
    def of_request(cls) -> Search:
        number = request.args.get("page", default=1, type=int)
        text = " ".join(request.args.get("q", "")[:LONGEST].split())
        return cls(text, min(max(number, 1), LAST_PAGE))

    @property
    def query(self) -> dict[str, Any]:
        """What keeps it in an address."""
        return {"q": self.text} if self.text else {}

    def among(self, members: Iterable[TeamMember]) -> tuple[TeamMember, ...]:
        """Those whose name, role, team or manager has every word of it."""
        everybody = tuple(members)
        words = self.text.casefold().split()
        if not words:
            return everybody
        names = {each.id: each.name for each in everybody}
        return tuple(
            each
            for each in everybody
            if all(word in _known_as(each, names.get(each.manager_id, "")) for word in words)
        )

    def page(self, found: Sequence[T], size: int) -> Page[T]:
        """The last page for a number beyond it."""
        last = max(1, -(-len(found) // size))
        number = min(self.number, last)
        first = (number - 1) * size
        return Page(tuple(found[first : first + size]), number, last, len(found))


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: tuple[T, ...]
    number: int
    last: int
    total: int


def _known_as(member: TeamMember, manager: str) -> str:
    own = (
        member.name,
        member.preferred_name,
        member.email,
        member.job_title,
        member.team,
        member.department,
    )
    return " ".join((*own, manager)).casefold()
