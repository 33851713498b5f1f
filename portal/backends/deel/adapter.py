"""Deel as a ``contract.Backend``."""

from __future__ import annotations

from portal.backends.budget import Budget
from portal.backends.contract import Capability, Directory, ManagerAPI, WorkerAPI
from portal.backends.deel.access import Caller
from portal.backends.deel.client import DeelClient
from portal.backends.deel.directory import DeelDirectory
from portal.backends.deel.errors import read_problem
from portal.backends.deel.manager import DeelManager
from portal.backends.deel.worker import DeelWorker
from portal.backends.deel.worker.documents import GROUPS, group_of
from portal.backends.errors import NotFound, Rejected
from portal.backends.http import Transport
from portal.backends.types import Credential, DocumentGroup, WorkerIdentity
from portal.settings import DeelSettings

CAPABILITIES = frozenset(
    {
        Capability.PROFILE,
        Capability.PROFILE_CHANGE,
        Capability.HR_CONTACT,
        Capability.BENEFITS,
        Capability.PAYSLIPS,
        Capability.DOCUMENTS,
        Capability.DOCUMENT_UPLOAD,
        Capability.LEAVE_BALANCES,
        Capability.TIME_OFF,
        Capability.TIME_OFF_PREVIEW,
        Capability.TIME_OFF_CANCEL,
        Capability.AMENDMENTS,
        Capability.AMENDMENT_REQUEST,
        Capability.AMENDMENT_SIGN,
        Capability.RESIGNATION,
        Capability.RESIGNATION_SIGN,
        Capability.TEAM,
        Capability.TEAM_AMENDMENTS,
        Capability.TIME_OFF_REVIEW,
        Capability.TEAM_CALENDAR,
        Capability.RESIGNATION_REVIEW,
    }
)


class DeelBackend:
    name = "deel"
    label = "Deel"
    capabilities = CAPABILITIES
    document_groups: tuple[DocumentGroup, ...] = GROUPS
    directory: Directory

    def __init__(self, settings: DeelSettings, *, budget: Budget, download_limit_mb: int) -> None:
        self._organization_token = settings.token.get_secret_value()
        self._learnt: set[str] = set()
        self._transport = Transport(
            self.name,
            settings.base_url,
            read_problem=read_problem,
            budget=budget,
            download_limit=download_limit_mb * 1024 * 1024,
        )
        self._organization = self._client(worker_token=None)
        self.directory = DeelDirectory(self.name, self._organization)

    def group_of(self, document_id: str) -> DocumentGroup:
        return group_of(document_id)

    def mint(self, identity: WorkerIdentity) -> Credential:
        try:
            session = self._organization.create_session(identity.worker_id)
        except Rejected as error:
            raise NotFound(
                "Deel makes no token for this person",
                backend=self.name,
                operation=error.operation,
                status=error.status,
                vendor_request_id=error.vendor_request_id,
            ) from error
        return Credential(session.token, session.expires_at)

    def revoke(self, identity: WorkerIdentity) -> None:
        try:
            self._organization.delete_session(identity.worker_id)
        except NotFound:
            return

    def worker(self, identity: WorkerIdentity, credential: Credential) -> WorkerAPI:
        return DeelWorker(identity, self._client(credential.token))

    def manager(self, identity: WorkerIdentity) -> ManagerAPI:
        return DeelManager(identity, self._organization)

    def _client(self, worker_token: str | None) -> DeelClient:
        return DeelClient(
            Caller(self._transport, self._organization_token, worker_token, self._learnt)
        )
