"""The same day for every test here, so that holidays and balances can be named."""

from collections.abc import Callable, Iterator

import pytest

from tests.sandbox.callers import Caller, People, SignIn
from tests.sandbox.deel.leave import TODAY, Leave
from tests.sandbox.deel.resigning import Resigning
from tests.sandbox_server import RunningSandbox, running_sandbox


@pytest.fixture(scope="session")
def server_on_that_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("fixed-day"), today=TODAY) as server:
        yield server


@pytest.fixture
def sandbox(server_on_that_day: RunningSandbox) -> RunningSandbox:
    """Deel on Wednesday, 10 March 2027."""
    server_on_that_day.reset()
    return server_on_that_day


@pytest.fixture
def leave(organization: Caller, people: People) -> Leave:
    """Time off as the employer sees it."""
    return Leave(organization, people)


@pytest.fixture
def resigning(worker: SignIn, organization: Caller, people: People) -> Callable[[str], Resigning]:
    """A worker's resignation, by the first part of the address."""
    return lambda name: Resigning(worker(name), organization, people[name])


@pytest.fixture
def jana(resigning: Callable[[str], Resigning]) -> Resigning:
    """The resignation of somebody who has not resigned."""
    return resigning("jana.koehler")
