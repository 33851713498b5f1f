from __future__ import annotations

from portal.settings import Settings, load
from tests.conftest import FERNET_KEY, PUBLIC_URL


def settings_for(mail_url: str) -> Settings:
    return load(
        {
            "PORTAL_SECRET_KEY": "s" * 40,
            "PORTAL_ENCRYPTION_KEYS": FERNET_KEY,
            "PORTAL_BASE_URL": PUBLIC_URL,
            "PORTAL_DATABASE_URL": "sqlite://",
            "PORTAL_MAIL_URL": mail_url,
            "PORTAL_BACKENDS": "deel",
            "PORTAL_DEEL_TOKEN": "unused",
        }
    )
