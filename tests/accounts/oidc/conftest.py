"""A real provider on this machine, and a stub that lies in every way a provider could."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.accounts.oidc.real import RealProvider
from tests.accounts.oidc.stub import StubProvider
from tests.conftest import PUBLIC_URL

FOLDER = Path(__file__).parent / "provider"
CALLBACK = f"{PUBLIC_URL}/sign-in/oidc/callback"


@pytest.fixture(scope="session")
def real_provider() -> Iterator[RealProvider]:
    if shutil.which("node") is None:
        pytest.skip("needs Node.js for the OpenID provider")
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip(f"needs the OpenID provider: npm ci --prefix {FOLDER}")
    port = _free_port()
    command = ["node", str(FOLDER / "server.mjs"), str(port), CALLBACK, f"{PUBLIC_URL}/sign-out"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "ready":
                break
        yield RealProvider(f"http://127.0.0.1:{port}")
        process.terminate()


@pytest.fixture
def stub() -> Iterator[StubProvider]:
    """On a server of its own: a test may stop it or keep it busy."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield StubProvider(server)


def settings_of(issuer: str, number: str = "") -> dict[str, str]:
    prefix = f"PORTAL_OIDC_{number}"
    return {
        f"{prefix}ISSUER": issuer,
        f"{prefix}CLIENT_ID": "portal",
        f"{prefix}CLIENT_SECRET": "portal-secret-of-32-characters-or-more",
        f"{prefix}LABEL": f"Office ID {number}".strip(" _"),
    }


def _free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])
