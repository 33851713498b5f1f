from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from portal.backends.contract import Capability
from portal.backends.registry import build_backends
from portal.settings import Settings, load


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(
        {
            "PORTAL_SECRET_KEY": "s" * 40,
            "PORTAL_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "PORTAL_BASE_URL": "https://me.acme.example",
            "PORTAL_DATA_DIR": str(tmp_path),
            "PORTAL_BACKENDS": "deel",
            "PORTAL_DEEL_TOKEN": "organization-token",
        }
    )


def test_configured_backends_are_built_by_name(settings: Settings) -> None:
    backends = build_backends(settings)

    assert list(backends) == ["deel"]
    assert backends["deel"].name == "deel"


def test_deel_can_do_all_there_is(settings: Settings) -> None:
    assert build_backends(settings)["deel"].capabilities == frozenset(Capability)
