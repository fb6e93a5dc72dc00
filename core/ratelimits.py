"""How often one may ask: counted in Valkey by the minute, open when it is gone.

What costs money or guards a login is counted in PostgreSQL instead, near the act.
"""

import hashlib
import math
import time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.throttling import BaseThrottle

from core import valkey
from core.errors import RuleViolation
from core.network import network_of

_SAFE = ("GET", "HEAD", "OPTIONS")
_WINDOW_SECONDS = 60


class TooOften(RuleViolation):
    """:param seconds: after which it is open again"""

    code = "throttled"
    status = 429

    def __init__(self, seconds: float) -> None:
        self.retry_after = max(1, math.ceil(seconds))
        told = _("That was very often. Please try again in %(seconds)s seconds.")
        super().__init__(told % {"seconds": self.retry_after})


class ReadingThrottle(BaseThrottle):
    """So many requests a minute for each account, or each network of the nameless."""

    def allow_request(self, request: Any, view: Any) -> bool:
        kind = "read" if request.method in _SAFE else "write"
        self.rest = _seconds_left(request, kind, settings.API_PER_MINUTE[kind])
        return not self.rest

    def wait(self) -> float:
        return self.rest


def refuse_haste(request: Any, kind: str) -> None:
    """Count one act of a kind that has a limit of its own (settings.PER_MINUTE).

    :raises TooOften: if this account, or this network of the nameless, did too many this minute
    """
    if seconds := _seconds_left(request, kind, settings.PER_MINUTE[kind]):
        raise TooOften(seconds)


def _seconds_left(request: Any, kind: str, most: int) -> float:
    """Count one; 0 while there are at most so many, else the seconds that the minute still has."""
    now = time.time()
    name = _counter(kind, _subject(request), int(now // _WINDOW_SECONDS))
    return 0.0 if _count(name) <= most else _WINDOW_SECONDS - now % _WINDOW_SECONDS


def _subject(request: Any) -> str:
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"network:{network_of(request)}"


def _counter(kind: str, subject: str, window: int) -> str:
    digest = hashlib.sha256(subject.encode()).hexdigest()[:24]
    return f"rate:{kind}:{digest}:{window}"


def _count(name: str) -> int:
    def add_one(server: valkey.Redis) -> int:
        with server.pipeline() as pipe:
            pipe.incr(name)
            pipe.expire(name, 2 * _WINDOW_SECONDS)
            return pipe.execute()[0]

    return valkey.attempt(add_one, otherwise=0)
