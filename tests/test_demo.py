from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import requests
from bs4 import BeautifulSoup

from tests.support.mails import MailFolder
from tests.support.processes import wait_until


def test_the_demo_says_how_to_sign_in_and_stops_without_a_trace(tmp_path: Path) -> None:
    port = free_pair_of_ports()
    demo = subprocess.Popen(
        [
            sys.executable,
            *("-m", "portal", "demo", "--json"),
            f"--port={port}",
            f"--data-dir={tmp_path / 'demo'}",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert demo.stdout is not None
        ready = json.loads(demo.stdout.readline())
        page = requests.get(f"{ready['portal']}/sign-in", timeout=10)
        sandbox = requests.get(f"{ready['sandbox']}/_sandbox/people", timeout=10)
        leavers = {one["role"]: one["email"] for one in ready["accounts"]}
        ask_for_mail(ready["portal"], leavers["leaver"])
        ask_for_mail(ready["portal"], leavers["leaver_at_home"])
        mails = MailFolder.whole(Path(ready["mail_dir"]))
        wait_until(lambda: mails.all(leavers["leaver_at_home"]))
    finally:
        demo.send_signal(signal.SIGTERM)
        _, _ = demo.communicate(timeout=30)

    assert ready["portal"] == f"http://127.0.0.1:{port}"
    assert ready["sandbox"] == f"http://127.0.0.1:{port + 1}"
    assert Path(ready["mail_dir"]) == tmp_path / "demo" / "mail"
    assert page.status_code == 200
    assert sandbox.status_code == 200
    assert {account["role"] for account in ready["accounts"]} >= {"worker", "manager"}
    assert len({account["country"] for account in ready["accounts"]}) >= 8
    assert all(set(account) == {"role", "email", "country"} for account in ready["accounts"])
    assert mails.all(leavers["leaver"]) == []
    assert demo.returncode == 0
    assert not answers(port)
    assert not answers(port + 1)


def ask_for_mail(portal: str, email: str) -> None:
    with requests.Session() as browser:
        page = BeautifulSoup(browser.get(f"{portal}/sign-in", timeout=10).text, "html.parser")
        token = page.select_one("main input[name=csrf_token]")
        assert token is not None
        data = {"csrf_token": str(token["value"]), "email": email}
        answer = browser.post(f"{portal}/sign-in", data=data, timeout=10)
        assert answer.url.endswith("/sign-in/code")


def free_pair_of_ports() -> int:
    """A port whose successor is free as well."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
