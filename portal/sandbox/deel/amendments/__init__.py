"""Amendments (hr-apis/deel.md section 4)."""

from portal.sandbox.deel.amendments import reads, writes
from portal.sandbox.deel.endpoint import Endpoint

endpoints: tuple[Endpoint, ...] = (*reads.endpoints, *writes.endpoints)
