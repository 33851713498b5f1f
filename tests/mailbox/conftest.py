"""The mailbox belongs to a portal in front of the same small office as sign-in's tests."""

from tests.accounts.conftest import app, ask, environment, office

__all__ = ["app", "ask", "environment", "office"]
