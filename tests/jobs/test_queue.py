from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from portal.db import StorageUnavailable, Vault
from portal.jobs import build_jobs, start_consumer, stop_consumer
from portal.jobs.queue import FILE_NAME
from portal.services import EXTENSION, Services
from portal.settings import Settings
from tests.mail.settings import settings_for

OLD_KEY, NEW_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for("console:").model_copy(update={"data_dir": tmp_path / "data"})


def test_job_rests_sealed(settings: Settings) -> None:
    jobs = build_jobs(settings, Vault([OLD_KEY]))
    jobs.task(name="greet")(print)("ana@office.example")
    with sqlite3.connect(settings.data_dir / FILE_NAME) as connection:
        (data,) = connection.execute("SELECT data FROM task").fetchone()
    connection.close()
    assert b"office" not in bytes(data)
    assert b"greet" not in bytes(data)
    jobs.storage.close()


def test_job_sealed_with_an_older_key_still_runs(settings: Settings) -> None:
    seen: list[str] = []

    def note(text: str) -> None:
        seen.append(text)

    before = build_jobs(settings, Vault([OLD_KEY]))
    before.task(name="note")(note)("kept")
    before.storage.close()
    after = build_jobs(settings, Vault([NEW_KEY, OLD_KEY]))
    after.task(name="note")(note)
    after.execute(after.dequeue())
    after.storage.close()
    assert seen == ["kept"]


def test_job_whose_key_is_gone_is_passed_over(settings: Settings) -> None:
    seen = threading.Event()
    before = build_jobs(settings, Vault([OLD_KEY]))
    before.task(name="note")(seen.set)()
    before.storage.close()
    jobs = build_jobs(settings, Vault([NEW_KEY]))
    note = jobs.task(name="note")(seen.set)
    note()
    consumer = start_consumer(_app(settings, jobs))
    assert seen.wait(10)
    stop_consumer(consumer)
    assert jobs.pending_count() == 0
    jobs.storage.close()


def test_consumer_runs_jobs_and_lets_the_last_one_finish(settings: Settings) -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()
    jobs = build_jobs(settings, Vault([OLD_KEY]))

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
    jobs.storage.close()


def test_consumer_starts_in_any_thread_and_leaves_signals_alone(settings: Settings) -> None:
    """Outside the main thread Python refuses to install signal handlers."""
    jobs = build_jobs(settings, Vault([OLD_KEY]))
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
    jobs.storage.close()


def test_queue_that_takes_nothing_is_an_outage_of_ours(settings: Settings) -> None:
    jobs = build_jobs(settings, Vault([OLD_KEY]))
    job = jobs.task(name="never")(print)
    with sqlite3.connect(settings.data_dir / FILE_NAME) as connection:
        connection.execute("DROP TABLE task")
    connection.close()
    with pytest.raises(StorageUnavailable):
        job("x")
    jobs.storage.close()


def _app(settings: Settings, jobs: object) -> Flask:
    app = Flask("jobs")
    app.extensions[EXTENSION] = Services(
        settings=settings,
        database=None,  # type: ignore[arg-type]
        vault=Vault([OLD_KEY]),
        backends={},
        pool=None,  # type: ignore[arg-type]
        jobs=jobs,  # type: ignore[arg-type]
    )
    return app
