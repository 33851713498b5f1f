"""Encryption at rest. The newest key seals; every listed key opens."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class VaultError(Exception):
    """Sealed with a key that is not listed any more, or altered."""


class Vault:
    def __init__(self, keys: Iterable[str]) -> None:
        """``keys``: Fernet keys, newest first."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, plain: str) -> str:
        return self.seal_bytes(plain.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises: VaultError."""
        return self.open_bytes(sealed.encode()).decode()

    def seal_bytes(self, plain: bytes) -> bytes:
        return self._fernet.encrypt(plain)

    def open_bytes(self, sealed: bytes) -> bytes:
        """Raises: VaultError."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise VaultError("cannot be opened with the configured keys") from error
