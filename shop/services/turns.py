"""A sweep that asks somebody slow does what fits into its time, and leaves the rest to the next."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

# A worker ends a task after two minutes; one question may take as long as a provider is slow.
SECONDS = 60

T = TypeVar("T")


def in_time(rows: Iterable[T]) -> Iterator[T]:
    """These rows, one at least, until this run has had its time; the longest unasked come first."""
    ends_at = time.monotonic() + SECONDS
    for row in rows:
        yield row
        if time.monotonic() > ends_at:
            return
