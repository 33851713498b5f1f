"""The portal's own small database: sign-in, tokens at rest, what was sent, the audit trail."""

from portal.db.base import Base, UTCDateTime, new_id
from portal.db.database import Database, StorageUnavailable
from portal.db.vault import Vault, VaultError

__all__ = [
    "Base",
    "Database",
    "StorageUnavailable",
    "UTCDateTime",
    "Vault",
    "VaultError",
    "new_id",
]
