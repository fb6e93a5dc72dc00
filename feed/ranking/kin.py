"""Similar notes and readers out of what is stored: all at night, those with news in between.

Needs scipy, which the web process never loads: only `feed.worker_tasks` and commands import it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from feed.models import SimilarNotes, SimilarReaders, StaleNote
from feed.ranking import packing
from feed.similar import lists, readers
from feed.similar.acts import Acts, in_order
from feed.weights import weight

NOTES, READERS = 100, 200
# Of a note with news, so many of its newest readers are looked at between two nights.
_ENGAGERS = 400
_BATCH = 2000
_CHUNK = 50_000
# A voice that is worth less is one of many in a ring.
_LEAST_WEIGHT = 0.1

_IS_ACT = "is_engaged AND engaged > 0 AND weight >= %(least)s AND engaged_at > %(since)s"
_ROWS = "SELECT reader_id, note_id, extract(epoch FROM engaged_at)::float8 FROM feed_contribution"
# Acts that their reader has cleared stand on the note, and say nothing of the reader.
_STANDS = """
    NOT EXISTS (SELECT FROM feed_forgotten f WHERE f.reader_id = feed_contribution.reader_id
        AND f.acted_at >= engaged_at)
"""
_ALL = " WHERE ".join([_ROWS, " AND ".join([_IS_ACT, _STANDS])])
_OF_READERS = " AND ".join([_ALL, "reader_id = ANY(%(readers)s)"])
_READERS_OF = """
    SELECT DISTINCT e.reader_id FROM unnest(%(notes)s::bigint[]) AS n (note_id)
    CROSS JOIN LATERAL (
        SELECT reader_id FROM feed_contribution WHERE note_id = n.note_id
        AND is_engaged AND engaged > 0 AND weight >= %(least)s AND engaged_at > %(since)s
        ORDER BY engaged_at DESC LIMIT %(most)s) e
"""
_SIZES = """
    SELECT note_id, count(*) FROM feed_contribution
    WHERE note_id = ANY(%(notes)s) AND is_engaged AND engaged > 0
    AND weight >= %(least)s AND engaged_at > %(since)s GROUP BY note_id
"""
_TAKE = """
    DELETE FROM {table} WHERE {key} IN (
        SELECT {key} FROM {table} ORDER BY since, {key} LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING {key}
"""


def rebuild(*, at: datetime) -> int:
    """Find all similar notes and readers anew; how many notes that concerned.

    Stored batch by batch, so that who refreshes a few meanwhile waits for one batch at most; what
    is not found any more goes at the end.
    """
    found = _load(_ALL, at=at)
    if not len(found.acts.reader):
        return 0
    alike = _engine()(found.acts)
    _store_notes(found, np.arange(found.acts.notes), alike, at)
    _store_readers(found, np.arange(found.acts.readers), at)
    SimilarNotes.objects.filter(at__lt=at).delete()
    SimilarReaders.objects.filter(at__lt=at).delete()
    StaleNote.objects.filter(since__lt=at).delete()
    return found.acts.notes


def refresh_notes(*, at: datetime, limit: int = NOTES) -> int:
    """Find the similar notes of one batch with news; how many notes it held."""
    with transaction.atomic():
        notes = take("feed_stalenote", "note_id", limit)
        if not notes:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_READERS_OF, {"notes": notes, "most": _ENGAGERS, **_values(at)})
            engagers = [row[0] for row in cursor.fetchall()]
        found = _load(_OF_READERS, at=at, readers=engagers)
        wanted = np.flatnonzero(np.isin(found.note_ids, notes))
        alike = lists.lists(found.acts, wanted, sizes=_sizes(found.note_ids, at))
        _store_notes(found, wanted, alike, at)
    return len(notes)


def refresh_readers(wanted: Sequence[int], *, at: datetime) -> None:
    """Find the readers most alike to these."""
    mine = _load(_OF_READERS, at=at, readers=list(wanted))
    with connection.cursor() as cursor:
        known = {"notes": mine.note_ids.tolist(), "most": _ENGAGERS, **_values(at)}
        cursor.execute(_READERS_OF, known)
        others = {row[0] for row in cursor.fetchall()}
    found = _load(_OF_READERS, at=at, readers=[*others.union(wanted)])
    _store_readers(found, np.flatnonzero(np.isin(found.reader_ids, wanted)), at)


def take(table: str, key: str, limit: int) -> list[int]:
    """Take a batch of marks away; who dies before the end of the transaction leaves them."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(table=table, key=key), [limit])
        return sorted(row[0] for row in cursor.fetchall())


class _Loaded:
    """Acts by number, and whose numbers these are."""

    def __init__(self, reader: np.ndarray, note: np.ndarray, at: np.ndarray) -> None:
        self.reader_ids, who = np.unique(reader, return_inverse=True)
        self.note_ids, what = np.unique(note, return_inverse=True)
        # Of one moment the smaller number first, in whatever order the rows came.
        order = np.lexsort((what, at))
        self.acts: Acts = in_order(who[order], what[order], at[order], notes=len(self.note_ids))


def _load(statement: str, *, at: datetime, readers: list[int] | None = None) -> _Loaded:
    """Acts out of Postgres, in pieces, so that millions of them fit."""
    pieces = [np.empty((0, 3))]
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, {"readers": readers, **_values(at)})
        while rows := cursor.fetchmany(_CHUNK):
            pieces.append(np.array(rows, dtype=np.float64))
    table = np.concatenate(pieces)
    # A number of a row is far below 2^53, where floats still tell whole numbers apart.
    return _Loaded(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2])


