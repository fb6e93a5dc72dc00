"""Tells open pages of a reader that something happened; lost without harm where nobody listens."""

import functools
import json

import redis
import structlog
from django.conf import settings

CHANNEL = "stream"
log = structlog.get_logger(__name__)


def tell(reader_id: int, kind: str, data: dict) -> None:
    """Send one event to every page that this reader has open. Silent when Valkey is away."""
    try:
        _client().publish(CHANNEL, json.dumps({"to": reader_id, "kind": kind, "data": data}))
    except redis.RedisError as failure:
        log.warning("live_news_lost", kind=kind, why=str(failure))


@functools.cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
