"""What the children of a worker share with it: pages of memory that nobody writes to."""

import gc
from importlib import import_module
from typing import Any

from celery.signals import celeryd_after_setup, worker_before_create_process

# Dictionaries of 90 MB, which each child would load for itself at the first text it meets.
_DICTIONARIES = ("rjieba", "pypinyin")


@celeryd_after_setup.connect
def _load(instance: Any, **kwargs: Any) -> None:
    """Texts are cut into words by the queue `default`; the others seldom meet one."""
    if "default" in instance.app.amqp.queues.consume_from:
        for name in _DICTIONARIES:
            import_module(name)


@worker_before_create_process.connect
def _leave_alone(**kwargs: Any) -> None:
    # A collection writes to each object that it looks at, and so copies the page it lies on.
    # Celery collects too, but only after this: what is garbage by then would be frozen for ever.
    gc.collect()
    gc.freeze()
