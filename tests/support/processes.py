"""The portal's own processes, as an operator starts and stops them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import requests

HOST = "127.0.0.1"
PATIENCE = 60


@contextmanager
def portal(environment: Mapping[str, str], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """``portal serve`` or whatever ``command`` says, until the end of the block at the latest."""
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", *command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def serving(environment: Mapping[str, str], *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """``portal serve``, once it answers at ``PORTAL_BASE_URL``."""
    base_url = environment["PORTAL_BASE_URL"]
    port = base_url.rpartition(":")[2]
    with portal(environment, "serve", f"--port={port}", *options) as process:
        wait_until(lambda: answers(f"{base_url}/readyz"))
        yield process


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False


def wait_until(true: Callable[[], object], patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
