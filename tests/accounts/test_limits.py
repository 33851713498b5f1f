"""How often a client may try to sign in, counted by one process and by several with real Redis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from redis import Redis

from portal.accounts.limits import SignInLimits, network_of
from tests.support.redis import RedisServer

IN_A_MINUTE = 60
"""Codes one client may try."""
SHE, HE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def processes(redis_server: RedisServer) -> Iterator[list[SignInLimits]]:
    """Two, each with connections of its own."""
    with ExitStack() as stack:
        clients = [stack.enter_context(Redis.from_url(redis_server.url)) for _ in range(2)]
        yield [SignInLimits(client) for client in clients]


def tries(*processes: SignInLimits, address: str = SHE, times: int = IN_A_MINUTE + 1) -> int:
    """How many of ``times`` tries, spread over the processes, were allowed."""
    return sum(
        processes[number % len(processes)].try_code(address) is None for number in range(times)
    )


def test_one_client_s_share_leaves_another_s_alone() -> None:
    limits = SignInLimits()

    assert tries(limits) == IN_A_MINUTE
    assert tries(limits, address=HE, times=1) == 1


def test_processes_count_together(processes: list[SignInLimits]) -> None:
    assert tries(*processes) == IN_A_MINUTE
    assert tries(*processes, address=HE, times=1) == 1


def test_limits_hold_while_redis_is_away_and_when_it_is_back_without_what_it_had(
    processes: list[SignInLimits], redis_server: RedisServer
) -> None:
    one, other = processes
    assert tries(one, times=40) == 40

    redis_server.kill()
    assert tries(one, times=40) == 20
    assert tries(other) == IN_A_MINUTE

    redis_server.start()
    assert tries(one, other) == 0
    assert tries(one, other, address=HE) == IN_A_MINUTE


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_client_is_its_network(address: str | None, network: str) -> None:
    assert network_of(address) == network
