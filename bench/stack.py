"""Portal under its production server and the sandbox, each in its own process, on free ports."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from cryptography.fernet import Fernet

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Stack:
    portal: str
    sandbox: str
    deel: str
    organization_token: str
    mail_dir: Path
    portal_pid: int

    def admin(self, method: str, path: str, **body: Any) -> Any:
        """The sandbox's own controls: settings, people, faults."""
        answer = requests.request(method, f"{self.sandbox}/_sandbox/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def people(self, role: str) -> list[dict[str, Any]]:
        people: list[dict[str, Any]] = self.admin("GET", "people")["people"]
        return [person for person in people if person["role"] == role]

    def workers(self) -> list[int]:
        """Process ids of the portal's server processes."""
        children = Path(f"/proc/{self.portal_pid}/task/{self.portal_pid}/children").read_text()
        return [int(pid) for pid in children.split()]


@contextmanager
def running_stack(*, latency_ms: int = 0, **settings: str) -> Iterator[Stack]:
    """Start both and wait until they answer. The sandbox's rate limit and our pacing are off."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        token = f"bench-{secrets.token_hex(16)}"
        portal_port, sandbox_port = _free_port(), _free_port()
        sandbox = f"http://{HOST}:{sandbox_port}"
        stack.enter_context(
            _process(
                [
                    "sandbox",
                    f"--port={sandbox_port}",
                    f"--data-dir={folder / 'sandbox'}",
                    f"--organization-token={token}",
                    "--rate-limit=0",
                ],
                {},
            )
        )
        _wait_for(f"{sandbox}/_sandbox/people")
        environment = {
            "PORTAL_SECRET_KEY": secrets.token_hex(32),
            "PORTAL_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "PORTAL_BASE_URL": f"http://{HOST}:{portal_port}",
            "PORTAL_DATA_DIR": str(folder / "portal"),
            "PORTAL_MAIL_URL": (folder / "mail").as_uri(),
            "PORTAL_BACKENDS": "deel",
            "PORTAL_DEEL_BASE_URL": f"{sandbox}/deel/rest/v2",
            "PORTAL_DEEL_TOKEN": token,
            "PORTAL_DEEL_CALLS_PER_SECOND": "0",
            "PORTAL_PAGE_DEADLINE": "10",
            **settings,
        }
        process = stack.enter_context(_process(["serve", f"--port={portal_port}"], environment))
        _wait_for(f"http://{HOST}:{portal_port}/readyz")
        running = Stack(
            portal=f"http://{HOST}:{portal_port}",
            sandbox=sandbox,
            deel=f"{sandbox}/deel/rest/v2",
            organization_token=token,
            mail_dir=folder / "mail",
            portal_pid=process.pid,
        )
        if latency_ms:
            running.admin("POST", "settings", latency_ms=latency_ms)
        yield running


@contextmanager
def _process(
    arguments: list[str], environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", *arguments],
        env={**kept, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
