"""What the browser's cookies hold: random values and the CSRF token, signed. Nothing personal, no
token of an HR system; what a value opens is looked up by its hash."""

from __future__ import annotations

from flask import Flask, Request, current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.wrappers import Response

from portal.accounts.known_browsers import REMEMBERED
from portal.accounts.tokens import SECRET_LENGTH, new_secret

MAX_COOKIE = 4096
_SESSION = "_user_id"
"""Where Flask-Login looks."""
_BROWSER = "browser"
_HELD = "held"
_SECOND_STEP = "second_step"


class CookieSessions(SecureCookieSessionInterface):
    """A cookie that came twice or is too long is nobody's: one of them is not ours."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        values = request.cookies.getlist(self.get_cookie_name(app))
        if len(values) > 1 or any(len(value) > MAX_COOKIE for value in values):
            return self.session_class()
        return super().open_session(app, request)


def session_secret() -> str | None:
    """Of the session this browser has or had."""
    return session.get(_SESSION)


def begin_session(secret: str, *, held: str | None) -> None:
    """Everything from before sign-in goes, the CSRF token and another person's values with it."""
    session.clear()
    session[_SESSION] = secret
    if held:
        session[_HELD] = held


def forget_everything() -> None:
    session.clear()


def browser() -> str | None:
    """What tells the browser that asked for a sign-in mail from every other."""
    return session.get(_BROWSER)


def make_browser() -> str:
    """The same, made when it is not there yet."""
    return str(session.setdefault(_BROWSER, new_secret()))


def known_browser() -> str | None:
    """What tells a browser that somebody was signed in with before; outlives the session."""
    value = request.cookies.get(_known_name(), "")
    return value if len(value) == SECRET_LENGTH else None


def remember_browser(response: Response, secret: str) -> None:
    response.set_cookie(
        _known_name(),
        secret,
        max_age=REMEMBERED,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _known_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def second_step() -> str | None:
    """What tells the browser that proved a mail and owes a second factor."""
    return session.get(_SECOND_STEP)


def remember_second_step(secret: str) -> None:
    session[_SECOND_STEP] = secret


def held_form() -> str | None:
    return session.get(_HELD)


def remember_held_form(secret: str) -> None:
    session[_HELD] = secret


def forget_held_form() -> None:
    session.pop(_HELD, None)
