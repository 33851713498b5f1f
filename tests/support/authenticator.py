"""A phone that makes passkeys, with the browser around it. Source: W3C Web Authentication,
Level 2, 5.8.1 (client data), 6.1 (authenticator data) and 6.5.4 (attestation object)."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40
COSE_KEY_TYPE, COSE_ALGORITHM, COSE_CURVE, COSE_X, COSE_Y = 1, 3, -1, -2, -3
EC2, ES256, P_256 = 2, -7, 1


@dataclass
class Credential:
    id: bytes
    user: str
    rp_id: str
    key: ec.EllipticCurvePrivateKey
    count: int = 0


@dataclass
class Authenticator:
    """What a field says here is what the answers say, so a test can make them lie."""

    origin: str = "http://localhost:8000"
    verified: bool = True
    counts: bool = True
    """Whether it says how often a passkey was used."""
    names_user: bool = True
    rp_id: str = ""
    """Instead of the one that was asked for."""
    next_id: bytes = b""
    """Of the next passkey, instead of one by chance."""
    credentials: list[Credential] = field(default_factory=list)

    def create(self, options: dict[str, Any]) -> str:
        """As ``navigator.credentials.create()``, written as JSON."""
        known = {one["id"] for one in options.get("excludeCredentials", [])}
        if known & {text_of(one.id) for one in self.credentials}:
            raise InvalidState
        made = Credential(
            id=self.next_id or secrets.token_bytes(32),
            user=options["user"]["id"],
            rp_id=self.rp_id or options["rp"]["id"],
            key=ec.generate_private_key(ec.SECP256R1()),
        )
        self.credentials.append(made)
        key = cbor2.dumps(_cose(made.key.public_key().public_numbers()))
        attested = bytes(16) + len(made.id).to_bytes(2, "big") + made.id + key
        statement = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._data(made, ATTESTED) + attested,
        }
        client_data = self._client_data("webauthn.create", options)
        return _answer(made, client_data, attestationObject=cbor2.dumps(statement))

    def get(self, options: dict[str, Any]) -> str:
        """As ``navigator.credentials.get()``, written as JSON; the newest passkey that fits."""
        allowed = [one["id"] for one in options.get("allowCredentials", [])]
        fits = [one for one in self.credentials if not allowed or text_of(one.id) in allowed]
        if not fits:
            raise NotAllowed
        return self.sign(fits[-1], options)

    def sign(self, credential: Credential, options: dict[str, Any]) -> str:
        """With this passkey, whatever was asked for."""
        credential.count += self.counts
        data = self._data(credential, 0)
        client_data = self._client_data("webauthn.get", options)
        signed = data + hashlib.sha256(client_data).digest()
        more = {"userHandle": bytes_of(credential.user)} if self.names_user else {}
        return _answer(
            credential,
            client_data,
            authenticatorData=data,
            signature=credential.key.sign(signed, ec.ECDSA(SHA256())),
            **more,
        )

    def _data(self, credential: Credential, flags: int) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verified else 0)
        rp_id = self.rp_id or credential.rp_id
        head = hashlib.sha256(rp_id.encode()).digest()
        return head + bytes([flags]) + credential.count.to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        told = {
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(told).encode()


class InvalidState(Exception):
    """It has a passkey for this account already."""


class NotAllowed(Exception):
    """It has no passkey that fits."""


def text_of(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "===")


def _cose(public: ec.EllipticCurvePublicNumbers) -> dict[int, Any]:
    return {
        COSE_KEY_TYPE: EC2,
        COSE_ALGORITHM: ES256,
        COSE_CURVE: P_256,
        COSE_X: public.x.to_bytes(32, "big"),
        COSE_Y: public.y.to_bytes(32, "big"),
    }


def _answer(credential: Credential, client_data: bytes, **response: bytes) -> str:
    told = {name: text_of(value) for name, value in response.items()}
    return json.dumps(
        {
            "id": text_of(credential.id),
            "rawId": text_of(credential.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {"clientDataJSON": text_of(client_data), **told},
        }
    )
