"""The Redis server, by which processes on several machines share what no table should hold.

It may be away at any time: whoever uses it says what happens then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.settings import Settings

if TYPE_CHECKING:
    from redis import Redis

CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 2.0
"""Longer than a reader of the job queue waits for a job to come."""


def redis_of(settings: Settings, *, patience: float = ANSWER_SECONDS) -> Redis | None:
    """A pool of connections, made as they are needed; None where no server is named.

    A connection that the server has closed meanwhile is made anew when it is taken out of the
    pool. No command is sent twice, as the first may have had its effect. ``patience``: seconds to
    wait for an answer.
    """
    url = settings.redis_url.get_secret_value()
    if not url:
        return None
    # Imported here, since it takes 19 MB.
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(
        url,
        socket_connect_timeout=min(CONNECT_SECONDS, patience),
        socket_timeout=patience,
        retry=Retry(NoBackoff(), 0),
    )


def redis_answers(redis: Redis | None) -> bool | None:
    """None where there is none."""
    if redis is None:
        return None
    from redis import RedisError

    try:
        redis.ping()
    except RedisError:
        return False
    return True
