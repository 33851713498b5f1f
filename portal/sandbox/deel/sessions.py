"""Worker tokens and the link into the vendor's own pages (hr-apis/deel.md section 1)."""

import secrets
from datetime import timedelta
from uuid import UUID

from portal.sandbox.clock import instant
from portal.sandbox.deel import tokens
from portal.sandbox.deel.call import Answer, Body, Call, created, no_content
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.deel.errors import MAGIC_LINK, not_found, refuse
from portal.sandbox.records import person_or_none

MAGIC_LINK_LIFETIME = timedelta(minutes=5)

endpoints = Endpoints()


class SessionRequest(Body):
    """Whose token is asked for."""

    profile_id: UUID


class MagicLinkRequest(Body):
    """Where in Deel the worker lands."""

    redirect_path: str | None = None
    on_success_redirect_url: str | None = None


@endpoints.post("/workers/session", operation="workers.session.create", scopes={"admin:worker"})
def create_session(call: Call) -> Answer:
    """A token for one EOR worker; the one before is dead."""
    profile_id = str(call.data(SessionRequest).profile_id)
    person = person_or_none(call.db, profile_id)
    if person is None:
        raise not_found("Worker")
    if person["hiring_type"] != "eor":
        raise refuse(400, "Worker tokens are available for EOR workers only", field="profile_id")
    token, expires_at = tokens.mint(call.sandbox, profile_id)
    return created({"token": token, "expires_at": instant(expires_at)})


@endpoints.delete(
    "/workers/<worker_id>/session", operation="workers.session.delete", scopes={"admin:worker"}
)
def delete_session(call: Call, worker_id: str) -> Answer:
    """The worker's token is dead at once."""
    if person_or_none(call.db, worker_id) is None:
        raise not_found("Worker")
    tokens.revoke(call.sandbox, worker_id)
    return no_content()


@endpoints.post(
    "/magic-link",
    operation="magic_link.create",
    scopes={"worker:read"},
    envelopes=MAGIC_LINK,
)
def create_magic_link(call: Call) -> Answer:
    """A link that logs the worker into Deel's own pages."""
    wanted = call.data(MagicLinkRequest)
    expires_at = call.sandbox.clock.now() + MAGIC_LINK_LIFETIME
    link = f"https://demo.deel.example/magic-link?token={secrets.token_urlsafe(32)}"
    if wanted.redirect_path:
        link += f"&redirect={wanted.redirect_path.lstrip('/')}"
    return created({"magic_link": link, "expires_at": instant(expires_at)})
