"""Who is signed in: sign-in by mail, sessions, devices."""

from portal.accounts.setup import init_accounts

__all__ = ["init_accounts"]
