"""Portal under its production server and the sandbox, each in its own process, on free ports."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from cryptography.fernet import Fernet

HOST = "127.0.0.1"
PORTAL = (sys.executable, "-m", "portal")


@dataclass(frozen=True)
class Sandbox:
    sandbox: str
    deel: str
    organization_token: str

    def admin(self, method: str, path: str, **body: Any) -> Any:
        """The sandbox's own controls: settings, people, faults."""
        answer = requests.request(method, f"{self.sandbox}/_sandbox/{path}", json=body, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def people(self, role: str) -> list[dict[str, Any]]:
        people: list[dict[str, Any]] = self.admin("GET", "people")["people"]
        return [person for person in people if person["role"] == role]

    def calls(self) -> list[dict[str, Any]]:
        """What came in since the journal was last cleared, oldest first."""
        calls: list[dict[str, Any]] = self.admin("GET", "requests")["requests"]
        return calls

    def list(self, path: str) -> list[dict[str, Any]]:
        """One of Deel's lists, read as the employer."""
        answer = requests.get(
            self.deel + path,
            headers={"Authorization": f"Bearer {self.organization_token}"},
            timeout=30,
        )
        answer.raise_for_status()
        items: list[dict[str, Any]] = answer.json()["data"]
        return items


@dataclass(frozen=True)
class Stack(Sandbox):
    portal: str
    mail_dir: Path
    portal_pid: int
    environment: Mapping[str, str] = field(repr=False)
    """The portal's settings, for another server of the same portal."""

    @property
    def database(self) -> Path:
        """The portal's SQLite file."""
        return Path(self.environment["PORTAL_DATA_DIR"]) / "portal.sqlite3"

    def workers(self) -> list[int]:
        """Process ids of the portal's server processes."""
        children = Path(f"/proc/{self.portal_pid}/task/{self.portal_pid}/children").read_text()
        return [int(pid) for pid in children.split()]


@contextmanager
def running_stack(
    *,
    latency_ms: int = 0,
    serve: Sequence[str] = (*PORTAL, "serve"),
    options: Sequence[str] = (),
    jobs_alone: bool = False,
    name: str = HOST,
    **settings: str,
) -> Iterator[Stack]:
    """Start both and wait until they answer. The sandbox's rate limit and our pacing are off.

    ``serve``, ``options``, ``jobs_alone``, ``name``: as for ``running_portal``.
    """
    with (
        temporary_folder() as folder,
        running_sandbox(folder) as sandbox,
        running_portal(
            sandbox,
            folder,
            settings,
            serve=serve,
            options=options,
            jobs_alone=jobs_alone,
            name=name,
        ) as running,
    ):
        if latency_ms:
            running.admin("POST", "settings", latency_ms=latency_ms)
        yield running


@contextmanager
def temporary_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)


@contextmanager
def running_sandbox(folder: Path, *, extra_workers: int = 0) -> Iterator[Sandbox]:
    """Without a rate limit, until the settings say otherwise."""
    token = f"bench-{secrets.token_hex(16)}"
    port = free_port()
    url = f"http://{HOST}:{port}"
    command = [
        *PORTAL,
        "sandbox",
        f"--port={port}",
        f"--data-dir={folder / 'sandbox'}",
        f"--organization-token={token}",
        f"--extra-workers={extra_workers}",
        "--rate-limit=0",
    ]
    with running_process(command, {}):
        wait_for(f"{url}/_sandbox/health", seconds=60 + extra_workers / 10)
        yield Sandbox(url, f"{url}/deel/rest/v2", token)


@contextmanager
def running_portal(
    sandbox: Sandbox,
    folder: Path,
    settings: Mapping[str, str],
    *,
    serve: Sequence[str] = (*PORTAL, "serve"),
    options: Sequence[str] = (),
    jobs_alone: bool = False,
    name: str = HOST,
) -> Iterator[Stack]:
    """Its data stay in the folder, for one that is started there after it.

    ``options`` are those of ``serve``; with ``jobs_alone`` a ``portal jobs`` runs beside it.
    ``name``: of this machine, in the portal's address.
    """
    port = free_port()
    portal = f"http://{name}:{port}"
    environment = {
        "PORTAL_SECRET_KEY": _kept(folder / "secret-key", lambda: secrets.token_hex(32)),
        "PORTAL_ENCRYPTION_KEYS": _kept(folder / "key", lambda: Fernet.generate_key().decode()),
        "PORTAL_BASE_URL": portal,
        "PORTAL_DATA_DIR": str(folder / "portal"),
        "PORTAL_MAIL_URL": (folder / "mail").as_uri(),
        "PORTAL_BACKENDS": "deel",
        "PORTAL_DEEL_BASE_URL": sandbox.deel,
        "PORTAL_DEEL_TOKEN": sandbox.organization_token,
        "PORTAL_DEEL_CALLS_PER_SECOND": "0",
        "PORTAL_PAGE_DEADLINE": "10",
        **settings,
    }
    command = [*serve, f"--port={port}", *options]
    with ExitStack() as stack:
        if jobs_alone:
            command.append("--no-jobs")
            stack.enter_context(running_process([*PORTAL, "jobs"], environment))
        server = stack.enter_context(running_process(command, environment))
        wait_for(f"{portal}/readyz")
        yield Stack(
            sandbox=sandbox.sandbox,
            deel=sandbox.deel,
            organization_token=sandbox.organization_token,
            portal=portal,
            mail_dir=folder / "mail",
            portal_pid=server.pid,
            environment=environment,
        )


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        path.write_text(make())
    return path.read_text()


@contextmanager
def running_process(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """With no settings of ours but these."""
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
        process.wait(60)


def wait_for(url: str, headers: Mapping[str, str] | None = None, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
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
