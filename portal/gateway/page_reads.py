"""What a page shows: the last read at once where there is one, the rest asked for side by side.

reads = worker.side_by_side()
balances = reads.show(LEAVE_BALANCES)
payslips = reads.show(PAYSLIPS)
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from concurrent.futures import Executor
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from portal.backends import context
from portal.backends.errors import Unavailable
from portal.gateway.cards import Card, KeptCard
from portal.gateway.fanout import Fanout
from portal.gateway.ownership import Owned, require_id
from portal.gateway.snapshots import Kept, WorkerSnapshots
from portal.snapshots import Resource

T = TypeVar("T")
KeyT = TypeVar("KeyT", bound=Hashable)
OwnedT = TypeVar("OwnedT", bound=Owned)


class PageReads(Fanout):
    """For one page of one worker. Every method raises StorageUnavailable."""

    def __init__(
        self,
        pool: Executor,
        seconds: float,
        snapshots: WorkerSnapshots,
        *,
        last_chance: bool = False,
    ) -> None:
        super().__init__(pool, seconds, last_chance=last_chance)
        self._snapshots = snapshots

    def show(self, resource: Resource[T]) -> Card[T]:
        return self.show_all({resource.name: resource})[resource.name]

    def show_all(self, resources: Mapping[KeyT, Resource[Any]]) -> dict[KeyT, Card[Any]]:
        """A card each. One that is not new any more is shown at once while it is read anew."""
        kept = self._snapshots.take(resources.values())
        return {
            key: self._card(resource, kept.get(resource.name))
            for key, resource in resources.items()
        }

    def latest(self, resource: Resource[T]) -> Card[T]:
        """For a page about one thing: the last read if it is new; else a new one, or, where that
        does not come before the page's deadline, the last one after all. Always ready.

        Raises: BackendError, if there is nothing to fall back on.
        """
        kept = self._snapshots.take([resource]).get(resource.name)
        if kept is None:
            return self.fresh(resource)
        if kept.new or not kept.may_ask:
            return KeptCard(
                kept.value, kept.read_at, unanswered=kept.unanswered, left_out=kept.left_out
            )
        asked = self.start(partial(self._snapshots.read, resource))
        if asked.ready:
            return asked
        if asked.error is not None:
            if not isinstance(asked.error, Unavailable):
                raise asked.error
            self._snapshots.note_failure(resource)
        return KeptCard(kept.value, kept.read_at, unanswered=asked.failed, left_out=kept.left_out)

    def holding(
        self, resource: Resource[tuple[OwnedT, ...]], object_id: str
    ) -> Card[tuple[OwnedT, ...]]:
        """``latest``, but read anew before the object counts as missing: a mail may lead to a
        payslip that was not there a minute ago. Raises also: NotFound, for what is no id."""
        require_id(object_id)
        card = self.latest(resource)
        if card.from_before and all(one.id != object_id for one in card.value):
            return self.fresh(resource)
        return card

    def fresh(self, resource: Resource[T]) -> Card[T]:
        """Read now, whatever is kept. Raises: BackendError."""
        began = datetime.now(UTC)
        with context.counting_left_out() as left_out:
            value = self._snapshots.read(resource)
        return KeptCard(value, began, from_before=False, left_out=left_out.count)

    def _card(self, resource: Resource[T], kept: Kept[T] | None) -> Card[T]:
        if kept is None:
            return self.start(partial(self._snapshots.read, resource))
        asked = not kept.new and kept.may_ask and self._snapshots.refresh(resource)
        return KeptCard(
            kept.value,
            kept.read_at,
            # One that has fetched itself does not do so again and again.
            stale=asked and not self._last_chance,
            unanswered=not kept.new and kept.unanswered,
            left_out=kept.left_out,
        )
