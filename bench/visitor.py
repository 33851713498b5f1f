"""A person with a browser that keeps cookies, as far as a measurement needs one."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit

import requests
from bs4 import BeautifulSoup

from bench.stack import Stack

MAIL_SECONDS = 30


class Visitor:
    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._browser = requests.Session()
        self._browser.trust_env = False

    def get(self, path: str, **options: object) -> requests.Response:
        answer = self._browser.get(f"{self._stack.portal}{path}", timeout=60, **options)  # type: ignore[arg-type]
        answer.raise_for_status()
        return answer

    def cookies(self) -> dict[str, str]:
        return dict(self._browser.cookies)

    def cookie(self) -> str:
        """The header of a request that comes from this browser."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies().items())

    def seconds(self, path: str) -> float:
        """How long a page takes from request to last byte."""
        started = time.perf_counter()
        self.get(path)
        return time.perf_counter() - started

    def sign_in(self, email: str) -> Visitor:
        self.post("/sign-in", email=email).raise_for_status()
        self.post(self._link_mailed_to(email)).raise_for_status()
        return self

    def post(self, path: str, **values: str) -> requests.Response:
        """Send the form on this page, with these values."""
        return self.send(path, {**form_of(self.get(path)), **values})

    def send(self, path: str, values: dict[str, str], **options: object) -> requests.Response:
        """Send a form that is filled in."""
        return self._browser.post(
            f"{self._stack.portal}{path}",
            data=values,
            headers={"Referer": f"{self._stack.portal}{path}"},
            timeout=60,
            **options,  # type: ignore[arg-type]
        )

    def prove(self, answer: requests.Response, email: str) -> requests.Response:
        """Type the mailed code where the answer asks who is there; else the answer itself."""
        if "/proof/" not in answer.url:
            return answer
        form = BeautifulSoup(answer.text, "html.parser").select_one("main form[method=post]")
        assert form is not None, f"no form on {answer.url}"
        code = self._mailed_to(email, _code)
        typed = {"step_up": "code", "step_up_code": code}
        return self.send(str(form["action"]), {**form_of(answer), **typed})

    def _link_mailed_to(self, email: str) -> str:
        return self._mailed_to(email, _link)

    def _mailed_to(self, email: str, find: Callable[[str], str | None]) -> str:
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            for path in self._stack.mail_dir.glob("*.eml"):
                found = find(_text(path, email))
                if found:
                    path.unlink()
                    return found
            time.sleep(0.05)
        raise TimeoutError(f"no mail to {email}")


def form_of(page: requests.Response, button: str = "") -> dict[str, str]:
    """What the page's form sends by itself; ``button``: of the one whose button has this value."""
    for form in BeautifulSoup(page.text, "html.parser").select("main form[method=post]"):
        if not button or form.select_one(f'button[value="{button}"]'):
            chosen = form.select("input:not([type=radio], [type=checkbox], [type=file])")
            values = {str(field["name"]): str(field.get("value", "")) for field in chosen}
            return {**values, "action": button} if button else values
    raise AssertionError(f"no form on {page.url} ({page.status_code})")


def _text(path: Path, email: str) -> str:
    """What a mail says; empty when it is for somebody else, who may have taken it meanwhile."""
    try:
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    except FileNotFoundError:
        return ""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if mail["To"] == email and body is not None else ""


def _link(text: str) -> str | None:
    found = re.search(r"https?://\S+/sign-in/link/\S+", text)
    return urlsplit(found.group()).path if found else None


def _code(text: str) -> str | None:
    found = None if _link(text) else re.search(r"\b(\d{3}) ?(\d{3})\b", text)
    return found.group(1) + found.group(2) if found else None
