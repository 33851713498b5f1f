"""Threads of the web process that run the jobs, so that the default needs no second service."""

from __future__ import annotations

from flask import Flask

from portal.jobs.library import Consumer
from portal.services import EXTENSION, Services

THREADS = 4
STOP_SECONDS = 10.0


class EmbeddedConsumer(Consumer):  # type: ignore[misc]
    def _set_signal_handlers(self) -> None:
        """The process's signals belong to the web server around us."""


def start_consumer(app: Flask) -> Consumer:
    """Begin to run the jobs of ``app`` in threads of this process.

    Several processes may do so: a job runs in one of them, and periodic jobs bear being run twice.
    Call it after a fork, never before.
    """
    services: Services = app.extensions[EXTENSION]
    consumer = EmbeddedConsumer(
        services.jobs,
        workers=THREADS,
        initial_delay=0.1,
        max_delay=0.5,
        check_worker_health=False,
        shutdown_timeout=STOP_SECONDS,
    )
    consumer.start()
    return consumer


def stop_consumer(consumer: Consumer) -> None:
    """Let running jobs finish for a few seconds; what is queued stays for the next start."""
    consumer.stop(graceful=True)
