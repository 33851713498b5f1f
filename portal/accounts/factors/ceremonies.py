"""The two conversations with an authenticator, in the words of the WebAuthn library, which is
loaded with the first of them. Neither Flask nor the database in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.accounts.factors.site import Site
from portal.backends.json_body import UnreadableBody, parse

MAX_ANSWER = 20_000
"""Characters: an authenticator's longest name for a passkey is 1,023 bytes."""
MILLISECONDS = 300_000


class NotThis(Exception):
    """The answer does not hold; the text says what of it, in a word for the log."""


@dataclass(frozen=True)
class Answer:
    """What an authenticator says, as it came: nothing of it is verified yet."""

    credential: dict[str, Any]
    credential_id: str
    challenge: bytes
    user: str | None
    """What the passkey calls its account."""


@dataclass(frozen=True)
class New:
    credential_id: str
    public_key: bytes
    sign_count: int


def options_to_add(
    site: Site, challenge: bytes, *, user: str, email: str, name: str, have: Iterable[str]
) -> str:
    """As JSON for the browser; ``have``: the passkeys that the account has already."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    return options_to_json(
        generate_registration_options(
            rp_id=site.rp_id,
            rp_name=site.name,
            user_id=base64url_to_bytes(user),
            user_name=email,
            user_display_name=name,
            challenge=challenge,
            timeout=MILLISECONDS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(have),
        )
    )


def options_to_ask(site: Site, challenge: bytes, *, have: Iterable[str] = ()) -> str:
    """As JSON for the browser; without ``have`` it offers whatever passkeys it knows."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    return options_to_json(
        generate_authentication_options(
            rp_id=site.rp_id,
            challenge=challenge,
            timeout=MILLISECONDS,
            allow_credentials=_descriptors(have),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def read(text: str) -> Answer:
    """Raises: NotThis, for what no authenticator says."""
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
    from webauthn.helpers.exceptions import WebAuthnException

    if len(text) > MAX_ANSWER:
        raise NotThis("too long")
    try:
        credential = parse(text.encode())
        if not isinstance(credential, dict) or not isinstance(credential["response"], dict):
            raise NotThis("no object")
        response = credential["response"]
        client_data = base64url_to_bytes(str(response["clientDataJSON"]))
        parse(client_data)
        user = response.get("userHandle")
        return Answer(
            credential=credential,
            credential_id=str(credential["id"]),
            challenge=parse_client_data_json(client_data).challenge,
            user=bytes_to_base64url(base64url_to_bytes(user)) if isinstance(user, str) else None,
        )
    except (UnreadableBody, WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise NotThis("unreadable") from error


def verify_new(site: Site, answer: Answer) -> New:
    """Raises: NotThis."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    try:
        made = verify_registration_response(
            credential=answer.credential,
            expected_challenge=answer.challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as error:  # Attestations of a hostile client break in any way.
        raise NotThis(_in_short(error)) from error
    if bytes_to_base64url(made.credential_id) != answer.credential_id:
        raise NotThis("malformed")
    return New(answer.credential_id, made.credential_public_key, made.sign_count)


def verify_use(site: Site, answer: Answer, *, public_key: bytes, sign_count: int) -> int:
    """Returns: the new count, which has to be higher unless both are 0. Raises: NotThis."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify_authentication_response(
            credential=answer.credential,
            expected_challenge=answer.challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        ).new_sign_count
    except (WebAuthnException, ValueError) as error:
        raise NotThis(_in_short(error)) from error


def _descriptors(credential_ids: Iterable[str]) -> list[Any]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in credential_ids]


_SHORT = {"origin": "origin", "RP ID": "site", "sign count": "counter", "verif": "verification"}


def _in_short(error: Exception) -> str:
    """One of a few words: the library's own text may quote what came."""
    text = str(error)
    return next((word for part, word in _SHORT.items() if part in text), "malformed")
