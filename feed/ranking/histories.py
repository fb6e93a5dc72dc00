"""What readers engaged with last, kept in the worker's memory and topped up from Postgres."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
from django.db import connection

from feed import scoring
from feed.weights import weight

_MOST_READERS = 200_000
# Folds that were under way while we looked: look back so far.
_OVERLAP = timedelta(seconds=60)

_TOUCHED = """
    SELECT reader_id, max(as_of) FROM feed_contribution
    WHERE engaged_at IS NOT NULL AND as_of > %s GROUP BY reader_id
"""
_NEWEST = "SELECT max(as_of) FROM feed_contribution WHERE engaged_at IS NOT NULL"
_LOAD = """
    SELECT r.reader_id, array_agg(h.note_id) FROM unnest(%s::bigint[]) AS r (reader_id)
    CROSS JOIN LATERAL (
        SELECT note_id FROM feed_contribution
        WHERE reader_id = r.reader_id AND is_engaged ORDER BY engaged_at DESC LIMIT %s) h
    GROUP BY r.reader_id
"""
_NONE = np.empty(0, dtype=np.int64)


class Histories:
    """H of the readers asked for so far: each a row of the sparse matrix reader × note."""

    def __init__(self) -> None:
        self._rows: dict[int, np.ndarray] = {}
        self._newest: datetime | None = None

    def top_up(self) -> None:
        """Forget the readers who have engaged since, so that they are loaded anew."""
        if self._newest is None or len(self._rows) > _MOST_READERS:
            self._rows.clear()
            with connection.cursor() as cursor:
                cursor.execute(_NEWEST)
                self._newest = cursor.fetchone()[0]
            return
        with connection.cursor() as cursor:
            cursor.execute(_TOUCHED, [self._newest - _OVERLAP])
            for reader, moment in cursor.fetchall():
                self._rows.pop(reader, None)
                self._newest = max(self._newest, moment)

    def load(self, readers: Iterable[int]) -> None:
        """Have the histories of these readers in memory."""
        missing = [reader for reader in set(readers) if reader not in self._rows]
        if not missing:
            return
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [missing, int(weight("HISTORY"))])
            found = {reader: np.sort(np.array(notes)) for reader, notes in cursor.fetchall()}
        for reader in missing:
            self._rows[reader] = found.get(reader, _NONE)

    def likeness(self, readers: list[int], *, without: int) -> np.ndarray:
        """r of each of these engagers of a note, by their histories without that note."""
        rows = [self._rows[reader] for reader in readers]
        owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        notes = np.concatenate(rows) if rows else _NONE
        kept = notes != without
        owner, notes = owner[kept], notes[kept]
        sizes = np.bincount(owner, minlength=len(rows)).astype(float)
        _names, column, times = np.unique(notes, return_inverse=True, return_counts=True)
        shared = times[column] > 1
        return scoring.likeness(_overlap(owner[shared], column[shared], len(rows)), sizes)


def _overlap(owner: np.ndarray, column: np.ndarray, readers: int) -> np.ndarray:
    """How many notes each two readers share: one bit a note, counted where both have it."""
    _kept, place = np.unique(column, return_inverse=True)
    width = -(-(int(place.max()) + 1 if len(place) else 1) // 64) * 64
    has = np.zeros((readers, width), dtype=bool)
    has[owner, place] = True
    bits = np.packbits(has, axis=1).view(np.uint64)
    shared = np.empty((readers, readers))
    for reader in range(readers):
        shared[reader] = np.bitwise_count(bits[reader] & bits).sum(axis=1)
    return shared
