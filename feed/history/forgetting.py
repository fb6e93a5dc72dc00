"""Clearing: what is shown, and all that the ranking made of it, its sums too.

What a reader gave notes by looking goes out of the notes' sums as well (the trust pass adds them up
anew). Likes, saves, comments and hides are the reader's own acts and stand until they are taken
back; of such a note it stays known that the reader met it, once, since no act is without that.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from feed import frozen, scoring, stream
from feed.experiments import exposures
from feed.models import (
    Attention,
    AttentionCursor,
    Contribution,
    Exposure,
    Forgotten,
    Outcome,
    SimilarReaders,
    StaleReader,
)
from feed.ranking import attention, fast, taste
from feed.search import history as searches
from notes.models import Note

SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
LOOKING = Attention.Kind.values
# Less than a rounding error is nothing.
_NOTHING = 1e-6

_TAKE = """
    DELETE FROM feed_attention WHERE reader_id = %(reader)s
        AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
        AND (%(notes)s::bigint[] IS NULL OR note_id = ANY(%(notes)s))
    RETURNING note_id, kind, source, seconds, at
"""
_TAKE_NEWS = """
    DELETE FROM feed_news WHERE reader_id = %(reader)s AND kind = ANY(%(kinds)s)
        AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
        AND (%(notes)s::bigint[] IS NULL OR note_id = ANY(%(notes)s))
    RETURNING note_id, value, impressions, at
"""
_MET = """
    SELECT note_id FROM feed_contribution WHERE reader_id = %(reader)s
        AND (%(notes)s::bigint[] IS NULL OR note_id = ANY(%(notes)s))
"""
_LOCK = "SELECT 1 FROM feed_notescore WHERE note_id = ANY(%s) ORDER BY note_id FOR UPDATE"
_STORE = """
    UPDATE feed_contribution c SET value = n.value, impressions = n.impressions
    FROM unnest(%s::bigint[], %s::float8[], %s::float8[]) AS n (id, value, impressions)
    WHERE c.id = n.id
"""


def as_asked(
    reader: Any, *, at: datetime, span: str, note: str, search: str, with_acts: bool
) -> None:
    """Clear the one thing that is named: a span of time, a note, or a search."""
    if note:
        forget_note(reader, note, at=at)
    elif search:
        forget_search(reader, search, at=at)
    else:
        since = at - SPANS[span] if span in SPANS else None
        forget(reader, at=at, since=since, with_acts=with_acts and since is None)


@transaction.atomic
def forget(
    reader: Any, *, at: datetime, since: datetime | None = None, with_acts: bool = False
) -> None:
    """Clear the history, all of it or what came since then. A repeat changes nothing more.

    :param with_acts: likes, saves and hides up to now lead to nothing either
    """
    _clear(reader, at=at, since=since, notes=None)
    searches.forget_all(reader, since=since)
    _leave_experiments(reader, since)
    cleared: dict[str, Any] = {"looked_at": at} | ({"acted_at": at} if with_acts else {})
    Forgotten.objects.update_or_create(reader=reader, defaults=cleared)
    if with_acts:
        SimilarReaders.objects.filter(reader=reader).delete()
    _learn_anew(reader, at)


def forget_note(reader: Any, public_id: str, *, at: datetime) -> None:
    """Clear all that is known of the reader's looking at this note. A repeat changes nothing."""
    # What was seen of it a moment ago is still on its way, and would bring it back.
    attention.drain()
    _forget_note(reader, public_id, at)


@transaction.atomic
def _forget_note(reader: Any, public_id: str, at: datetime) -> None:
    notes = list(Note.objects.filter(public_id=public_id).values_list("pk", flat=True))
    _clear(reader, at=at, since=None, notes=notes)
    _learn_anew(reader, at)


@transaction.atomic
def forget_search(reader: Any, text: str, *, at: datetime) -> int:
    """Delete one search, however it was spelled, and what it led to; 0 if it was not there."""
    gone = searches.forget_one(reader, text)
    _learn_anew(reader, at)
    return gone


