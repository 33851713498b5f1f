"""Five requests in any second, for the organization as a whole (hr-apis/deel.md section 1)."""

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from portal.sandbox.deel.errors import Envelope, Problem, Refused
from portal.sandbox.state import Sandbox


class RateLimit:
    """A rolling window over all tokens; `settings.rate_limit` may change while it runs."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._settings = sandbox.settings
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def check(self) -> None:
        """Count one call; 429 when the window is full."""
        limit = self._settings.rate_limit
        if limit is not None and not self._window.hit(RateLimitItemPerSecond(limit), "deel"):
            raise too_many_requests()


def too_many_requests() -> Refused:
    """429 with the documented body; the vendor sends no rate-limit headers."""
    message = "You have exceeded the number of requests allowed per second. Please try again later."
    return Refused(429, Problem(message), code="RATE_LIMIT", envelope=Envelope.G)
