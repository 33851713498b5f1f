"""What is kept, for whom, until when: on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import structlog
import time_machine
from cryptography.fernet import Fernet
from sqlalchemy import text, update

from portal.backends.types import Employment, Money, Pay, Payslip, Person
from portal.db import Database
from portal.snapshots import PAYSLIPS, PERSON, PHONES, Answer, Mark, Owner, Snapshots, outdate
from portal.snapshots.models import SnapshotRow
from portal.snapshots.snapshots import Snapshot
from tests.gateway.things import ALICE as ALICE_OF_DEEL
from tests.gateway.things import person_of
from tests.snapshots.conftest import ALICE, BOB, Open

SLIPS = (Payslip("slip-1", date(2026, 10, 1), None, "PUBLISHED", available=True),)
SALARY = "73914"


def keep(
    snapshots: Snapshots,
    owner: Owner = ALICE,
    value: tuple[Payslip, ...] = SLIPS,
    left_out: int = 0,
) -> None:
    """As a page does: look what there is, read, keep."""
    seen = snapshots.marks(owner.account_id).get(PAYSLIPS.name)
    snapshots.keep_now(owner, PAYSLIPS, Answer(value, left_out), datetime.now(UTC), seen)


def take(snapshots: Snapshots, owner: Owner = ALICE) -> Snapshot[tuple[Payslip, ...]] | None:
    marks = snapshots.marks(owner.account_id)
    return snapshots.take(owner, {PAYSLIPS.name: PAYSLIPS}, marks).get(PAYSLIPS.name)


def marks(snapshots: Snapshots) -> Mark | None:
    return snapshots.marks(ALICE.account_id).get(PAYSLIPS.name)


def test_nothing_is_there_before_the_first_read(process: Open) -> None:
    assert take(process()) is None


def test_a_read_is_there_for_every_process_and_after_a_restart(process: Open) -> None:
    one = process()
    keep(one)

    found, elsewhere = take(one), take(process())

    assert found is not None
    assert elsewhere is not None
    assert found.value == elsewhere.value == SLIPS
    assert found.read_at == elsewhere.read_at


def test_what_could_not_be_read_is_still_known_later(process: Open) -> None:
    one = process()
    keep(one, left_out=2)

    assert [found and found.left_out for found in (take(one), take(process()))] == [2, 2]


def test_what_is_kept_later_is_stored_when_the_page_is_drawn(process: Open) -> None:
    snapshots = process()
    snapshots.keep(ALICE, PAYSLIPS, Answer(SLIPS, 0), datetime.now(UTC), None)

    snapshots.settle()

    assert take(snapshots) is not None


def test_what_was_read_last_stays_when_the_process_stops(process: Open) -> None:
    snapshots = process()
    snapshots.keep(ALICE, PAYSLIPS, Answer(SLIPS, 0), datetime.now(UTC), None)

    snapshots.close()

    assert take(process()) is not None


def test_another_processs_newer_read_replaces_what_is_in_memory(process: Open) -> None:
    one, other = process(), process()
    keep(one)
    newer = (*SLIPS, Payslip("slip-2", date(2026, 11, 1), None, "PUBLISHED", available=True))
    keep(other, value=newer)

    found = take(one)

    assert found is not None
    assert found.value == newer


def test_what_is_outdated_is_shown_by_no_process(process: Open, store_url: str) -> None:
    one, other = process(), process()
    keep(one)
    assert take(other) is not None
    database = Database(store_url)

    with database.begin() as session:
        outdate(session, ALICE.account_id, [PAYSLIPS, PHONES])
    database.close()

    assert take(one) is None
    assert take(other) is None


@pytest.mark.parametrize("kept_before", [True, False])
def test_a_read_from_before_a_write_is_not_stored_after_it(
    process: Open, kept_before: bool
) -> None:
    one, other = process(), process()
    if kept_before:
        keep(one)
    seen = marks(one)
    other.outdate(ALICE, PAYSLIPS)

    one.keep_now(ALICE, PAYSLIPS, Answer(SLIPS, 0), datetime.now(UTC), seen)

    assert take(one) is None


def test_of_two_reads_at_once_one_is_stored(process: Open) -> None:
    one, other = process(), process()
    seen_by_one, seen_by_other = marks(one), marks(other)

    one.keep_now(ALICE, PAYSLIPS, Answer(SLIPS, 0), datetime.now(UTC), seen_by_one)
    other.keep_now(ALICE, PAYSLIPS, Answer((), 0), datetime.now(UTC), seen_by_other)

    found = take(other)
    assert found is not None
    assert found.value == SLIPS


def test_nothing_can_be_read_in_the_database(process: Open, store_url: str) -> None:
    pay = Pay(Money(Decimal(SALARY), "EUR"), "yearly")
    person = person_with(pay)
    process().keep_now(ALICE, PERSON, Answer(person, 0), datetime.now(UTC), None)

    database = Database(store_url)
    with database.read() as session:
        rows = session.execute(text("SELECT * FROM snapshots")).all()
    database.close()

    assert len(rows) == 1
    held = repr(rows)
    assert not [word for word in (SALARY, "EUR", "alice", person.work_email) if word in held]


def test_a_row_in_anothers_place_opens_to_nothing(process: Open, store_url: str) -> None:
    snapshots = process()
    keep(snapshots, BOB)
    keep(snapshots, ALICE)
    database = Database(store_url)
    with database.begin() as session:
        of_bob = session.get_one(SnapshotRow, (BOB.account_id, PAYSLIPS.name))
        session.execute(
            update(SnapshotRow)
            .where(SnapshotRow.account_id == ALICE.account_id)
            .values(sealed=of_bob.sealed)
        )
    database.close()

    assert take(process(), ALICE) is None
    assert take(process(), BOB) is not None


def test_a_new_contract_begins_with_nothing(process: Open) -> None:
    snapshots = process()
    keep(snapshots)
    moved = Owner(ALICE.account_id, ALICE.backend, ALICE.worker_id, "C-new")

    assert take(snapshots, moved) is None
    keep(snapshots, moved)
    assert take(snapshots, moved) is not None


def test_a_lost_key_means_reading_anew(process: Open) -> None:
    keep(process())
    lost = process(encryption_keys=Fernet.generate_key().decode())

    with structlog.testing.capture_logs() as lines:
        assert take(lost) is None
    keep(lost)

    assert [line["event"] for line in lines] == ["snapshot_not_readable"]
    assert take(lost) is not None


def test_what_is_dropped_is_gone_and_what_is_being_read_is_not_stored(process: Open) -> None:
    snapshots, other = process(), process()
    keep(snapshots)
    keep(snapshots, BOB)
    seen = marks(snapshots)

    snapshots.drop(ALICE.account_id)
    snapshots.keep_now(ALICE, PAYSLIPS, Answer(SLIPS, 0), datetime.now(UTC), seen)
    snapshots.keep_now(ALICE, PHONES, Answer((), 0), datetime.now(UTC), None)

    assert {mark.read_at for mark in other.marks(ALICE.account_id).values()} == {None}
    assert take(snapshots, BOB) is not None


def test_what_is_too_old_is_not_shown_and_then_deleted(process: Open) -> None:
    snapshots = process(snapshot_days="2")
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        keep(snapshots)
        clock.shift(timedelta(days=1))
        snapshots.delete_old()
        assert take(snapshots) is not None
        clock.shift(timedelta(days=1, seconds=1))
        assert take(snapshots) is None
        assert marks(snapshots) is not None
        snapshots.delete_old()
        assert marks(snapshots) is None


def test_a_deployer_may_keep_nothing(process: Open) -> None:
    none = process(snapshot_days="0")
    keep(none)
    none.keep(ALICE, PAYSLIPS, Answer(SLIPS, 0), datetime.now(UTC), None)
    none.settle()

    assert take(none) is None
    assert marks(process()) is None


def test_a_failure_is_known_to_all_processes_until_the_next_answer(process: Open) -> None:
    one, other = process(), process()
    keep(one)
    seen = marks(one)
    assert seen is not None

    one.note_failure(ALICE, PAYSLIPS, seen)
    noted = marks(other)
    keep(one)
    answered = marks(other)

    assert noted is not None
    assert noted.failed_at is not None
    assert answered is not None
    assert answered.failed_at is None


def person_with(pay: Pay) -> Person:
    job = Employment("C", "", "", "", "", "", "", "", None, None, "", ended=False, pay=pay)
    person = person_of(ALICE_OF_DEEL)
    return Person(
        **{name: getattr(person, name) for name in Person.__slots__ if name != "employment"},
        employment=job,
    )
