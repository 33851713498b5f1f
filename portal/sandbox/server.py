"""The sandbox over HTTP: gunicorn, one process, many threads."""

from collections.abc import Callable

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal.sandbox.app import create_sandbox
from portal.sandbox.config import SandboxConfig

THREADS = 128
KEEP_ALIVE_SECONDS = 75


class SandboxServer(BaseApplication):  # type: ignore[misc]
    """One worker process: tokens being minted, faults and the journal live in its memory."""

    def __init__(self, build: Callable[[], Flask], bind: str) -> None:
        self._build = build
        self._options = {
            "bind": bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "timeout": 0,
            "graceful_timeout": 1,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called by gunicorn, in the worker process."""
        return self._build()


def serve(config: SandboxConfig, host: str = "127.0.0.1", port: int = 8001) -> None:
    """Serve until the process is told to end. `GET /_sandbox/health` answers once it is ready."""
    SandboxServer(lambda: create_sandbox(config), f"{host}:{port}").run()
