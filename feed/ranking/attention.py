"""The attention buffer folded into Postgres: rows, news for the scores, readers' feed views."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from feed import days, scoring, stream, tokens
from feed.models import Attention, AttentionCursor
from feed.ranking.fast import columns
from feed.stream import Entry
from notes.models import Note

# Few enough that an engagement does not wait long behind them.
BATCH = 100
# Where feed views are made.
FEED_SOURCES = ("explore", "search")

_INSERT = """
    INSERT INTO feed_attention (token, note_id, kind, day, reader_id, source, position, seconds, at)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::date[], %s::bigint[],
        %s::text[], %s::int[], %s::float8[], %s::timestamptz[])
    ON CONFLICT (token, note_id, kind, day) DO NOTHING
    RETURNING token, note_id, kind, day, reader_id, source, position, seconds, at
"""
_NEWS = """
    INSERT INTO feed_news (note_id, reader_id, kind, at, value, impressions, reach,
        feed_impressions, engaged, acts, written_at)
    SELECT *, 0, 0, now() FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[],
        %s::float8[], %s::float8[], %s::float8[], %s::int[])
"""
_TRUST = """
    INSERT INTO feed_readertrust (reader_id, feed_views)
    SELECT * FROM unnest(%s::bigint[], %s::int[])
    ON CONFLICT (reader_id) DO UPDATE
    SET feed_views = feed_readertrust.feed_views + EXCLUDED.feed_views
"""


# Of each reader that still is: up to when the history was cleared, and the last pause.
_READERS = """
    SELECT u.id, f.looked_at, p.since, p.until FROM accounts_user u
    LEFT JOIN feed_forgotten f ON f.reader_id = u.id
    LEFT JOIN feed_historypause p ON p.reader_id = u.id
    WHERE u.id = ANY(%s)
"""


class Row(NamedTuple):
    token: str
    note_id: int
    kind: str
    day: date
    reader_id: int | None
    source: str
    position: int
    seconds: float
    at: datetime


def fold(*, limit: int = BATCH) -> int:
    """Fold one batch of the buffer; how many beacons it held.

    The place in the buffer moves in the same transaction, so that a retry after a kill finds it
    where the rows are.
    """
    AttentionCursor.objects.get_or_create(stream=stream.KEY)
    with transaction.atomic():
        place = (
            AttentionCursor.objects.select_for_update(skip_locked=True)
            .filter(stream=stream.KEY)
            .first()
        )
        entries = stream.read(place.last_id, count=limit) if place else []
        if place is None or not entries:
            return 0
        store(entries)
        place.last_id = entries[-1].id
        place.save(update_fields=["last_id"])
    stream.forget(place.last_id)
    return len(entries)


def drain() -> None:
    """Fold all that is in the buffer, after whoever folds now."""
    AttentionCursor.objects.get_or_create(stream=stream.KEY)
    with transaction.atomic():
        place = AttentionCursor.objects.select_for_update().get(stream=stream.KEY)
        while entries := stream.read(place.last_id, count=BATCH):
            store(entries)
            place.last_id = entries[-1].id
        place.save(update_fields=["last_id"])
    stream.forget(place.last_id)


def store(entries: Sequence[Entry]) -> None:
    """Keep each event once, and tell the scores what is new."""
    notes = _notes({note for entry in entries for note, *_rest in entry.events})
    readers = _readers({entry.reader for entry in entries if entry.reader})
    kept = [told for entry in entries if (told := _as_wished(entry, readers))]
    rows = [row for entry in kept for row in _rows(entry, notes)]
    known = days.now()
    # Of a day that is dropped, or of a clock that ran ahead: refused, and nobody is told.
    rows = [row for row in rows if known.are_kept(row.day)]
    if not rows:
        return
    if known.is_parted:
        days.make({row.day for row in rows} - known.there)
    # One order for all, so that two workers never wait for each other in a circle.
    unique = sorted({(row.token, row.note_id, row.kind): row for row in rows}.items())
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, columns([row for _key, row in unique]))
        fresh = [Row(*row) for row in cursor.fetchall()]
        authors = dict(notes.values())
        counted = [r for r in fresh if r.reader_id and r.reader_id != authors[r.note_id]]
        _tell(cursor, counted)
        views = Counter(r.reader_id for r in counted if _is_feed_view(r))
        if views:
            cursor.execute(_TRUST, columns(sorted(views.items())))


def _as_wished(entry: Entry, readers: dict[int, tuple]) -> Entry | None:
    """The beacon as its reader lets it be kept: not at all, as nobody's, or as it is."""
    if not entry.reader:
        return entry
    if entry.reader not in readers:
        return None
    at = datetime.fromtimestamp(entry.at, tz=UTC)
    cleared_at, since, until = readers[entry.reader]
    if cleared_at and at <= cleared_at:
        return None
    if since and since <= at and (until is None or at < until):
        return replace(entry, reader=None, token=tokens.nameless(entry.token))
    return entry


def _rows(entry: Entry, notes: dict) -> Iterable[Row]:
    at = datetime.fromtimestamp(entry.at, tz=UTC)
    day = datetime.fromtimestamp(entry.issued or entry.at, tz=UTC).date()
    for public_id, kind, seconds, position in entry.events:
        if public_id not in notes:
            continue
        note_id = notes[public_id][0]
        known = (entry.token, note_id)
        row = Row(*known, kind, day, entry.reader, entry.source, position, seconds, at)
        # Nothing is looked at that was not shown: no value without an impression.
        if kind != Attention.Kind.IMPRESSION:
            yield row._replace(kind=Attention.Kind.IMPRESSION.value, seconds=0.0)
        yield row


def _tell(cursor: CursorWrapper, rows: Sequence[Row]) -> None:
    if news := [(*_known(row), *told) for row in rows if (told := _news(row))]:
        cursor.execute(_NEWS, columns(news))


def _known(row: Row) -> tuple:
    return row.note_id, row.reader_id, row.kind, row.at


def _news(row: Row) -> tuple[float, float, float, int] | None:
    """Value, impressions, reach and feed impressions."""
    g = scoring.source_factor(row.source)
    if row.kind == Attention.Kind.IMPRESSION:
        return 0.0, g, g, int(_is_feed_view(row))
    value = g * scoring.event_value(row.kind, seconds=row.seconds)
    return (value, 0.0, g, 0) if value else None


def _is_feed_view(row: Row) -> bool:
    return row.kind == Attention.Kind.IMPRESSION and row.source in FEED_SOURCES


def _notes(public_ids: set[str]) -> dict[str, tuple[int, int]]:
    rows = Note.objects.filter(public_id__in=public_ids).values_list("public_id", "pk", "author_id")
    return {public_id: (pk, author_id) for public_id, pk, author_id in rows}


def _readers(ids: set[int]) -> dict[int, tuple]:
    with connection.cursor() as cursor:
        cursor.execute(_READERS, [sorted(ids)])
        return {reader: wishes for reader, *wishes in cursor.fetchall()}
