from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from pydantic import SecretStr

from portal.db import StorageUnavailable, Vault
from portal.jobs import (
    Huey,
    at_once_unless_queued,
    build_jobs,
    left_out_unless_queued,
    start_consumer,
    stop_consumer,
)
from portal.jobs.queue import FILE_NAME
from portal.services import EXTENSION, Services
from portal.settings import Settings
from portal.shared import redis_of
from tests.mail.settings import settings_for
from tests.support.redis import RedisServer

OLD_KEY, NEW_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()

Queues = Callable[..., Huey]
"""Of keys, newest first: the queue as a new process finds it."""


@pytest.fixture(params=["file", "redis"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    changes: dict[str, object] = {"data_dir": tmp_path / "data"}
    if request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        changes["redis_url"] = SecretStr(server.url)
    return settings_for("console:").model_copy(update=changes)


@pytest.fixture
def queue(settings: Settings) -> Iterator[Queues]:
    with ExitStack() as stack:

        def build(*keys: str) -> Huey:
            redis = redis_of(settings)
            jobs = build_jobs(settings, Vault(keys), redis)
            stack.callback(redis.close if redis else jobs.storage.close)
            return jobs

        yield build


def test_job_rests_sealed(queue: Queues) -> None:
    jobs = queue(OLD_KEY)
    jobs.task(name="greet")(print)("ana@office.example")
    [data] = jobs.storage.enqueued_items()
    assert b"office" not in bytes(data)
    assert b"greet" not in bytes(data)


def test_job_sealed_with_an_older_key_still_runs(queue: Queues) -> None:
    seen: list[str] = []

    def note(text: str) -> None:
        seen.append(text)

    queue(OLD_KEY).task(name="note")(note)("kept")
    after = queue(NEW_KEY, OLD_KEY)
    after.task(name="note")(note)
    after.execute(after.dequeue())
    assert seen == ["kept"]


def test_job_whose_key_is_gone_is_passed_over(settings: Settings, queue: Queues) -> None:
    seen = threading.Event()
    queue(OLD_KEY).task(name="note")(seen.set)()
    jobs = queue(NEW_KEY)
    note = jobs.task(name="note")(seen.set)
    note()
    consumer = start_consumer(_app(settings, jobs))
    assert seen.wait(10)
    stop_consumer(consumer)
    assert jobs.pending_count() == 0


def test_consumer_runs_jobs_and_lets_the_last_one_finish(settings: Settings, queue: Queues) -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()
    jobs = queue(OLD_KEY)

    def slow() -> None:
        begun.set()
        may_end.wait(10)
        ended.set()

    jobs.task(name="slow")(slow)()
    consumer = start_consumer(_app(settings, jobs))
    assert begun.wait(10)
    stopping = threading.Thread(target=stop_consumer, args=[consumer])
    stopping.start()
    may_end.set()
    stopping.join(10)
    assert ended.is_set()
    assert not stopping.is_alive()


def test_job_that_does_not_finish_is_begun_anew(settings: Settings, queue: Queues) -> None:
    begun, may_end = threading.Semaphore(0), threading.Event()
    jobs = queue(OLD_KEY)

    def slow(name: str) -> None:
        begun.release()
        may_end.wait(30)

    jobs.task(name="slow")(slow)("ana")
    consumer = start_consumer(_app(settings, jobs), stop_seconds=2)
    assert begun.acquire(timeout=10)
    stop_consumer(consumer)

    assert jobs.pending_count() == 1
    again = start_consumer(_app(settings, jobs))
    assert begun.acquire(timeout=10)
    may_end.set()
    stop_consumer(again)
    assert jobs.pending_count() == 0


def test_consumer_starts_in_any_thread_and_leaves_signals_alone(
    settings: Settings, queue: Queues
) -> None:
    """Outside the main thread Python refuses to install signal handlers."""
    jobs = queue(OLD_KEY)
    ran = threading.Event()
    jobs.task(name="ran")(ran.set)()

    def serve() -> None:
        consumer = start_consumer(_app(settings, jobs))
        ran.wait(10)
        stop_consumer(consumer)

    thread = threading.Thread(target=serve)
    thread.start()
    thread.join(20)
    assert ran.is_set()


@pytest.mark.parametrize("settings", ["file"], indirect=True)
def test_queue_file_that_takes_nothing_is_an_outage_of_ours(
    settings: Settings, queue: Queues
) -> None:
    job = queue(OLD_KEY).task(name="never")(print)
    with closing(sqlite3.connect(settings.data_dir / FILE_NAME)) as connection:
        connection.execute("DROP TABLE task")
    with pytest.raises(StorageUnavailable):
        job("x")


@pytest.mark.parametrize("settings", ["redis"], indirect=True)
def test_redis_that_is_away_is_an_outage_of_ours_until_it_is_back(
    settings: Settings, queue: Queues, redis_server: RedisServer
) -> None:
    jobs, ran = queue(OLD_KEY), threading.Event()
    job = jobs.task(name="ran")(ran.set)
    consumer = start_consumer(_app(settings, jobs))
    redis_server.kill()
    with pytest.raises(StorageUnavailable):
        job()
    assert not ran.is_set()

    redis_server.start()
    job()

    assert ran.wait(20)
    stop_consumer(consumer)


@pytest.mark.parametrize("settings", ["redis"], indirect=True)
def test_what_a_later_job_makes_good_is_left_out_while_the_queue_is_away(
    queue: Queues, redis_server: RedisServer
) -> None:
    done: list[str] = []
    jobs = queue(OLD_KEY)
    optional = left_out_unless_queued(jobs.task(name="optional")(done.append))
    needed = at_once_unless_queued(jobs.task(name="needed")(done.append))
    redis_server.kill()

    optional("optional")
    needed("needed")

    assert done == ["needed"]


def _app(settings: Settings, jobs: object) -> Flask:
    app = Flask("jobs")
    app.extensions[EXTENSION] = Services(
        settings=settings,
        database=None,  # type: ignore[arg-type]
        vault=Vault([OLD_KEY]),
        backends={},
        pool=None,  # type: ignore[arg-type]
        snapshots=None,  # type: ignore[arg-type]
        jobs=jobs,  # type: ignore[arg-type]
    )
    return app
