"""Whether an ID token may be believed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from portal.accounts.oidc.answers import Claims, NotTrusted

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signed with a key that only the provider has: never ``none``, never a shared secret."""
LEEWAY = 60
"""Seconds that the clocks may differ."""
LONGEST = 20_000
SUBJECT_LENGTH = 255


@dataclass(frozen=True)
class Expected:
    issuer: str
    client_id: str
    nonce: str
    access_token: str
    signed_in_since: float | None = None
    """Seconds since the epoch: the provider must have seen the person at that time or later."""
    acr_values: tuple[str, ...] = ()
    """One of these is demanded, when there are any."""


def verify(token: str, expected: Expected, keys: Callable[[str], KeySet]) -> Claims:
    """``keys``: the provider's, fetched anew where it helps to find the one of this id.

    Raises: NotTrusted, ProviderAway.
    """
    if len(token) > LONGEST:
        raise NotTrusted("too long")
    try:
        header = jws.extract_compact(token.encode()).headers()
        if header.get("alg") not in ALGORITHMS:
            raise NotTrusted("alg")
        key = _key_of(header.get("kid"), keys)
        found = jwt.decode(token, key, algorithms=ALGORITHMS)
        claims = CodeIDToken(
            found.claims,
            found.header,
            options={
                "iss": {"essential": True, "value": expected.issuer},
                "aud": {"essential": True, "value": expected.client_id},
                "exp": {"essential": True},
                "iat": {"essential": True},
            },
            params={
                "client_id": expected.client_id,
                "nonce": expected.nonce,
                "access_token": expected.access_token,
            },
        )
        claims.validate(leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        # Their texts may quote the token.
        raise NotTrusted(getattr(error, "error", "") or type(error).__name__) from None
    return _checked(claims, expected)


def _key_of(key_id: object, keys: Callable[[str], KeySet]) -> Key:
    """The one that the token names; where it names none, the provider may have only one."""
    named = key_id if isinstance(key_id, str) else ""
    found = [key for key in keys(named).keys if not named or key.kid == named]
    if len(found) != 1:
        raise NotTrusted("kid")
    return found[0]


def vouched_email(claims: dict[str, Any]) -> str:
    """The address that a provider says it has verified; empty without one."""
    email = claims.get("email")
    return email if isinstance(email, str) and claims.get("email_verified") is True else ""


def named_groups(claims: dict[str, Any]) -> tuple[str, ...]:
    """Of the claim ``groups``, a list; what is no name in it is left out."""
    groups = claims.get("groups")
    return (
        tuple(each for each in groups if isinstance(each, str)) if isinstance(groups, list) else ()
    )


def _checked(claims: dict[str, Any], expected: Expected) -> Claims:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LENGTH:
        raise NotTrusted("sub")
    if expected.signed_in_since is not None:
        seen = claims.get("auth_time")
        if not isinstance(seen, int | float) or isinstance(seen, bool):
            raise NotTrusted("auth_time missing")
        if not expected.signed_in_since - LEEWAY <= seen <= time.time() + LEEWAY:
            raise NotTrusted("auth_time")
    acr = claims.get("acr")
    if expected.acr_values and acr not in expected.acr_values:
        raise NotTrusted("acr")
    return Claims(
        issuer=expected.issuer,
        subject=subject,
        email=vouched_email(claims),
        acr=acr if isinstance(acr, str) else "",
        groups=named_groups(claims),
    )
