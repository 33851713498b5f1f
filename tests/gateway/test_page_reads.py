"""What a page shows of what was read before, and when it is read anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from threading import Event as Signal

import pytest
from cryptography.fernet import Fernet

from portal.backends import context
from portal.backends.errors import Limited, NotAllowed, NotFound, TokenRefused, Unavailable
from portal.gateway.cards import Card
from portal.gateway.errors import SignInAgain
from portal.gateway.fanout import alone
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from portal.snapshots import PAYSLIPS, TIME_OFF, Answer, Owner, Resource
from tests.gateway.conftest import ACCOUNT, Later, OpenGateway, services_on
from tests.gateway.hr_system import HRSystem
from tests.gateway.storage import Storage
from tests.gateway.test_ownership import audited
from tests.gateway.things import ALICE, BOB, time_off

MAY = date(2027, 5, 3)
DOWN = Unavailable("the HR system is down")


@pytest.fixture
def warm(worker: WorkerGateway, services: Services, hr: HRSystem) -> None:
    """Everything was read a moment ago."""
    hr.leave = [time_off("leave-1", MAY, MAY)]
    reads = worker.side_by_side()
    reads.show_all({PAYSLIPS: PAYSLIPS, TIME_OFF: TIME_OFF})
    reads.wait()
    services.snapshots.settle()
    hr.counts.clear()


@pytest.fixture
def other_process(services: Services, store_url: str, hr: HRSystem) -> Iterator[WorkerGateway]:
    with services_on(store_url, hr, services.settings) as others:
        yield WorkerGateway(others, ACCOUNT, ALICE)


def show(worker: WorkerGateway, resource: Resource[tuple[object, ...]] = PAYSLIPS) -> Card[object]:
    card = worker.side_by_side().show(resource)
    assert card.ready or card.failed
    return card


@pytest.mark.usefixtures("warm")
class TestShown:
    def test_what_is_new_takes_no_call(self, open_gateway: OpenGateway, hr: HRSystem) -> None:
        card = show(open_gateway())

        assert (card.ready, card.stale, card.unanswered) == (True, False, False)
        assert hr.counts.total() == 0

    def test_another_process_takes_no_call_either(
        self, other_process: WorkerGateway, hr: HRSystem
    ) -> None:
        assert show(other_process).ready
        assert hr.counts.total() == 0

    def test_what_is_not_new_is_shown_at_once_and_read_behind_the_page(
        self, open_gateway: OpenGateway, services: Services, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        go_on = Signal()
        seen: list[bool] = []
        hr.leave.append(time_off("leave-2", MAY, MAY))

        def hold() -> None:
            seen.append(context.background.get())
            go_on.wait(30)

        hr.before_list = [hold]
        old = show(open_gateway(), TIME_OFF)
        go_on.set()
        services.snapshots.settle()
        new = show(open_gateway(), TIME_OFF)

        assert (old.stale, len(old.value)) == (True, 1)
        assert (new.stale, len(new.value)) == (False, 2)
        assert seen == [True]
        assert hr.counts["time_off"] == 1
        assert context.background.get() is False

    def test_many_visits_are_one_refresh(
        self, open_gateway: OpenGateway, services: Services, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        go_on = Signal()
        hr.before_list = [lambda: go_on.wait(30)]

        cards = [show(open_gateway(), TIME_OFF) for _ in range(5)]
        go_on.set()
        services.snapshots.settle()

        assert all(card.stale for card in cards)
        assert hr.counts["time_off"] == 1

    def test_a_card_that_has_fetched_itself_does_not_do_so_again(
        self, open_gateway: OpenGateway, later: Later
    ) -> None:
        later(hours=7)
        waiting, for_itself = context.deadline.set(1e12), alone.set(True)
        try:
            card = show(open_gateway())
        finally:
            context.deadline.reset(waiting)
            alone.reset(for_itself)

        assert not card.stale

    def test_another_workers_page_shows_nothing_of_it(
        self, open_gateway: OpenGateway, hr: HRSystem
    ) -> None:
        card = show(open_gateway(BOB, "b" * 32), TIME_OFF)

        assert hr.counts["time_off"] == 1
        assert card.value == ()

    def test_a_lost_key_means_reading_anew(
        self, services: Services, store_url: str, hr: HRSystem
    ) -> None:
        key = Fernet.generate_key().decode()
        settings = services.settings.model_copy(
            update={"encryption_keys": (type(services.settings.secret_key)(key),)}
        )
        with services_on(store_url, hr, settings) as lost:
            assert show(WorkerGateway(lost, ACCOUNT, ALICE)).ready

        assert hr.counts["payslips"] == 1

    def test_what_says_whose_it_is_passes_the_wall_again(
        self, open_gateway: OpenGateway, services: Services
    ) -> None:
        owner = Owner(ACCOUNT, ALICE.backend, ALICE.worker_id, ALICE.contract_id)
        seen = services.snapshots.marks(ACCOUNT)[TIME_OFF.name]
        both = (
            time_off("mine", MAY, MAY),
            time_off("his", MAY, MAY, worker_id=BOB.worker_id),
        )
        services.snapshots.keep_now(owner, TIME_OFF, Answer(both, 0), datetime.now(UTC), seen)

        card = show(open_gateway(), TIME_OFF)

        assert [one.id for one in card.value] == ["mine"]  # type: ignore[attr-defined]
        assert ("foreign_object:blocked", "his") in audited(services)


@pytest.mark.usefixtures("warm")
class TestDown:
    def test_the_last_answer_is_shown_and_marked_in_every_process(
        self,
        open_gateway: OpenGateway,
        other_process: WorkerGateway,
        services: Services,
        hr: HRSystem,
        later: Later,
    ) -> None:
        later(hours=7)
        hr.read_error = DOWN

        first = show(open_gateway())
        services.snapshots.settle()
        here, elsewhere = show(open_gateway()), show(other_process)

        assert (first.ready, first.stale, first.unanswered) == (True, True, False)
        assert (here.ready, here.stale, here.unanswered) == (True, False, True)
        assert elsewhere.unanswered
        assert elsewhere.value == first.value

    def test_it_is_not_asked_at_every_visit(
        self, open_gateway: OpenGateway, services: Services, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        hr.read_error = DOWN
        for _ in range(4):
            show(open_gateway())
            services.snapshots.settle()
        asked_at_first = hr.counts["payslips"]
        later(seconds=21)
        again = show(open_gateway())
        services.snapshots.settle()

        assert asked_at_first == 1
        assert hr.counts["payslips"] == 2
        assert again.unanswered

    def test_when_it_is_back_nothing_is_marked(
        self, open_gateway: OpenGateway, services: Services, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        hr.read_error = DOWN
        show(open_gateway())
        services.snapshots.settle()
        hr.read_error = None
        later(seconds=21)
        show(open_gateway())
        services.snapshots.settle()

        card = show(open_gateway())
        assert (card.stale, card.unanswered) == (False, False)

    def test_no_turn_for_a_refresh_is_no_failure(
        self, open_gateway: OpenGateway, services: Services, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        hr.read_error = Limited("no turn")
        show(open_gateway())
        services.snapshots.settle()

        assert not show(open_gateway()).unanswered

    def test_what_may_not_be_seen_any_more_is_not_shown(
        self, open_gateway: OpenGateway, services: Services, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        hr.read_error = NotAllowed("not any more")
        show(open_gateway())
        services.snapshots.settle()

        card = show(open_gateway())
        assert isinstance(card.error, NotAllowed)

    def test_a_worker_who_is_refused_signs_in_again(
        self, open_gateway: OpenGateway, services: Services, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        hr.read_error = TokenRefused("a newly minted one too", status=401)
        show(open_gateway())
        services.snapshots.settle()

        with pytest.raises(SignInAgain):
            show(open_gateway())


@pytest.mark.usefixtures("warm")
class TestOneThing:
    def test_a_new_list_is_not_read_again(self, open_gateway: OpenGateway, hr: HRSystem) -> None:
        card = open_gateway().side_by_side().holding(PAYSLIPS, "slip-1")

        assert card.from_before
        assert hr.counts.total() == 0

    def test_an_older_one_is_read_first(
        self, open_gateway: OpenGateway, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        card = open_gateway().side_by_side().latest(PAYSLIPS)

        assert not card.from_before
        assert hr.counts["payslips"] == 1

    def test_an_older_one_is_shown_when_there_is_no_newer(
        self, open_gateway: OpenGateway, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        hr.read_error = DOWN
        cards = [open_gateway().side_by_side().holding(PAYSLIPS, "slip-1") for _ in range(3)]

        assert all(card.unanswered and card.value for card in cards)
        assert hr.counts["payslips"] == 1

    def test_it_waits_no_longer_than_the_page_may(
        self, store_url: str, services: Services, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        go_on = Signal()
        hr.before_list = [lambda: go_on.wait(30)]
        hurried = services.settings.model_copy(update={"page_deadline": 0.5})

        with services_on(store_url, hr, hurried) as in_a_hurry:
            card = WorkerGateway(in_a_hurry, ACCOUNT, ALICE).side_by_side().latest(TIME_OFF)
            go_on.set()

        assert card.from_before
        assert not card.unanswered

    def test_what_is_missing_is_looked_for_anew(
        self, open_gateway: OpenGateway, hr: HRSystem
    ) -> None:
        hr.leave.append(time_off("new", MAY, MAY))

        card = open_gateway().side_by_side().holding(TIME_OFF, "new")

        assert [one.id for one in card.value] == ["leave-1", "new"]
        assert hr.counts["time_off"] == 1

    def test_what_is_not_there_either_is_not_found_after_one_call(
        self, open_gateway: OpenGateway, services: Services, hr: HRSystem
    ) -> None:
        worker = open_gateway()
        card = worker.side_by_side().holding(TIME_OFF, "his")
        with pytest.raises(NotFound):
            worker.time_off_request("his", among=card.value)

        assert hr.counts["time_off"] == 1
        assert audited(services) == [("foreign_object:asked_for", "his")]

    def test_what_is_no_id_is_never_looked_for(
        self, open_gateway: OpenGateway, hr: HRSystem
    ) -> None:
        with pytest.raises(NotFound):
            open_gateway().side_by_side().holding(TIME_OFF, "..")
        assert hr.counts.total() == 0

    def test_a_refusal_is_not_covered_up(
        self, open_gateway: OpenGateway, hr: HRSystem, later: Later
    ) -> None:
        later(hours=7)
        hr.read_error = NotAllowed("not any more")
        with pytest.raises(NotAllowed):
            open_gateway().side_by_side().latest(PAYSLIPS)


def test_without_a_snapshot_a_failure_is_a_failure(worker: WorkerGateway, hr: HRSystem) -> None:
    hr.read_error = DOWN
    assert show(worker).error is DOWN
    with pytest.raises(Unavailable):
        worker.side_by_side().latest(PAYSLIPS)


def test_the_page_stands_when_nothing_can_be_stored(
    worker: WorkerGateway, services: Services, quiet_logs: list[dict[str, object]]
) -> None:
    worker.person()  # the token is there
    storage = Storage(services.database)
    storage.broken = True

    card = show(worker)
    services.snapshots.settle()
    storage.broken = False

    assert card.ready
    assert "snapshots_not_stored" in [line["event"] for line in quiet_logs]
