"""How often one may ask the API: counted in Valkey, open when it is gone.

What costs money or guards a login is counted in PostgreSQL instead, near the act.
"""

import hashlib
import time
from typing import Any

from django.conf import settings
from rest_framework.throttling import BaseThrottle

from core import valkey
from core.network import network_of

_SAFE = ("GET", "HEAD", "OPTIONS")
_WINDOW_SECONDS = 60


class ReadingThrottle(BaseThrottle):
    """So many requests a minute for each account, or each network of the nameless."""

    def allow_request(self, request: Any, view: Any) -> bool:
        kind = "read" if request.method in _SAFE else "write"
        most = settings.API_PER_MINUTE[kind]
        now = time.time()
        self.rest = _WINDOW_SECONDS - now % _WINDOW_SECONDS
        name = _counter(kind, self._subject(request), int(now // _WINDOW_SECONDS))
        return _count(name) <= most

    def wait(self) -> float:
        return self.rest

    def _subject(self, request: Any) -> str:
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
