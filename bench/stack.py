"""Portal under its production server and the sandbox, each in its own process, on free ports."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from cryptography.fernet import Fernet

HOST = "127.0.0.1"
PORTAL = (sys.executable, "-m", "portal")


@dataclass(frozen=True)
class Stack:
    portal: str
    sandbox: str
    deel: str
    organization_token: str
    mail_dir: Path
    portal_pid: int
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The portal's settings, for another server of the same portal."""

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
def running_stack(
    *, latency_ms: int = 0, options: Sequence[str] = (), jobs_alone: bool = False, **settings: str
) -> Iterator[Stack]:
    """Start both and wait until they answer. The sandbox's rate limit and our pacing are off.

    ``options`` are those of ``portal serve``; with ``jobs_alone`` a ``portal jobs`` runs beside it.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        token = f"bench-{secrets.token_hex(16)}"
        portal_port, sandbox_port = free_port(), free_port()
        sandbox = f"http://{HOST}:{sandbox_port}"
        stack.enter_context(
            running_process(
                [
                    *PORTAL,
                    "sandbox",
                    f"--port={sandbox_port}",
                    f"--data-dir={folder / 'sandbox'}",
                    f"--organization-token={token}",
                    "--rate-limit=0",
                ],
                {},
            )
        )
        wait_for(f"{sandbox}/_sandbox/people")
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
        command = [*PORTAL, "serve", f"--port={portal_port}", *options]
        if jobs_alone:
            command.append("--no-jobs")
            stack.enter_context(running_process([*PORTAL, "jobs"], environment))
        process = stack.enter_context(running_process(command, environment))
        wait_for(f"http://{HOST}:{portal_port}/readyz")
        running = Stack(
            portal=f"http://{HOST}:{portal_port}",
            sandbox=sandbox,
            deel=f"{sandbox}/deel/rest/v2",
            organization_token=token,
            mail_dir=folder / "mail",
            portal_pid=process.pid,
            environment=environment,
        )
        if latency_ms:
            running.admin("POST", "settings", latency_ms=latency_ms)
        yield running


@contextmanager
def running_process(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    process = subprocess.Popen(
        command,
        env={**kept, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def wait_for(url: str, headers: Mapping[str, str] | None = None) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if requests.get(url, headers=headers, timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
