"""Wake a worker after commit. Haste alone: a sweep over the database does the work anyway."""

import logging

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core import valkey

log = logging.getLogger(__name__)

# The message is due after the mark has gone, so whatever came while the mark stood is seen.
_MARK_MS = 150
_DUE_SECONDS = 0.2


def wake(task: Task, *args: object) -> None:
    """Enqueue the task once this transaction is committed; a burst sends one message.

    Never raises for a broker that is gone: the request was answered from the database.
    """
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task: Task, args: tuple[object, ...]) -> None:
    mark = ":".join(["wake", task.name, *map(str, args)])
    is_first = valkey.attempt(lambda v: v.set(mark, 1, nx=True, px=_MARK_MS), otherwise=None)
    if not is_first:
        return
    try:
        task.apply_async(args, countdown=_DUE_SECONDS, retry=False, ignore_result=True)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("No broker to wake %s, its sweep will come: %s", task.name, error)
