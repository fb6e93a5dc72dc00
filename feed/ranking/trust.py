"""The trust pass: whose voices on a note are one voice, and what each weighs now.

One transaction takes a batch of dirty notes and writes their weights and sums, so a worker that
dies leaves them dirty. Written from the contributions alone, the sums are the same on every retry.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from feed import scoring
from feed.ranking import fast
from feed.ranking.histories import Histories
from feed.voices import Side, Sums
from feed.weights import weight

BATCH = 100
_SAME = 1e-9

_TAKE = """
    DELETE FROM feed_dirtynote WHERE note_id IN (
        SELECT note_id FROM feed_dirtynote ORDER BY since, note_id LIMIT %s
        FOR UPDATE SKIP LOCKED)
    RETURNING note_id
"""
_ENGAGERS = """
    SELECT n.note_id, array_agg(e.reader_id) FROM unnest(%s::bigint[]) AS n (note_id)
    CROSS JOIN LATERAL (
        SELECT reader_id FROM feed_contribution
        WHERE note_id = n.note_id AND is_engaged
        ORDER BY engaged_at DESC, reader_id LIMIT %s) e
    GROUP BY n.note_id
"""
_PARTS = """
    SELECT c.id, c.note_id, c.reader_id, c.value, c.impressions, c.engaged, c.reach,
           extract(epoch FROM c.as_of)::float8, c.weight, c.is_newcomer, c.similarity,
           COALESCE(t.feed_views, 0),
           COALESCE(extract(epoch FROM c.as_of - c.engaged_at)::float8, 'Infinity')
    FROM feed_contribution c LEFT JOIN feed_readertrust t ON t.reader_id = c.reader_id
    WHERE c.note_id = ANY(%s) ORDER BY c.note_id, c.reader_id
"""
_STORE = """
    UPDATE feed_contribution c
    SET weight = n.weight, is_newcomer = n.is_newcomer, similarity = n.similarity
    FROM unnest(%s::bigint[], %s::float8[], %s::bool[], %s::float8[])
        AS n (id, weight, is_newcomer, similarity)
    WHERE c.id = n.id
"""
_MARK_ALL = """
    INSERT INTO feed_dirtynote (note_id, since) SELECT note_id, %s FROM feed_notescore
    ON CONFLICT DO NOTHING
"""

memory = Histories()


def weigh(
    *, at: datetime | None = None, limit: int = BATCH, histories: Histories | None = None
) -> int:
    """Weigh the readers of one batch of dirty notes anew; how many notes it held."""
    known = memory if histories is None else histories
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, [limit])
        notes = sorted(row[0] for row in cursor.fetchall())
        if notes:
            weigh_notes(cursor, notes, known, at=at or timezone.now())
    return len(notes)


def weigh_notes(
    cursor: CursorWrapper, notes: Sequence[int], histories: Histories, *, at: datetime
) -> None:
    """Set weights and sums of these notes from their contributions."""
    scores = fast.lock(cursor, notes, at=at)
    likeness = _likeness(cursor, notes, histories)
    cursor.execute(_PARTS, [list(notes)])
    rows = cursor.fetchall()
    parts = _Parts(rows, likeness)
    changed = parts.changed()
    if changed:
        cursor.execute(_STORE, fast.columns(changed))
    for note, score in scores.items():
        score.sums = parts.sums(note, score.as_of.timestamp())
    fast.store_scores(cursor, scores)


def mark_all(*, at: datetime) -> None:
    """Have every note weighed anew: the nightly pass."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_ALL, [at])


def _likeness(
    cursor: CursorWrapper, notes: Sequence[int], histories: Histories
) -> dict[tuple[int, int], float]:
    """r of the engagers of each note that came last, by (note, reader)."""
    cursor.execute(_ENGAGERS, [list(notes), int(weight("ENGAGERS"))])
    engagers = dict(cursor.fetchall())
    histories.top_up()
    histories.load(reader for readers in engagers.values() for reader in readers)
    return {
        (note, reader): float(r)
        for note, readers in engagers.items()
        for reader, r in zip(readers, histories.likeness(readers, without=note), strict=True)
    }


class _Parts:
    """The contributions of a batch of notes, as columns."""

    def __init__(self, rows: Sequence[tuple], likeness: dict[tuple[int, int], float]) -> None:
        columns = fast.columns(rows) if rows else [[] for _ in range(13)]
        self.ids = columns[0]
        self.note = np.array(columns[1], dtype=np.int64)
        self.value, self.impressions, self.engaged, self.reach, self.as_of = (
            np.array(column, dtype=float) for column in columns[3:8]
        )
        self.old_weight = np.array(columns[8], dtype=float)
        self.was_newcomer = np.array(columns[9], dtype=bool)
        self.old_similarity = np.array(columns[10], dtype=float)
        views = np.array(columns[11], dtype=float)
        # What is left of each reader's last act; nothing where there was none.
        half_life = weight("HALF_LIFE") * scoring.DAY
        self.acted = 2.0 ** (-np.maximum(np.array(columns[12], dtype=float), 0.0) / half_life)
        # Engagers beyond the last ones keep what was known of them when they were among these.
        self.similarity = np.array(
            [
                likeness.get((note, reader), before)
                for note, reader, before in zip(columns[1], columns[2], columns[10], strict=True)
            ],
            dtype=float,
        )
        self.weight = scoring.reader_weights(views, self.similarity)
        self.is_newcomer = views < weight("NEWCOMER_VIEWS")

    def changed(self) -> list[tuple]:
        """The rows to write: id, weight, whether a newcomer, r."""
        moved = (
            (np.abs(self.weight - self.old_weight) > _SAME)
            | (np.abs(self.similarity - self.old_similarity) > _SAME)
            | (self.is_newcomer != self.was_newcomer)
        )
        return [
            (
                self.ids[i],
                float(self.weight[i]),
                bool(self.is_newcomer[i]),
                float(self.similarity[i]),
            )
            for i in np.flatnonzero(moved)
        ]

    def sums(self, note: int, moment: float) -> Sums:
        """The sums of one note as of this moment."""
        start, end = np.searchsorted(self.note, [note, note + 1])
        own = slice(int(start), int(end))
        half_life = weight("HALF_LIFE") * scoring.DAY
        left = 2.0 ** (-np.maximum(moment - self.as_of[own], 0.0) / half_life)
        given = self._said(own)
        columns = {
            "praise": np.maximum(given, 0.0) * left,
            "blame": np.maximum(-given, 0.0) * left,
            "impressions": self.impressions[own] * left,
            "voices": np.where(given > 0.0, self.reach[own], 0.0),
            "against": np.where(given < 0.0, self.reach[own], 0.0),
            "weight": np.ones(len(left)),
        }
        new = self.is_newcomer[own]
        return Sums(*(_side(columns, self.weight[own] * who) for who in (~new, new)))

    def _said(self, own: slice) -> np.ndarray:
        """What each says of the note; the same arithmetic as `Part.earned`."""
        said = self.value[own] + self.reach[own] * self.engaged[own]
        meetings = np.maximum(self.impressions[own], self.reach[own] * self.acted[own])
        return np.where(meetings > 0.0, np.minimum(said, weight("VOICE_MOST") * meetings), said)


def _side(columns: dict[str, np.ndarray], weights: np.ndarray) -> Side:
    return Side(**{name: float((column * weights).sum()) for name, column in columns.items()})
