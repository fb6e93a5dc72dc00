"""The one Valkey client of a process. All that it holds may be lost at any moment."""

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
T = TypeVar("T")

# After a failure, do without for this long: a server that hangs must not hold every request up.
_REST_SECONDS = 2.0
_rests_until = 0.0


@cache
def client() -> Redis:
    """The shared client: half a second to connect or to answer, no retry."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=30,
    )


def attempt(act: Callable[[Redis], T], *, otherwise: T) -> T:
    """Do one thing with Valkey; where it is gone, log that once in a while and give `otherwise`."""
    global _rests_until
    if time.monotonic() < _rests_until:
        return otherwise
    try:
        return act(client())
    except (RedisError, OSError) as error:
        _rests_until = time.monotonic() + _REST_SECONDS
        log.warning("Valkey does not answer, doing without it: %s", error)
        return otherwise


def is_up() -> bool:
    """Whether Valkey answers now, asked without regard to earlier failures."""
    try:
        return bool(client().ping())
    except (RedisError, OSError):
        return False


def wake_up() -> None:
    """Forget an earlier failure."""
    global _rests_until
    _rests_until = 0.0


@contextmanager
def left_alone() -> Iterator[None]:
    """Within this, the process does without Valkey: it neither reads nor writes what is kept."""
    global _rests_until
    before, _rests_until = _rests_until, math.inf
    try:
        yield
    finally:
        _rests_until = before
