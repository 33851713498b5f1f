from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portal.snapshots.memory import Memory
from portal.snapshots.store import Snapshot
from tests.snapshots.conftest import ALICE, BOB


def snapshot(stamp: str) -> Snapshot[Any]:
    return Snapshot((), datetime.now(UTC), stamp, 0)


def test_only_todays_stamp_opens() -> None:
    memory = Memory()
    memory.put(ALICE, "payslips", snapshot("1"))

    assert memory.get(ALICE, "payslips", "1") is not None
    assert memory.get(ALICE, "payslips", "2") is None
    assert memory.get(BOB, "payslips", "1") is None
    assert memory.get(ALICE, "phones", "1") is None


def test_the_least_recently_used_goes_first() -> None:
    memory = Memory(size=2)
    memory.put(ALICE, "payslips", snapshot("1"))
    memory.put(ALICE, "phones", snapshot("1"))
    memory.get(ALICE, "payslips", "1")

    memory.put(BOB, "payslips", snapshot("1"))

    assert len(memory) == 2
    assert memory.get(ALICE, "phones", "1") is None
    assert memory.get(ALICE, "payslips", "1") is not None


def test_what_was_dropped_is_gone_for_that_account_alone() -> None:
    memory = Memory()
    memory.put(ALICE, "payslips", snapshot("1"))
    memory.put(BOB, "payslips", snapshot("1"))

    memory.drop(ALICE.account_id)

    assert memory.get(ALICE, "payslips", "1") is None
    assert memory.get(BOB, "payslips", "1") is not None
