"""Worker tokens: one mint at a time, stored before use, renewed once, killed at sign-out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from portal.audit import AuditEvent
from portal.audit import Event as Tag
from portal.backends.errors import TokenRefused, Unavailable
from portal.db import Vault
from portal.gateway.credentials import credentials, revoke, revoke_due
from portal.gateway.errors import SignInAgain
from portal.gateway.fanout import Fanout
from portal.gateway.models import WorkerToken
from portal.gateway.tokens import LEASE, TokenStore
from portal.gateway.worker import WorkerGateway
from portal.services import Services
from tests.gateway.conftest import ACCOUNT, Later, OpenGateway, services_on
from tests.gateway.hr_system import HRSystem
from tests.gateway.things import ALICE, BOB


def test_the_token_is_minted_once_and_shared(open_gateway: OpenGateway, hr: HRSystem) -> None:
    for _ in range(3):
        open_gateway().payslips()

    assert hr.counts["mint"] == 1


def test_twenty_requests_at_once_mint_one_token(open_gateway: OpenGateway, hr: HRSystem) -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: open_gateway().payslips(), range(20)))

    assert hr.counts["mint"] == 1


def test_processes_share_one_mint(store_url: str, services: Services, hr: HRSystem) -> None:
    """Each with connections of its own; the keys are the same in all of them."""
    with services_on(store_url, hr, services.settings) as other:
        both = [WorkerGateway(each, ACCOUNT, ALICE) for each in (services, other) * 4]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda gateway: gateway.payslips(), both))

    assert hr.counts["mint"] == 1


def test_each_worker_has_a_token_of_their_own(open_gateway: OpenGateway, hr: HRSystem) -> None:
    open_gateway().payslips()
    open_gateway(BOB, "b" * 32).payslips()

    assert set(hr.live) == {"alice", "bob"}


def test_a_replaced_token_is_renewed_once_for_all(open_gateway: OpenGateway, hr: HRSystem) -> None:
    open_gateway().payslips()
    hr.live["alice"] = "minted by somebody else"

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: open_gateway().payslips(), range(10)))

    assert hr.counts["mint"] == 2


def test_the_cards_of_one_page_renew_together(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    worker.payslips()
    hr.live["alice"] = "minted by somebody else"

    cards = Fanout(services.pool, 10)
    started = [cards.start(worker.payslips) for _ in range(5)]
    cards.wait()

    assert all(card.ready for card in started)
    assert hr.counts["mint"] == 2


def test_a_token_that_is_refused_again_means_signing_in_again(
    worker: WorkerGateway, hr: HRSystem
) -> None:
    hr.read_error = TokenRefused("nobody's")

    with pytest.raises(SignInAgain):
        worker.payslips()
    assert hr.counts["mint"] == 2


def test_an_employer_s_token_that_is_refused_is_no_reason_to_sign_in_again(
    worker: WorkerGateway, hr: HRSystem
) -> None:
    hr.mint_error = TokenRefused("the organization's")

    with pytest.raises(Unavailable):
        worker.payslips()


def test_an_expired_token_is_not_used(
    open_gateway: OpenGateway, hr: HRSystem, later: Later
) -> None:
    open_gateway().payslips()
    later(hours=23, minutes=59, seconds=30)

    open_gateway().payslips()

    assert hr.counts["mint"] == 2
    assert hr.counts["payslips"] == 2


def test_twenty_requests_after_the_end_of_a_token_mint_one(
    open_gateway: OpenGateway, hr: HRSystem, later: Later
) -> None:
    open_gateway().payslips()
    later(hours=24, minutes=1)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: open_gateway().payslips(), range(20)))

    assert hr.counts["mint"] == 2


def test_a_mint_whose_answer_is_lost_is_made_up_for_once(
    open_gateway: OpenGateway, hr: HRSystem
) -> None:
    """The token that was stored is dead then, and nobody knows the new one."""
    open_gateway().payslips()
    hr.live["alice"] = "minted, but the answer never came"
    hr.mint_error = Unavailable("no answer", sent=True)
    with pytest.raises(Unavailable):
        open_gateway().payslips()

    hr.mint_error = None
    for _ in range(3):
        assert open_gateway().payslips()

    assert hr.counts["mint"] == 3


def test_a_failed_mint_frees_the_way_for_the_next(open_gateway: OpenGateway, hr: HRSystem) -> None:
    hr.mint_error = Unavailable("down")
    with pytest.raises(Unavailable):
        open_gateway().payslips()

    hr.mint_error = None
    assert open_gateway().payslips()


def test_a_dead_winner_blocks_only_for_its_lease(
    open_gateway: OpenGateway, services: Services, hr: HRSystem, later: Later
) -> None:
    store = TokenStore(services.database, services.vault, ALICE)
    assert store.take_lease(0)
    assert store.take_lease(0) is None

    later(seconds=LEASE.total_seconds() + 1)

    assert open_gateway().payslips()
    assert hr.counts["mint"] == 1


def test_who_waited_gets_the_winner_s_token(
    open_gateway: OpenGateway, services: Services, hr: HRSystem
) -> None:
    minting, minted = Event(), Event()

    def slow() -> None:
        minting.set()
        assert minted.wait(30)

    hr.on_mint = slow
    with ThreadPoolExecutor(2) as pool:
        winner = pool.submit(credentials(services, ALICE, ACCOUNT).current)
        assert minting.wait(30)
        loser = pool.submit(credentials(services, ALICE, ACCOUNT).current)
        minted.set()

    assert winner.result() == loser.result()
    assert hr.counts["mint"] == 1


def test_a_lost_encryption_key_costs_a_mint_and_nothing_else(
    store_url: str, services: Services, hr: HRSystem, worker: WorkerGateway
) -> None:
    worker.payslips()

    with services_on(store_url, hr) as with_another_key:
        assert WorkerGateway(with_another_key, ACCOUNT, ALICE).payslips()
    assert hr.counts["mint"] == 2


def test_the_older_key_still_opens(
    store_url: str, services: Services, hr: HRSystem, worker: WorkerGateway
) -> None:
    worker.payslips()
    old = services.settings.encryption_keys[0].get_secret_value()
    rotated = Vault([Fernet.generate_key().decode(), old])

    stored = TokenStore(services.database, rotated, ALICE).load()

    assert stored.credential is not None
    assert stored.credential.token == hr.live["alice"]


def test_a_signed_out_worker_s_token_is_forgotten_and_killed(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    worker.payslips()

    assert revoke(services, ALICE)
    assert TokenStore(services.database, services.vault, ALICE).load().credential is None
    assert revoke_due(services) == 1

    assert hr.live == {}
    assert not revoke(services, ALICE)
    assert revoke_due(services) == 0


def test_a_revocation_that_fails_is_tried_again_later(
    worker: WorkerGateway, services: Services, hr: HRSystem, later: Later
) -> None:
    worker.payslips()
    revoke(services, ALICE)
    hr.mint_error = Unavailable("down")
    assert revoke_due(services) == 0

    hr.mint_error = None
    assert revoke_due(services) == 0
    later(minutes=6)
    assert revoke_due(services) == 1
    assert hr.live == {}


def test_signing_in_again_before_the_revocation_keeps_the_new_token(
    worker: WorkerGateway, open_gateway: OpenGateway, services: Services, hr: HRSystem
) -> None:
    worker.payslips()
    revoke(services, ALICE)
    open_gateway().payslips()

    assert revoke_due(services) == 0
    assert hr.live["alice"] == "token-alice-2"


def test_mints_and_revocations_are_audited(worker: WorkerGateway, services: Services) -> None:
    worker.payslips()
    revoke(services, ALICE)
    revoke_due(services)

    with services.database.read() as session:
        tags = session.scalars(select(AuditEvent.tag).order_by(AuditEvent.at)).all()
    assert tags == [Tag.TOKEN_MINTED, Tag.TOKEN_REVOKED]


def test_a_token_is_at_rest_only_encrypted(
    worker: WorkerGateway, services: Services, hr: HRSystem
) -> None:
    worker.payslips()

    with services.database.read() as session:
        row = session.scalars(select(WorkerToken)).one()
    assert hr.live["alice"] not in row.sealed
    assert row.expires_at is not None
    assert row.expires_at > datetime.now(UTC) + timedelta(hours=23)
