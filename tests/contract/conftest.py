"""What the contract's tests are given. Each ``test_<backend>.py`` adds ``backend`` and ``cast``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from portal.backends import context
from portal.backends.contract import Backend, WorkerAPI
from portal.backends.types import WorkerIdentity
from tests.contract.cast import Cast
from tests.support.days import free_mondays

pytest.register_assert_rewrite(
    *(
        f"tests.contract.{name}"
        for name in (
            "amendments",
            "directory",
            "documents",
            "faults",
            "manager",
            "payslips",
            "profile",
            "resignation",
            "resignation_review",
            "time_off",
        )
    )
)


@pytest.fixture
def person(backend: Backend) -> Callable[[str], WorkerIdentity]:
    """Anybody of the cast, as sign-in finds them."""

    def find(email: str) -> WorkerIdentity:
        identity = backend.directory.find_by_email(email)
        assert identity is not None
        return identity

    return find


@pytest.fixture
def worker(backend: Backend, person: Callable[[str], WorkerIdentity]) -> Callable[[str], WorkerAPI]:
    """The API of anybody of the cast."""

    def sign_in(email: str) -> WorkerAPI:
        identity = person(email)
        return backend.worker(identity, backend.mint(identity))

    return sign_in


@pytest.fixture
def api(worker: Callable[[str], WorkerAPI], cast: Cast) -> WorkerAPI:
    """The API of the worker whom most tests are about."""
    return worker(cast.worker)


@pytest.fixture
def strangers(worker: Callable[[str], WorkerAPI], cast: Cast) -> WorkerAPI:
    """The API of a colleague whose things the worker must not reach."""
    return worker(cast.stranger)


@pytest.fixture
def impatient() -> Iterator[Callable[[float], None]]:
    """Give what follows a deadline so many seconds from now."""
    token = context.deadline.set(None)

    def wait_at_most(seconds: float) -> None:
        context.deadline.set(time.monotonic() + seconds)

    yield wait_at_most
    context.deadline.reset(token)


@pytest.fixture
def free_monday() -> date:
    """A Monday that nobody of the cast has plans for, in a week without holidays."""
    return next(free_mondays("DE", "GB", "PT", in_days=120, around=range(8)))
