"""Many at once: threads with a database connection each, let go together."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(act: Callable, items: Iterable, workers: int = 16) -> list:
    """What `act` returned or raised for each item, in order."""
    items = list(items)
    gate = threading.Barrier(min(workers, len(items)))
    waited = threading.local()

    def run(item):
        if not getattr(waited, "done", False):
            waited.done = True
            gate.wait(30)
        try:
            return act(item)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(gate.parties) as pool:
        return list(pool.map(run, items))