def _values(at: datetime) -> dict[str, Any]:
    return {"least": _LEAST_WEIGHT, "since": at - timedelta(days=weight("KIN_DAYS"))}


def _sizes(notes: np.ndarray, at: datetime) -> np.ndarray:
    """How many readers these notes have in all, beyond those that were loaded."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, {"notes": notes.tolist(), **_values(at)})
        known = dict(cursor.fetchall())
    return np.array([known[note] for note in notes.tolist()])


def _engine() -> Callable[[Acts], lists.Alike]:
    """The arithmetic in force: this machine's, or that of a Spark cluster."""
    if settings.FEED_ENGINE == "spark":
        return import_module("feed.similar.spark").lists
    return lists.lists


def _store_notes(found: _Loaded, wanted: np.ndarray, alike: lists.Alike, at: datetime) -> None:
    for first in range(0, len(wanted), _BATCH):
        rows = [
            SimilarNotes(
                note_id=int(found.note_ids[wanted[row]]),
                cosine=_packed(alike.cosine, row, found.note_ids),
                walk=_packed(alike.walk, row, found.note_ids),
                at=at,
            )
            for row in range(first, min(first + _BATCH, len(wanted)))
        ]
        _upsert(SimilarNotes, rows, "note", ["cosine", "walk", "at"])


def _packed(found: lists.Lists, row: int, names: np.ndarray) -> bytes:
    known = found.near[row] >= 0
    return packing.pairs(names[found.near[row][known]], found.score[row][known])


def _store_readers(found: _Loaded, wanted: np.ndarray, at: datetime) -> None:
    comparison = readers.Comparison(found.acts)
    for first in range(0, len(wanted), _BATCH):
        block = wanted[first : first + _BATCH]
        alike = comparison.lists(block)
        rows = []
        for row, reader in enumerate(block):
            known = alike.near[row] >= 0
            near = found.reader_ids[alike.near[row][known]].tolist()
            likeness = alike.score[row][known].tolist()
            who = int(found.reader_ids[reader])
            rows.append(SimilarReaders(reader_id=who, near=near, likeness=likeness, at=at))
        _upsert(SimilarReaders, rows, "reader", ["near", "likeness", "at"])


def _upsert(model: type[Model], rows: Iterable, key: str, fields: list[str]) -> None:
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=[key],
        update_fields=fields,
    )
