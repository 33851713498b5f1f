"""Offboarding: resignations (hr-apis/deel.md section 5)."""

from portal.sandbox.deel.endpoint import Endpoint
from portal.sandbox.deel.offboarding import employer, reads, tracker, worker

endpoints: tuple[Endpoint, ...] = (
    *worker.endpoints,
    *reads.endpoints,
    *employer.endpoints,
    *tracker.endpoints,
)
