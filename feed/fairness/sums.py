"""Attention made into sums that stay: showings of each note by day, and when it had its first.

Counted are impressions of signed-in readers in explore and search, but for one's own notes:
visitors' can be made at will.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from feed.models import FirstViews, NoteShown
from feed.weights import weight

FIRST = 50
_SHOWN = """
    a.kind = 'impression' AND a.source IN ('explore', 'search')
    AND a.reader_id IS NOT NULL AND a.reader_id <> n.author_id
"""
_COUNT = """
    INSERT INTO feed_noteshown (note_id, day, times)
    SELECT a.note_id, %(day)s, count(*)
    FROM feed_attention a JOIN notes_note n ON n.id = a.note_id
    WHERE a.day BETWEEN %(day)s::date - 2 AND %(day)s::date AND a.at >= %(begin)s
        AND a.at < %(end)s AND {shown}
    GROUP BY a.note_id
"""
_FIRST = """
    INSERT INTO feed_firstviews (note_id, at)
    SELECT s.note_id, v.at FROM feed_notescore s JOIN notes_note n ON n.id = s.note_id
    CROSS JOIN LATERAL (SELECT a.at FROM feed_attention a WHERE a.note_id = s.note_id AND {shown}
        ORDER BY a.at OFFSET %(before)s LIMIT 1) v
    WHERE s.feed_impressions >= %(first)s AND s.published_at >= %(since)s
        AND NOT EXISTS (SELECT FROM feed_firstviews f WHERE f.note_id = s.note_id)
    ON CONFLICT DO NOTHING
"""


def keep(*, at: datetime) -> int:
    """Count the days that may have changed; how many. A repeat leaves the same sums."""
    today, kept = at.astimezone(UTC).date(), timedelta(days=weight("ATTENTION_DAYS"))
    last = NoteShown.objects.aggregate(last=Max("day"))["last"]
    # Attention arrives late by minutes, so the day before is counted again.
    first = max(last - timedelta(days=1), (at - kept).date()) if last else (at - kept).date()
    days = (today - first).days + 1
    for number in range(days):
        _count(first + timedelta(days=number))
    _find_first(since=at - kept)
    return days


@transaction.atomic
def _count(day: date) -> None:
    begin = datetime.combine(day, time(), tzinfo=UTC)
    NoteShown.objects.filter(day=day).delete()
    values = {"day": day, "begin": begin, "end": begin + timedelta(days=1)}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(shown=_SHOWN), values)


def _find_first(*, since: datetime) -> None:
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"before": FIRST - 1, "first": FIRST, "since": since}
        cursor.execute(_FIRST.format(shown=_SHOWN), values)


def forget_old(*, at: datetime) -> int:
    """Delete sums past their time."""
    before = at - timedelta(days=weight("SHOWN_DAYS"))
    FirstViews.objects.filter(at__lt=before).delete()
    return NoteShown.objects.filter(day__lt=before.date()).delete()[0]
