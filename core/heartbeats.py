"""Signs of life: workers and beat leave them in Valkey, `/readyz` looks for them."""

import time
from typing import Any

from celery.signals import beat_init, before_task_publish, heartbeat_sent, worker_ready

from core import valkey

# Everything is sent to one of these; each needs a worker that listens.
QUEUES = ("urgent", "default", "media")
_LASTS_SECONDS = 15
_EVERY_SECONDS = 2.0
_mine: list[str] = []
_written_at = 0.0


@worker_ready.connect
def _worker_starts(sender: Any, **kwargs: Any) -> None:
    _mine.extend(f"worker:{queue}" for queue in sender.app.amqp.queues.consume_from)
    _write()


@heartbeat_sent.connect
def _worker_lives(sender: Any, **kwargs: Any) -> None:
    _write()


@beat_init.connect
def _beat_starts(sender: Any, **kwargs: Any) -> None:
    _mine.append("beat")
    _write()
    before_task_publish.connect(_beat_lives)


def _beat_lives(sender: Any = None, **kwargs: Any) -> None:
    _write()


def _write() -> None:
    """Write at most every two seconds; without Valkey there is nothing to tell."""
    global _written_at
    now = time.monotonic()
    if not _mine or now - _written_at < _EVERY_SECONDS - 0.1:
        return
    _written_at = now

    def put(server: valkey.Redis) -> None:
        with server.pipeline(transaction=False) as pipe:
            for name in _mine:
                pipe.set(f"alive:{name}", 1, ex=_LASTS_SECONDS)
            pipe.execute()

    valkey.attempt(put, otherwise=None)


def missing() -> list[str]:
    """Who has given no sign of life for fifteen seconds."""
    names = ["beat", *(f"worker:{queue}" for queue in QUEUES)]
    signs = valkey.client().mget([f"alive:{name}" for name in names])
    return [name for name, sign in zip(names, signs, strict=True) if not sign]
