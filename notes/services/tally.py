"""The counts on cards: counted anew from the truth for notes that have a mark."""

from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from notes.models import Note

EXACT_BELOW = 10_000
_TAKE = """
    DELETE FROM notes_tallymark WHERE id IN (
        SELECT id FROM notes_tallymark ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING note_id
"""
_ENSURE = """
    INSERT INTO notes_notetally (note_id, likes, saves, shares, comments)
    SELECT id, 0, 0, 0, 0 FROM notes_note WHERE id = ANY(%s) ORDER BY id
    ON CONFLICT (note_id) DO NOTHING
"""
# Whoever counts the same note waits here, and then counts what is true by then.
_LOCK = "SELECT 1 FROM notes_notetally WHERE note_id = ANY(%s) ORDER BY note_id FOR UPDATE"
_COUNT = """
    UPDATE notes_notetally AS tally SET
        likes = (SELECT count(*) FROM notes_like WHERE note_id = tally.note_id),
        saves = (SELECT count(*) FROM notes_save WHERE note_id = tally.note_id),
        shares = (SELECT count(*) FROM notes_share WHERE note_id = tally.note_id),
        comments = (
            SELECT count(*) FROM notes_comment AS comment
            LEFT JOIN notes_comment AS parent ON parent.id = comment.parent_id
            WHERE comment.note_id = tally.note_id
              AND comment.withdrawn_at IS NULL AND comment.hidden_at IS NULL
              AND parent.withdrawn_at IS NULL AND parent.hidden_at IS NULL
        ),
        counted_at = %s
    WHERE note_id = ANY(%s)
"""
_FRESH = """
    SELECT
        CASE WHEN tally.likes >= %(exact_below)s THEN tally.likes
            ELSE (SELECT count(*) FROM notes_like WHERE note_id = note.id) END,
        CASE WHEN tally.saves >= %(exact_below)s THEN tally.saves
            ELSE (SELECT count(*) FROM notes_save WHERE note_id = note.id) END,
        CASE WHEN tally.shares >= %(exact_below)s THEN tally.shares
            ELSE (SELECT count(*) FROM notes_share WHERE note_id = note.id) END,
        COALESCE(tally.comments, 0)
    FROM notes_note AS note LEFT JOIN notes_notetally AS tally ON tally.note_id = note.id
    WHERE note.id = %(note)s
"""


@transaction.atomic
def recount_marked(*, at: datetime, limit: int = 2000) -> list[int]:
    """Take up to `limit` marks away and count their notes. Without marks, nothing happens.

    A kill in between leaves the marks in place.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [limit])
        notes = sorted({row[0] for row in cursor.fetchall()})
        if notes:
            _count(cursor, notes, at)
    return notes


@transaction.atomic
def recount(note_ids: list[int], *, at: datetime) -> None:
    """Count these notes now, marked or not."""
    with connection.cursor() as cursor:
        _count(cursor, sorted(note_ids), at)


def fresh_counts(note: Note) -> dict[str, int]:
    """The counts with one's own act of this moment in them.

    Counted from the truth while a count is shown to the unit; a large one is shown rounded.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FRESH, {"note": note.pk, "exact_below": EXACT_BELOW})
        row = cursor.fetchone()
    return dict(zip(("likes", "saves", "shares", "comments"), row, strict=True))


def _count(cursor: CursorWrapper, notes: list[int], at: datetime) -> None:
    cursor.execute(_ENSURE, [notes])
    cursor.execute(_LOCK, [notes])
    cursor.execute(_COUNT, [at, notes])
