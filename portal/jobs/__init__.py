"""Work after the answer: mail, calls nobody waits for, housekeeping."""

from portal.jobs.consumer import start_consumer, stop_consumer
from portal.jobs.queue import build_jobs

__all__ = ["build_jobs", "start_consumer", "stop_consumer"]
