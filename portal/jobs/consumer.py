"""Threads that run the jobs: of the web process, so that the default needs no second service, or
of a process of their own."""

from __future__ import annotations

from flask import Flask

from portal.jobs.lean_huey import Consumer
from portal.services import EXTENSION, Services

THREADS = 4
STOP_SECONDS = 8.0
AWAY_SECONDS = 5.0
"""Longest pause between two tries to reach a queue that is away."""


class EmbeddedConsumer(Consumer):  # type: ignore[misc]
    def _set_signal_handlers(self) -> None:
        """The process's signals belong to the web server around us."""


def start_consumer(app: Flask, stop_seconds: float = STOP_SECONDS) -> Consumer:
    """Begin to run the jobs of ``app`` in threads of this process.

    Several processes may do so: a job runs in one of them, and periodic jobs bear being run twice.
    Call it after a fork, never before.
    """
    services: Services = app.extensions[EXTENSION]
    consumer = EmbeddedConsumer(
        services.jobs,
        workers=THREADS,
        initial_delay=0.1,
        # A file is looked into this often; a server says itself when a job has come.
        max_delay=AWAY_SECONDS if services.jobs.storage.blocking else 0.5,
        check_worker_health=False,
        shutdown_timeout=stop_seconds,
    )
    consumer.start()
    return consumer


def stop_consumer(consumer: Consumer) -> None:
    """Let running jobs finish for a few seconds; what is queued stays for the next start.

    A job that takes longer goes back into the queue: it is begun anew elsewhere, never lost.
    """
    consumer.stop(graceful=True)
    consumer.huey.notify_interrupted_tasks()
