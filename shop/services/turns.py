"""A sweep that asks somebody slow takes short turns: who waits for the same worker goes between.

A round is what beat begins; it has as many turns as it needs, one after the other.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

# Orders and scores wait behind a turn; one question may take as long as a provider is slow.
SECONDS = 1

T = TypeVar("T")


class Turn:
    """What fits into its time; `is_cut` says that something was left.

    :param began_at: when the round began; what was asked since then is not asked again in it
    """

    def __init__(self, *, began_at: datetime | None = None):
        self.began_at = began_at
        self.is_cut = False
        self._ends_at = time.monotonic() + SECONDS

    def take(self, rows: Iterable[T]) -> Iterator[T]:
        """These rows, one at least, until the turn has had its time: the longest unasked first."""
        for number, row in enumerate(rows):
            if number and time.monotonic() > self._ends_at:
                self.is_cut = True
                return
            yield row
