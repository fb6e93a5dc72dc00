"""One subscription to Valkey per process, and the queues of the pages that listen."""

import asyncio
import contextlib
import json
from collections import defaultdict

import redis.asyncio as redis
import structlog
from django.conf import settings

from messaging.live_news import CHANNEL

# A page that is so far behind is let go; it comes back by itself.
_LONGEST_QUEUE = 100
_PAUSE = 1.0
log = structlog.get_logger(__name__)


class Hub:
    def __init__(self):
        self._queues: dict[int, set[asyncio.Queue]] = defaultdict(set)
        self._listening: asyncio.Task | None = None

    def open(self) -> None:
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening

    @contextlib.contextmanager
    def queue_of(self, reader_id: int):
        """The events of this reader; None in it means that it ran over."""
        queue: asyncio.Queue = asyncio.Queue(_LONGEST_QUEUE + 1)
        self._queues[reader_id].add(queue)
        try:
            yield queue
        finally:
            self._queues[reader_id].discard(queue)
            if not self._queues[reader_id]:
                del self._queues[reader_id]

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except (redis.RedisError, OSError) as failure:
                log.warning("stream_without_valkey", why=str(failure))
                await asyncio.sleep(_PAUSE)

    async def _hear(self) -> None:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=None
        )
        async with client, client.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            async for message in subscription.listen():
                if message["type"] == "message":
                    self._deliver(json.loads(message["data"]))

    def _deliver(self, news: dict) -> None:
        event = f"event: {news['kind']}\ndata: {json.dumps(news['data'])}\n\n".encode()
        for queue in self._queues.get(news["to"], ()):
            if queue.qsize() < _LONGEST_QUEUE:
                queue.put_nowait(event)
            elif not queue.full():
                queue.put_nowait(None)
