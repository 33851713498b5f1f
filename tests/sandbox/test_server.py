"""The sandbox as its own process, under gunicorn."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from urllib3 import Retry

TOKEN = "organization-token-of-the-tests"
PROGRAM = """
import sys
from pathlib import Path
from portal.sandbox.config import SandboxConfig
from portal.sandbox.server import serve

serve(
    SandboxConfig(data_dir=Path(sys.argv[1]), organization_token=sys.argv[3]),
    port=int(sys.argv[2]),
)
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """Tries again until the server is up."""
    with requests.Session() as session:
        retry = Retry(total=60, connect=60, read=0, backoff_factor=0.05, backoff_max=0.2)
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retry))
        yield session


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, tmp_path, str(port), TOKEN])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0


def test_process_serves_and_breaks(server: str, session: requests.Session) -> None:
    assert session.get(f"{server}/_sandbox/health", timeout=10).json()["status"] == "ok"

    me = f"{server}/deel/rest/v2/people/me"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert session.get(me, headers=headers, timeout=10).status_code == 200

    fault = {"kind": "cut", "times": 1}
    session.post(f"{server}/_sandbox/faults", json=fault, timeout=10)
    with pytest.raises(requests.ConnectionError):
        requests.get(me, headers=headers, timeout=10)
    assert session.get(me, headers=headers, timeout=10).status_code == 200
