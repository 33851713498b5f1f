"""Telling the owner of an account what changed in how it opens."""

from __future__ import annotations

from flask import request
from flask_babel import get_locale

from portal.accounts.factors.news import News
from portal.accounts.parts import accounts
from portal.accounts.sessions import USER_AGENT_LENGTH


def tell(account_id: str, news: News) -> None:
    """By mail, with the browser of this request."""
    user_agent = request.headers.get("User-Agent", "")[:USER_AGENT_LENGTH]
    accounts().jobs.send_factor_mail(account_id, news.value, user_agent, str(get_locale()))
