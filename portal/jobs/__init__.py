"""Work after the answer: mail, calls nobody waits for, housekeeping."""

from portal.jobs.consumer import start_consumer, stop_consumer
from portal.jobs.lean_huey import CancelExecution, Huey, crontab
from portal.jobs.queue import at_once_unless_queued, build_jobs, left_out_unless_queued

__all__ = [
    "CancelExecution",
    "Huey",
    "at_once_unless_queued",
    "build_jobs",
    "crontab",
    "left_out_unless_queued",
    "start_consumer",
    "stop_consumer",
]
