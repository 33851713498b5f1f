"""Worker tokens: 24 hours, one live token a worker, only their hash is kept."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from portal.sandbox.clock import instant, parse_instant
from portal.sandbox.deel.call import Caller
from portal.sandbox.deel.endpoint import ORGANIZATION_SCOPES, WORKER_SCOPES
from portal.sandbox.deel.errors import Refused, refuse
from portal.sandbox.state import Sandbox

LIFETIME = timedelta(hours=24)


def authenticate(sandbox: Sandbox, authorization: str | None) -> Caller:
    """The caller behind an `Authorization` header; 401 where there is none."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorized()
    if hmac.compare_digest(token.encode(), sandbox.config.organization_token.encode()):
        scopes = sandbox.settings.organization_scopes
        return Caller(ORGANIZATION_SCOPES if scopes is None else scopes)
    row = sandbox.store.db.execute(
        "SELECT hris_profile_id, expires_at FROM worker_tokens WHERE token_hash = ?",
        (_hash(token),),
    ).fetchone()
    if row is None or parse_instant(row["expires_at"]) <= sandbox.clock.now():
        raise unauthorized()
    return Caller(WORKER_SCOPES, row["hris_profile_id"])


def mint(sandbox: Sandbox, hris_profile_id: str) -> tuple[str, datetime]:
    """A new token and when it expires; the worker's earlier one is dead from now on."""
    token = secrets.token_urlsafe(96)
    expires_at = sandbox.clock.now() + LIFETIME
    with sandbox.store.transaction() as db:
        db.execute(
            "REPLACE INTO worker_tokens (token_hash, hris_profile_id, expires_at) VALUES (?, ?, ?)",
            (_hash(token), hris_profile_id, instant(expires_at)),
        )
    return token, expires_at


def revoke(sandbox: Sandbox, hris_profile_id: str) -> None:
    """The worker's token is dead from now on; no harm where there is none."""
    with sandbox.store.transaction() as db:
        db.execute("DELETE FROM worker_tokens WHERE hris_profile_id = ?", (hris_profile_id,))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def unauthorized() -> Refused:
    """401, whatever is wrong with the token."""
    return refuse(401, "Unauthorized", code="UNAUTHORIZED")
