"""A sandbox that answers over HTTP for as long as a test needs one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.sandbox.app import create_sandbox
from portal.sandbox.config import SandboxConfig

ORGANIZATION_TOKEN = "organization-token-of-the-tests"


@dataclass(frozen=True)
class RunningSandbox:
    """Addresses and the steering wheel of a running sandbox."""

    base_url: str
    organization_token: str

    @property
    def deel_url(self) -> str:
        """Where Deel's API begins; stands for `https://api.letsdeel.com/rest/v2`."""
        return f"{self.base_url}/deel/rest/v2"

    def admin(self, method: str, path: str, **body: Any) -> Any:
        """A call below `/_sandbox/`; the decoded answer, None where there is none."""
        response = requests.request(
            method, f"{self.base_url}/_sandbox/{path}", json=body or None, timeout=10
        )
        response.raise_for_status()
        return response.json() if response.content else None

    def people(self) -> dict[str, dict[str, Any]]:
        """Everybody, by the part of the e-mail address before the @."""
        people = self.admin("GET", "people")["people"]
        return {person["email"].partition("@")[0]: person for person in people}

    def fault(self, kind: str, operation: str = "*", **options: Any) -> None:
        """Switch a fault on; see `portal/sandbox/faults.py`."""
        self.admin("POST", "faults", kind=kind, operation=operation, **options)

    def calls(self, operation: str | None = None) -> list[dict[str, Any]]:
        """The calls so far, of one operation or of all."""
        entries: list[dict[str, Any]] = self.admin("GET", "requests")["requests"]
        return [entry for entry in entries if operation in (None, entry["operation"])]

    def reset(self) -> None:
        """Back to the seeded state: data, time, settings, faults, calls."""
        self.admin("POST", "reset")


class _KeepAlive(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: the sandbox keeps its own journal."""


@contextmanager
def running_sandbox(folder: Path, **config: Any) -> Iterator[RunningSandbox]:
    """A sandbox in threads of this process, on a free port; the rate limit is off unless asked for.

    `config` goes to `SandboxConfig`.
    """
    settings: dict[str, Any] = {"organization_token": ORGANIZATION_TOKEN, "rate_limit": None}
    settings.update(config)
    app = create_sandbox(SandboxConfig(data_dir=folder, **settings))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_KeepAlive)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield RunningSandbox(
            f"http://127.0.0.1:{server.server_port}", settings["organization_token"]
        )
    finally:
        app.extensions["sandbox"].faults.clear()
        server.shutdown()
        thread.join()
        server.server_close()
