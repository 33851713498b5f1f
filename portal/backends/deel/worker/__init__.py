"""The worker's API at Deel, one part a subject."""

from portal.backends.deel.worker.amendments import Amendments
from portal.backends.deel.worker.documents import Documents
from portal.backends.deel.worker.payslips import Payslips
from portal.backends.deel.worker.profile import Profile
from portal.backends.deel.worker.resignation import Resignations
from portal.backends.deel.worker.time_off import Requests


class DeelWorker(Profile, Payslips, Documents, Requests, Amendments, Resignations):
    """A ``contract.WorkerAPI``."""
