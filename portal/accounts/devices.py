"""A browser in words."""

from __future__ import annotations

from flask_babel import gettext as _


def device_in_words(user_agent: str) -> str:
    """Like "Firefox on Windows"; for recognising one's own devices, never for deciding."""
    from ua_parser import parse  # its table takes memory, and few pages need it

    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("Unknown device")
