"""Which token each of Deel's endpoints is called with.

Deel's guide uses the worker's token where the reference lists no scope that such a token has
(hr-apis/deel.md §9.4). So there the worker's token goes first, and the organization's follows
a 403. Whatever the organization's token reads or writes here is named by ids out of the
``WorkerIdentity``, and what comes back is compared with it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

from portal.backends.calls import Call
from portal.backends.download import StreamedFile
from portal.backends.errors import NotAllowed, TokenRefused, Unavailable
from portal.backends.http import Transport
from portal.backends.json_body import JSON


class Access(Enum):
    WORKER = "the worker's token"
    ORGANIZATION = "the organization's token"
    WORKER_FIRST = "the worker's token, after a 403 the organization's"


ACCESS: Mapping[str, Access] = {
    # Profile
    "people.get": Access.WORKER_FIRST,  # people:read
    "people.personal": Access.WORKER_FIRST,  # people:read
    "people.personal.update": Access.ORGANIZATION,  # people:write
    "contracts.additional_information": Access.WORKER,
    "escalations.hrx": Access.WORKER,
    "benefits.list": Access.WORKER,
    # Payslips and documents
    "payslips.list": Access.WORKER_FIRST,  # payslips:read
    "payslips.download": Access.WORKER_FIRST,  # payslips:read or worker:read
    "tax_documents.list": Access.WORKER,
    "hr_documents.list": Access.WORKER,
    "hrx_documents.list": Access.WORKER,
    "hrx_documents.get": Access.WORKER,
    "agreement.download": Access.WORKER,
    "contract.pdf": Access.WORKER,
    "compliance.list": Access.WORKER,
    "compliance.download": Access.WORKER,
    "compliance.template": Access.WORKER,
    "compliance.upload": Access.WORKER,
    "compliance.acknowledge": Access.WORKER,
    # Time off
    "time_off.policies": Access.WORKER_FIRST,  # time-off:read
    "time_off.entitlements": Access.WORKER_FIRST,  # time-off:read
    "time_off.list": Access.WORKER_FIRST,  # time-off:read
    "time_off.validate": Access.WORKER_FIRST,  # time-off:read
    "time_off.create": Access.WORKER,
    "time_off.cancel": Access.WORKER,
    # Amendments: Deel lists none for a worker's token
    "amendments.list": Access.ORGANIZATION,  # contracts:read
    "amendments.pdf": Access.ORGANIZATION,  # contracts:read
    "amendments.create": Access.WORKER_FIRST,  # contracts:write
    "amendments.sign": Access.WORKER,
    # … and the employer's side of them, for a manager
    "amendments.settings": Access.ORGANIZATION,  # contracts:read
    "amendments.effective_dates": Access.ORGANIZATION,  # contracts:read
    "amendments.validate": Access.ORGANIZATION,  # contracts:write
    "amendments.update": Access.ORGANIZATION,  # contracts:write
    "amendments.confirm": Access.ORGANIZATION,  # contracts:write
    "amendments.accept": Access.ORGANIZATION,  # contracts:write
    "amendments.delete": Access.ORGANIZATION,  # contracts:write
    # Resignation
    "resignation.preview": Access.WORKER,
    "resignation.list": Access.WORKER,
    "resignation.submit": Access.WORKER,
    "resignation.sign": Access.WORKER,
    # A manager's, who is none to Deel's API: the gateway holds them within the team
    "people.list": Access.ORGANIZATION,  # people:read
    "time_off.list_all": Access.ORGANIZATION,  # time-off:read
    "time_off.review": Access.ORGANIZATION,  # time-off:write
    "offboarding.tracker": Access.ORGANIZATION,  # contracts:read, people:read
    "offboarding.get": Access.ORGANIZATION,  # contracts:read
    "offboarding.attachment": Access.ORGANIZATION,  # contracts:read
    "offboarding.restricted_dates": Access.ORGANIZATION,  # contracts:read
    "offboarding.time_offs": Access.ORGANIZATION,  # contracts:read
    "offboarding.review_pto": Access.ORGANIZATION,  # contracts:write
    # Sign-in and credentials
    "people.search": Access.ORGANIZATION,
    "session.create": Access.ORGANIZATION,  # admin:worker
    "session.delete": Access.ORGANIZATION,  # admin:worker
}

Result = TypeVar("Result")


class Caller:
    """Sends calls with the token that their endpoint takes."""

    def __init__(
        self,
        transport: Transport,
        organization_token: str,
        worker_token: str | None,
        learnt: set[str],
    ) -> None:
        """``worker_token``: None for the employer's own calls. ``learnt``: operations that a
        worker's token turned out not to open, shared by the process so that the detour is paid
        once."""
        self._transport = transport
        self._organization_token = organization_token
        self._learnt = learnt
        self._worker_token = worker_token

    def json(self, call: Call) -> JSON:
        return self._send(self._transport.json, call)

    def open(self, call: Call) -> StreamedFile:
        return self._send(self._transport.open, call)

    def open_url(self, operation: str, url: str) -> StreamedFile:
        return self._transport.open_url(operation, url)

    def _send(self, send: Callable[[Call, str], Result], call: Call) -> Result:
        access = ACCESS[call.operation]
        token = self._worker_token
        if token is None or access is Access.ORGANIZATION or call.operation in self._learnt:
            return self._as_organization(send, call)
        try:
            return send(call, token)
        except NotAllowed:
            if access is Access.WORKER:
                raise
        result = self._as_organization(send, call)
        self._learnt.add(call.operation)
        return result

    def _as_organization(self, send: Callable[[Call, str], Result], call: Call) -> Result:
        try:
            return send(call, self._organization_token)
        except TokenRefused as error:
            # No new worker token and no new sign-in would help.
            raise Unavailable(
                "the organization's token was refused",
                sent=False,
                backend=error.backend,
                operation=error.operation,
                status=error.status,
                vendor_request_id=error.vendor_request_id,
            ) from error
