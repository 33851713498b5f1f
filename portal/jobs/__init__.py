"""Work after the answer: mail, calls nobody waits for, housekeeping."""

from portal.jobs.consumer import start_consumer, stop_consumer
from portal.jobs.library import CancelExecution, Huey, crontab
from portal.jobs.queue import build_jobs

__all__ = [
    "CancelExecution",
    "Huey",
    "build_jobs",
    "crontab",
    "start_consumer",
    "stop_consumer",
]
