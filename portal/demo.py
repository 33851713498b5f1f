"""``portal demo``: the portal and the sandbox, each in its own process, with throw-away keys."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import requests
from cryptography.fernet import Fernet

HOST = "127.0.0.1"
START_SECONDS = 60
EMPLOYER = "client"
LEAVER = "leaver"
LEAVER_AT_HOME = "leaver_at_home"
"""The same person, with the address that they gave before they left."""


class DemoError(Exception):
    """A part of the demo did not start; the text says which and what to look at."""


def run_demo(*, port: int, data_dir: Path | None, as_json: bool) -> int:
    """Run until interrupted. Returns the exit status for the shell."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        folder = data_dir or Path(stack.enter_context(_temporary_folder()))
        mail_dir = folder.resolve() / "mail"
        mail_dir.mkdir(parents=True, exist_ok=True)
        keys = _keys(folder)
        try:
            _require_free(port, port + 1)
            sandbox = stack.enter_context(_running(_sandbox_command(port + 1, folder, keys), {}))
            people = _wait_for(f"http://{HOST}:{port + 1}/_sandbox/people", sandbox)
            accounts = _accounts(people.json()["people"])
            _list_on_sign_in_page(folder, accounts)
            environment = {
                **_portal_environment(port, folder, mail_dir, keys),
                "PORTAL_EMPLOYER_ADMINS": _employers(accounts),
            }
            with redirect_stdout(sys.stderr):  # the first line of ours is for scripts
                _prepare(environment, people.json()["people"])
            portal = stack.enter_context(
                _running([*_portal_command(), "serve", "--port", str(port)], environment)
            )
            _wait_for(f"http://{HOST}:{port}/readyz", portal)
            _announce(port, mail_dir, accounts, as_json=as_json)
            return _watch(sandbox, portal)
        except DemoError as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 1
        except KeyboardInterrupt:
            return 0


def _portal_command() -> list[str]:
    return [sys.executable, "-m", "portal"]


def _sandbox_command(port: int, folder: Path, keys: Mapping[str, str]) -> list[str]:
    return [
        *_portal_command(),
        "sandbox",
        *("--port", str(port)),
        *("--data-dir", str(folder / "sandbox")),
        *("--organization-token", keys["deel_token"]),
    ]


def _portal_environment(
    port: int, folder: Path, mail_dir: Path, keys: Mapping[str, str]
) -> dict[str, str]:
    return {
        "PORTAL_DEMO": "1",
        "PORTAL_BRAND": "Lindenhof",
        "PORTAL_SECRET_KEY": keys["secret_key"],
        "PORTAL_ENCRYPTION_KEYS": keys["encryption_key"],
        "PORTAL_BASE_URL": f"http://{HOST}:{port}",
        "PORTAL_DATA_DIR": str(folder / "portal"),
        "PORTAL_MAIL_URL": mail_dir.as_uri(),
        "PORTAL_BACKENDS": "deel",
        "PORTAL_DEEL_BASE_URL": f"http://{HOST}:{port + 1}/deel/rest/v2",
        "PORTAL_DEEL_TOKEN": keys["deel_token"],
        "PORTAL_LEAVER_DAYS": "365",
        "PORTAL_LOG_FORMAT": "console",
    }


def _keys(folder: Path) -> dict[str, str]:
    """Made once per folder, so that a demo that is started again can read what it stored."""
    path = folder / "keys.json"
    if not path.exists():
        keys = {
            "secret_key": secrets.token_hex(32),
            "encryption_key": Fernet.generate_key().decode(),
            "deel_token": f"demo-{secrets.token_hex(16)}",
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(keys))
    stored: dict[str, str] = json.loads(path.read_text())
    return stored


def _require_free(*ports: int) -> None:
    """Whoever answers there already would be taken for a part of the demo."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                raise DemoError(f"Port {port} is taken. Try another with --port.") from None


@contextmanager
def _temporary_folder() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="portal-demo-", ignore_cleanup_errors=True) as folder:
        yield folder


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    process = subprocess.Popen(  # noqa: S603 - our own command line
        command, env={**kept, **environment}, stdout=sys.stderr, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> requests.Response:
    deadline = time.monotonic() + START_SECONDS
    with requests.Session() as session:
        session.trust_env = False
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            try:
                answer = session.get(url, timeout=2)
            except requests.RequestException:
                time.sleep(0.1)
                continue
            if answer.ok:
                return answer
            time.sleep(0.1)
    raise DemoError(f"{url} does not answer; the lines above say why.")


def _accounts(people: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Whoever has left is there twice: with the address at work, and with the one of their own."""
    accounts = []
    for person in people:
        account = {name: person[name] for name in ("role", "email", "country")}
        accounts.append(account)
        if person["role"] == LEAVER:
            accounts.append(account | {"role": LEAVER_AT_HOME, "email": person["personal_email"]})
    return accounts


def _employers(accounts: list[dict[str, str]]) -> str:
    return ",".join(each["email"] for each in accounts if each["role"] == EMPLOYER)


def _prepare(environment: Mapping[str, str], people: list[dict[str, Any]]) -> None:
    """As the portal would stand there had the leavers given an address while they worked."""
    from portal import build_services
    from portal.accounts.demo import give_personal_address
    from portal.settings import load

    services = build_services(load(environment))
    try:
        services.database.upgrade()
        for person in people:
            if person["role"] == LEAVER:
                give_personal_address(services, person["email"], person["personal_email"])
    finally:
        services.pool.shutdown()
        services.database.close()


def _list_on_sign_in_page(folder: Path, accounts: list[dict[str, str]]) -> None:
    from portal.accounts.demo import FILE_NAME

    (folder / "portal").mkdir(exist_ok=True)
    (folder / "portal" / FILE_NAME).write_text(json.dumps(accounts))


def _announce(port: int, mail_dir: Path, accounts: list[dict[str, str]], *, as_json: bool) -> None:
    portal, sandbox = f"http://{HOST}:{port}", f"http://{HOST}:{port + 1}"
    if as_json:
        ready = {
            "portal": portal,
            "sandbox": sandbox,
            "mail_dir": str(mail_dir),
            "accounts": accounts,
        }
        print(json.dumps(ready), flush=True)  # noqa: T201
        return
    lines = [
        "",
        f"  Open {portal} and sign in with one of these addresses.",
        "  The mail with the link arrives in the demo mailbox, linked from the sign-in page.",
        "",
        *(f"  {a['email']:<44} {a['role']}, {a['country']}" for a in accounts),
        "",
        f"  Mails as files: {mail_dir}",
        "  Stop with Ctrl-C.",
        "",
    ]
    print("\n".join(lines), flush=True)  # noqa: T201


def _watch(*processes: subprocess.Popen[bytes]) -> int:
    """Wait until a part ends by itself, which is an error, or somebody stops the demo."""
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    return 1
