"""Turns that all processes of an HR account share, through Redis.

A module of its own since the driver costs each process 19 MB.
"""

from __future__ import annotations

import secrets
import time
from math import ceil, inf
from threading import Lock
from typing import cast

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError
from redis.retry import Retry

from portal.backends.turns import OwnTurns, Rate, Turn

TIMEOUT = 0.25
ASK_AGAIN = 1.0
"""Seconds between two looks whether Redis is back."""
REMEMBERED = 600_000
"""Milliseconds for which a process counts as one of those that call."""

log = structlog.get_logger("portal.backends")

# Redis' own clock, since those of several machines differ. In milliseconds.
_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
"""
_RESERVE = f"""{_NOW}
local turns, pause, callers = KEYS[1], KEYS[2], KEYS[3]
local burst, window, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local soonest, patience = tonumber(ARGV[4]), tonumber(ARGV[5])
local caller, remembered = ARGV[6], tonumber(ARGV[7])
redis.call('ZADD', callers, now, caller)
redis.call('ZREMRANGEBYSCORE', callers, '-inf', now - remembered)
redis.call('PEXPIRE', callers, remembered)
local known = redis.call('ZCARD', callers)
local comes = math.max(now + soonest, tonumber(redis.call('GET', pause) or 0))
local last, nth = redis.call('LINDEX', turns, 0), redis.call('LINDEX', turns, most - 1)
if last then comes = math.max(comes, tonumber(last)) end
if nth then comes = math.max(comes, tonumber(nth) + window) end
local wait = math.ceil(comes - now)
if wait > patience then return {{0, wait, known}} end
redis.call('LPUSH', turns, string.format('%.3f', comes))
redis.call('LTRIM', turns, 0, burst - 1)
redis.call('PEXPIRE', turns, wait + math.ceil(window))
return {{1, wait, known}}
"""
_PAUSE = f"""{_NOW}
local ends = now + tonumber(ARGV[1])
if ends > tonumber(redis.call('GET', KEYS[1]) or 0) then
    redis.call('SET', KEYS[1], string.format('%.3f', ends), 'PX', ARGV[1])
end
"""


class SharedTurns:
    """One round trip a turn. Without Redis each process keeps to its part of the rate."""

    def __init__(self, url: str, account: str, rate: Rate) -> None:
        redis = Redis.from_url(
            url,
            socket_connect_timeout=TIMEOUT,
            socket_timeout=TIMEOUT,
            # A connection that was closed while idle is no outage.
            retry=Retry(NoBackoff(), 1, supported_errors=(Unreachable,)),
        )
        self._redis = redis
        self._reserve = redis.register_script(_RESERVE)
        self._pause = redis.register_script(_PAUSE)
        names = ("turns", "pause", "callers")
        self._keys = [f"portal:budget:{{{account}}}:{name}" for name in names]
        self._caller = secrets.token_hex(8)
        self._rate = rate
        self._callers = 1
        """How many processes call, as far as is known."""
        self._own = OwnTurns(None)
        self._alone_until = 0.0
        """``time.monotonic()`` until when the own part is kept to: without end while Redis is away,
        and then until every process counts its calls there again."""
        self._ask_again_at = 0.0
        self._era = 0
        """How often Redis went away; with it went what it had reserved."""
        self._lock = Lock()

    def reserve(self, patience: float, *, background: bool) -> Turn:
        if time.monotonic() >= self._alone_until:
            try:
                return self._ask(patience, background)
            except RedisError as error:
                self._lost(error)
        return self._reserve_alone(patience, background)

    def pause(self, seconds: float) -> None:
        self._own.pause(seconds)
        try:
            self._pause(keys=self._keys[1:2], args=[ceil(seconds * 1000)])
        except RedisError as error:
            self._lost(error)

    def holds(self, turn: Turn, /) -> bool:
        if self._alone_until < inf:
            try:
                paused = cast(int, self._redis.pttl(self._keys[1])) > 0
            except RedisError as error:
                self._lost(error)
            else:
                return not paused and turn.era == self._era
        return turn.era == self._era and self._own.holds(turn)

    def _reserve_alone(self, patience: float, background: bool) -> Turn:
        """Within the own part of the rate; counted in Redis as well as soon as it answers."""
        era = self._era
        own = self._own.reserve(min(patience, self._rate.window), background=background)
        if own.reserved and self._may_ask():
            try:
                return self._ask(patience, background, soonest=own.seconds)
            except RedisError as error:
                self._lost(error)
        return Turn(own.reserved, own.seconds, era)

    def _ask(self, patience: float, background: bool, soonest: float = 0.0) -> Turn:
        rate, era = self._rate, self._era
        reserved, wait, callers = self._reserve(
            keys=self._keys,
            args=[
                rate.burst,
                rate.window * 1000,
                rate.share if background else rate.burst,
                int(soonest * 1000),
                int((min(patience, 0.0) if background else patience) * 1000),
                self._caller,
                REMEMBERED,
            ],
        )
        self._found(callers)
        return Turn(bool(reserved), wait / 1000, era)

    def _found(self, callers: int) -> None:
        with self._lock:
            if time.monotonic() >= self._alone_until:
                self._callers = callers
            if self._alone_until == inf:
                # The last turn that another process took unseen may come a window after it could
                # have asked, and counts for a window more.
                seconds = ASK_AGAIN + TIMEOUT + 2 * self._rate.window
                self._alone_until = time.monotonic() + seconds
                log.info("redis_is_back")

    def _lost(self, error: RedisError) -> None:
        with self._lock:
            self._ask_again_at = time.monotonic() + ASK_AGAIN
            if self._alone_until == inf:
                return
            log.warning("redis_is_away", error=type(error).__name__, callers=self._callers)
            self._alone_until = inf
            self._era += 1
            paused = self._own.paused()
            self._own = OwnTurns(self._rate.divided_by(self._callers))
            # What all have called in the last window is not known here.
            self._own.pause(max(paused, self._rate.window))

    def _may_ask(self) -> bool:
        """Of those who find Redis away one looks again, once in a while."""
        with self._lock:
            if self._alone_until < inf:
                return True
            now = time.monotonic()
            if now < self._ask_again_at:
                return False
            self._ask_again_at = now + ASK_AGAIN
            return True
