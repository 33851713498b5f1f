"""How often one client, and everybody together, may try to sign in.

The share of mails per address is counted in the database (``sign_in.py``), silently: a limit that
showed would tell who has an account.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

ASK_PER_CLIENT = "100/minute; 600/hour"
"""Many people of one office share an address on the internet."""
ASK_ALTOGETHER = "1000/minute"
CODES_PER_CLIENT = "60/minute; 600/hour"


class SignInLimits:
    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._ask_per_client = parse_many(ASK_PER_CLIENT)
        self._ask_altogether = parse_many(ASK_ALTOGETHER)
        self._codes_per_client = parse_many(CODES_PER_CLIENT)

    def may_ask(self, address: str | None) -> bool:
        """Whether this client may ask for another mail; counts it."""
        return self._hit(self._ask_per_client, "ask", network_of(address)) and self._hit(
            self._ask_altogether, "ask"
        )

    def may_try_code(self, address: str | None) -> bool:
        return self._hit(self._codes_per_client, "code", network_of(address))

    def _hit(self, items: list[RateLimitItem], *key: str) -> bool:
        within = [self._window.hit(item, *key) for item in items]
        return all(within)


def network_of(address: str | None) -> str:
    """One client's address; of IPv6 the /64, since one client has all of it."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip.exploded[:19])
    return str(ip)