def _leave_experiments(reader: Any, since: datetime | None) -> None:
    """Which lists the reader was shown, and what came of them."""
    shown, came = Exposure.objects.filter(reader=reader), Outcome.objects.filter(reader=reader)
    if since is not None:
        shown = shown.filter(at__gte=since)
        came = came.filter(day__gte=exposures.day_of(since))
    shown.delete()
    came.delete()


def _learn_anew(reader: Any, at: datetime) -> None:
    """Taste at once; similar readers, which need more than that, with the next pass."""
    taste.refresh([reader.pk], at=at)
    StaleReader.objects.bulk_create([StaleReader(reader=reader, since=at)], ignore_conflicts=True)
    transaction.on_commit(partial(frozen.let_go, reader.pk), robust=True)


def _clear(reader: Any, *, at: datetime, since: datetime | None, notes: list[int] | None) -> None:
    # No fold is under way meanwhile: what it would write were rows of the history cleared here.
    AttentionCursor.objects.get_or_create(stream=stream.KEY)
    list(AttentionCursor.objects.select_for_update().filter(stream=stream.KEY))
    values = {"reader": reader.pk, "since": since, "notes": notes, "kinds": LOOKING}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NEWS, values)
        unfolded = cursor.fetchall()
        cursor.execute(_TAKE, values)
        looks = cursor.fetchall()
        if since is None:
            cursor.execute(_MET, values)
            met = {row[0] for row in cursor.fetchall()}
        else:
            met = {look[0] for look in looks}
        # Whoever changes a contribution holds the note's score.
        cursor.execute(_LOCK, [sorted(met)])
        given = list(Contribution.objects.filter(reader=reader, note__in=met))
        nothing = [(row, 0.0, 0.0) for row in given]
        _store(cursor, nothing if since is None else _without(given, looks, unfolded))
        cursor.execute(fast.MARK, [at, sorted(row.note_id for row in given)])


def _without(
    given: list[Contribution], looks: list[tuple], unfolded: list[tuple]
) -> list[tuple[Contribution, float, float]]:
    """Value and impressions of these contributions without what the looks gave them."""
    as_of = {row.note_id: row.as_of for row in given}
    value: dict[int, float] = defaultdict(float)
    seen: dict[int, float] = defaultdict(float)
    told = [(note, *_worth(kind, source, seconds), at) for note, kind, source, seconds, at in looks]
    # What was not folded yet is no part of the sums.
    told += [(note, -x, -g, at) for note, x, g, at in unfolded]
    for note, x, g, at in told:
        if note in as_of:
            left = scoring.decay((as_of[note] - at).total_seconds())
            value[note] += x * left
            seen[note] += g * left
    return [
        (row, row.value - value[row.note_id], max(row.impressions - seen[row.note_id], 0.0))
        for row in given
    ]


def _worth(kind: str, source: str, seconds: float) -> tuple[float, float]:
    """g·x and g of one event, as the fold counts them."""
    g = scoring.source_factor(source)
    if kind == Attention.Kind.IMPRESSION:
        return 0.0, g
    return g * scoring.event_value(kind, seconds=seconds), 0.0


def _store(cursor: CursorWrapper, parts: list[tuple[Contribution, float, float]]) -> None:
    gone, left = [], []
    for row, value, seen in parts:
        is_empty = abs(value) < _NOTHING and seen < _NOTHING
        if not row.acts and is_empty:
            gone.append(row.pk)
        else:
            # Nobody acts on a note without having met it.
            least = min(row.impressions, row.reach) if row.acts else 0.0
            left.append((row.pk, value, max(seen, least)))
    Contribution.objects.filter(pk__in=gone).delete()
    if left:
        cursor.execute(_STORE, [list(column) for column in zip(*left, strict=True)])
