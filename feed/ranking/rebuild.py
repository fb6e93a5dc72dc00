"""All scores made anew out of the truth: engagement, attention and paid orders.

Raw attention is kept thirty days; what older events gave (each under a quarter of its value) is
lost by this, so it is for new data and for repair. Day by day the passes keep the scores.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from feed import scoring
from feed.models import Attention, CommentWorth, Contribution, News, NoteScore
from feed.ranking import listing, means, trust, worth
from feed.ranking.histories import Histories
from feed.weights import weight
from notes.models import Comment, Note

_SLICE = 1000

# Every event that counts, with x of engagement, g·x and g of attention.
_EVENTS = """
    SELECT note_id, user_id AS reader_id, %(like)s::float8 AS engaged, 0::float8 AS value,
        0::float8 AS impressions, 0::float8 AS reach, 1 AS acts, at FROM notes_like
    UNION ALL SELECT note_id, user_id, %(save)s, 0, 0, 0, 1, at FROM notes_save
    UNION ALL SELECT note_id, user_id, %(share)s, 0, 0, 0, 1, at FROM notes_share
    UNION ALL SELECT note_id, user_id, %(hide)s, 0, 0, 0, 1, at FROM notes_hide
    UNION ALL SELECT n.id, r.reporter_id, %(report)s, 0, 0, 0, 1, r.at
        FROM accounts_report r JOIN notes_note n ON n.public_id = r.public_id
        WHERE r.kind = 'note'
    UNION ALL SELECT c.note_id, c.author_id,
        %(comment)s * CASE WHEN w.is_heard AND w.own > 0 THEN w.own + %(heard)s ELSE w.own END,
        0, 0, 0, 1, c.at
        FROM feed_commentworth w JOIN notes_comment c ON c.id = w.comment_id
    UNION ALL SELECT DISTINCT n.id, g.buyer_id, %(purchase)s, 0::float8, 0::float8, 0::float8, 1,
        g.paid_at
        FROM shop_orderline l JOIN shop_storeorder o ON o.id = l.order_id
        JOIN shop_ordergroup g ON g.id = o.group_id JOIN notes_note n ON n.public_id = l.source
        WHERE l.source <> '' AND g.paid_at IS NOT NULL
    UNION ALL SELECT a.note_id, a.reader_id, 0,
        CASE a.kind WHEN 'dwell' THEN s.g * LEAST(GREATEST((a.seconds - %(start)s) / %(span)s,
            %(least)s), %(most)s) ELSE 0 END,
        CASE a.kind WHEN 'impression' THEN s.g ELSE 0 END, s.g, 0, a.at
        FROM feed_attention a
        JOIN unnest(%(sources)s::text[], %(factors)s::float8[]) AS s (source, g)
            ON s.source = a.source
        WHERE a.reader_id IS NOT NULL
"""
_CONTRIBUTIONS = """
    INSERT INTO feed_contribution (note_id, reader_id, value, impressions, engaged, reach, as_of,
        weight, is_newcomer, similarity, acts, is_engaged, engaged_at)
    SELECT e.note_id, e.reader_id, sum(e.value * d.remains), sum(e.impressions * d.remains),
        sum(e.engaged * d.remains), GREATEST(max(e.reach), %(direct)s), %(at)s,
        0, true, 0, sum(e.acts), sum(e.acts) > 0, max(e.at) FILTER (WHERE e.acts > 0)
    FROM (EVENTS) e
    JOIN notes_note n ON n.id = e.note_id AND n.author_id <> e.reader_id
    JOIN feed_notescore s ON s.note_id = e.note_id
    CROSS JOIN LATERAL (SELECT power(2, -GREATEST(extract(epoch FROM %(at)s - e.at), 0)::float8
        / %(half)s) AS remains) d
    GROUP BY e.note_id, e.reader_id
