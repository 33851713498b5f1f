"""A page's reads side by side, under one deadline: no card waits for another, none takes the page.

    cards = Fanout(pool, seconds)
    team = cards.start(manager.team)
    requests = cards.start(manager.time_off)

Drawing the page may begin at once: a card is waited for when somebody looks at it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import ContextVar, copy_context
from typing import TypeVar, cast

from portal.backends import context
from portal.backends.errors import BackendError
from portal.gateway.cards import AwaitedCard, Card, Outcome

T = TypeVar("T")

alone: ContextVar[bool] = ContextVar("alone", default=False)
"""Whether a card is fetched for itself, by ``context.deadline``: its page is there already."""


class Fanout:
    """For one page. Not to be shared between threads."""

    def __init__(self, pool: Executor, seconds: float, *, last_chance: bool = False) -> None:
        """``seconds``: how long the page waits from now, at most. ``last_chance``: what does not
        come by then has failed, so that a card that fetches itself does not do so for ever."""
        self._pool = pool
        self._last_chance = last_chance
        self._deadline = time.monotonic() + seconds
        self._cards: list[Card[object]] = []

    def start(self, read: Callable[[], T]) -> Card[T]:
        """Begin a read in a thread that knows this request's id and deadline."""
        around = copy_context()
        around.run(context.deadline.set, self._deadline)
        future = self._pool.submit(around.run, _run, read)
        card = AwaitedCard(future, self._deadline, last_chance=self._last_chance)
        self._cards.append(cast("Card[object]", card))
        return card

    def wait(self) -> None:
        """Until all are done or the deadline has passed.

        Raises: SignInAgain and whatever else is not a ``BackendError``, out of any card.
        """
        for card in self._cards:
            _ = card.ready


def _run(read: Callable[[], T]) -> Outcome[T]:
    try:
        with context.counting_left_out() as left_out:
            value = read()
        return Outcome(value, None, left_out.count)
    except BackendError as error:
        return Outcome(None, error)
