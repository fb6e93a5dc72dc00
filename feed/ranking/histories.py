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
    SELECT reader_id, note_id, as_of FROM feed_contribution
    WHERE engaged_at IS NOT NULL AND as_of > %s
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
        # Changes within the overlap that are known already, so that none is met twice.
        self._met: set[tuple[int, int, datetime]] = set()

    def top_up(self) -> None:
        """Forget the readers who have engaged since, so that they are loaded anew."""
        with connection.cursor() as cursor:
            if self._newest is None or len(self._rows) > _MOST_READERS:
                self._rows.clear()
                cursor.execute(_NEWEST)
                self._newest = cursor.fetchone()[0]
                if self._newest is None:
                    return
            cursor.execute(_TOUCHED, [self._newest - _OVERLAP])
            touched = set(cursor.fetchall())
        for reader, _note, moment in touched - self._met:
            self._rows.pop(reader, None)
            self._newest = max(self._newest, moment)
        self._met = touched

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
        is_shared = times > 1
        place = (np.cumsum(is_shared) - 1)[column]
        met = is_shared[column]
        overlap = _overlap(owner[met], place[met], len(rows), int(is_shared.sum()))
        return scoring.likeness(overlap, sizes)


def _overlap(owner: np.ndarray, place: np.ndarray, readers: int, width: int) -> np.ndarray:
    """How many notes each two readers share, of those that more than one has.

    One bit a note, sixty-four at a time; a matrix product would wake as many threads as there
    are cores, and cost more.
    """
    has = np.zeros((readers, -(-width // 64) * 64), dtype=bool)
    has[owner, place] = True
    shared = np.zeros((readers, readers), dtype=np.int32)
    for word in np.packbits(has, axis=1).view(np.uint64).T.copy():
        shared += np.bitwise_count(word[:, None] & word)
    return shared.astype(float)