""".replace("EVENTS", _EVENTS)
_VIEWS = """
    INSERT INTO feed_readertrust (reader_id, feed_views)
    SELECT a.reader_id, count(*) FROM feed_attention a JOIN notes_note n ON n.id = a.note_id
    WHERE a.kind = 'impression' AND a.source IN ('explore', 'search')
        AND a.reader_id <> n.author_id
    GROUP BY a.reader_id
    ON CONFLICT (reader_id) DO UPDATE
    SET feed_views = GREATEST(feed_readertrust.feed_views, EXCLUDED.feed_views)
"""
_SHOWN = """
    UPDATE feed_notescore s SET feed_impressions = GREATEST(s.feed_impressions, c.shown)
    FROM (SELECT a.note_id, count(*) AS shown FROM feed_attention a
          JOIN notes_note n ON n.id = a.note_id
          WHERE a.kind = 'impression' AND a.source IN ('explore', 'search')
              AND a.reader_id <> n.author_id
          GROUP BY a.note_id) c
    WHERE c.note_id = s.note_id
"""


def rebuild_all(*, at: datetime) -> int:
    """Make every score anew as of `at`; how many notes have one. A repeat leaves the same rows.

    News of acts that it has seen is taken away in the same snapshot; later news stays.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")
        for notes in _slices(Note.objects.exclude(published_at=None).order_by("pk").iterator()):
            listing.enlist_many(notes, at=at)
        _value_comments()
        News.objects.all().delete()
        Contribution.objects.all()._raw_delete(Contribution.objects.db)
        cursor.execute(_CONTRIBUTIONS, _values(at))
        cursor.execute(_VIEWS)
        cursor.execute(_SHOWN)
        cursor.execute("SET LOCAL statement_timeout = DEFAULT")
        return _weigh_all(cursor, at)


def reweigh_all(*, at: datetime) -> int:
    """Weigh every note anew from what is stored of its readers; how many notes."""
    with transaction.atomic(), connection.cursor() as cursor:
        return _weigh_all(cursor, at)


def _weigh_all(cursor: CursorWrapper, at: datetime) -> int:
    cursor.execute("SELECT note_id FROM feed_notescore ORDER BY note_id")
    notes = [row[0] for row in cursor.fetchall()]
    histories = Histories()
    for start in range(0, len(notes), _SLICE):
        trust.weigh_notes(cursor, notes[start : start + _SLICE], histories, at=at)
    means.measure(at=at)
    for rows in _slices(NoteScore.objects.order_by("pk").iterator(chunk_size=_SLICE)):
        listing.restand(rows)
    return len(notes)


def _value_comments() -> None:
    """Give comments that came without news, such as imported ones, their worth."""
    unvalued = (
        Comment.objects.filter(worth=None, withdrawn_at=None)
        .select_related("note", "parent", "answers")
        .order_by("pk")
    )
    for comments in _slices(unvalued.iterator(chunk_size=_SLICE)):
        rows = [worth.own_row(c, c.note) for c in comments if c.author_id != c.note.author_id]
        CommentWorth.objects.bulk_create(rows, ignore_conflicts=True)
    worth.mute_all_repeated()
    worth.hear_all()


def _values(at: datetime) -> dict[str, Any]:
    kinds = ("like", "save", "share", "hide", "report", "purchase")
    sources = Attention.Source.values
    return {kind: scoring.event_value(kind) for kind in kinds} | {
        "comment": weight("COMMENT"),
        "heard": weight("SUBSTANCE_HEARD"),
        "start": weight("DWELL_START"),
        "span": weight("DWELL_SPAN"),
        "least": weight("DWELL_LEAST"),
        "most": weight("DWELL_MOST"),
        "direct": weight("SOURCE_DIRECT"),
        "half": weight("HALF_LIFE") * scoring.DAY,
        "sources": sources,
        "factors": [scoring.source_factor(source) for source in sources],
        "at": at,
    }


def _slices(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while part := list(islice(rows, _SLICE)):
        yield part
