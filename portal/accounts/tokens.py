"""Random secrets for links, codes, sessions and browsers, and the hashes kept of them."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, TimestampSigner

CODE_DIGITS = 6
SECRET_LENGTH = 43
_LINK = "sign-in-link"


def new_secret() -> str:
    """256 random bits, fit for a URL and a cookie."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def hash_of(secret: str) -> str:
    """Of something random: nothing can be guessed back from it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed_hash_of(key: str, *parts: str) -> str:
    """Of something short enough to guess, so the key has to be known as well."""
    return hmac.new(key.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


class Links:
    """Signs what a sign-in link carries, so that made-up links never reach the database.

    ``keys``: the newest signs, every one is accepted.
    """

    def __init__(self, keys: tuple[str, ...], seconds: float) -> None:
        self._signer = TimestampSigner(list(reversed(keys)), salt=_LINK)
        self._seconds = seconds

    def sign(self, secret: str) -> str:
        return self._signer.sign(secret).decode()

    def read(self, token: str) -> str | None:
        """The secret in it; None for anything not signed here, or too old."""
        try:
            return self._signer.unsign(token, max_age=int(self._seconds)).decode()
        except BadSignature:
            return None
