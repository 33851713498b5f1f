"""How often one client, and everybody together, may try to sign in.

The share of mails per address is counted in the database (``sign_in.py``), silently: a limit that
showed would tell who has an account.
"""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

import structlog
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

if TYPE_CHECKING:
    from redis import Redis

ASK_PER_CLIENT = "100/minute; 600/hour"
"""Many people of one office share an address on the internet."""
ASK_ALTOGETHER = "1000/minute"
CODES_PER_CLIENT = "60/minute; 600/hour"


log = structlog.get_logger("portal.accounts")


class SignInLimits:
    """Counted by this process, and by all of them together where there is Redis.

    Both, so that the limits hold when Redis goes away or comes back without what it had: then
    each process allows so much, and what it has counted so far is not forgotten.
    """

    def __init__(self, redis: Redis | None = None) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = _shared(redis) if redis is not None else None
        self._ask_per_client = parse_many(ASK_PER_CLIENT)
        self._ask_altogether = parse_many(ASK_ALTOGETHER)
        self._codes_per_client = parse_many(CODES_PER_CLIENT)

    def ask(self, address: str | None) -> datetime | None:
        """Count that this client asks for a mail. Returns: from when on it may, if not now."""
        own = self._hit(self._ask_per_client, "ask", network_of(address))
        return own or self._hit(self._ask_altogether, "ask")

    def try_code(self, address: str | None) -> datetime | None:
        """The same for a code that is typed."""
        return self._hit(self._codes_per_client, "code", network_of(address))

    def ask_for_passkey(self, address: str | None) -> datetime | None:
        """The same for a passkey without an address."""
        return self._hit(self._codes_per_client, "passkey", network_of(address))

    def _hit(self, items: list[RateLimitItem], *key: str) -> datetime | None:
        return _hit(self._own, items, *key) or self._hit_shared(items, *key)

    def _hit_shared(self, items: list[RateLimitItem], *key: str) -> datetime | None:
        if self._shared is None:
            return None
        try:
            return _hit(self._shared, items, *key)
        except StorageError as error:
            log.warning("limits_not_shared", reason=type(error.storage_error).__name__)
            return None


def _hit(window: MovingWindowRateLimiter, items: list[RateLimitItem], *key: str) -> datetime | None:
    """Count one in each window; the end of the last that was full."""
    full = [item for item in items if not window.hit(item, *key)]
    ends = [window.get_window_stats(item, *key).reset_time for item in full]
    return datetime.fromtimestamp(max(ends), UTC) if ends else None


def _shared(redis: Redis) -> MovingWindowRateLimiter:
    # Imported here, since the driver takes 19 MB.
    from limits.storage import RedisStorage

    pool = redis.connection_pool
    return MovingWindowRateLimiter(
        RedisStorage("redis://", connection_pool=pool, wrap_exceptions=True)
    )


def network_of(address: str | None) -> str:
    """One client's address; of IPv6 the /64, since one client has all of it."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip.exploded[:19])
    return str(ip)
