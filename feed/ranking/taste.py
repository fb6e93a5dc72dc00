"""A reader's taste: how often each topic and channel was met, and how often liked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from django.db import connection

from feed.models import SearchHistory, Taste
from feed.ranking import packing
from feed.search import words
from feed.weights import weight
from notes.channels import Channel

CHANNELS = list(Channel.values)
# So many of the last searches lead to candidates.
_SEARCHES = 5
_FIND = """
    SELECT note_id FROM feed_searchdocument WHERE document @@ plainto_tsquery('simple', %s)
    ORDER BY note_id DESC LIMIT %s
"""

# Liked: 1 and more for an act, −1 for hiding, reading in part. Acts that were cleared, or led to
# what is forgotten, say nothing, even when the note is met again.
_SUMS = """
    WITH given AS (
        SELECT c.reader_id, c.note_id,
            CASE WHEN c.engaged_at <= f.acted_at THEN 0.0
                 WHEN c.engaged > 0 THEN 1.0 + 0.5 * least(c.engaged / 3.0, 2.0)
                 WHEN c.engaged < 0 THEN -1.0 ELSE 0.0
            END AS acted, c.engaged_at, greatest(least(c.value, 1.0), -0.35) AS read,
            c.impressions AS met, c.as_of
        FROM feed_contribution c LEFT JOIN feed_forgotten f ON f.reader_id = c.reader_id
        WHERE c.reader_id = ANY(%s) AND c.as_of > greatest(%s, f.acted_at))
    SELECT g.reader_id, t.topic_id,
        sum(CASE WHEN g.engaged_at <= i.forgotten_at THEN 0.0 ELSE g.acted END + g.read),
        sum(g.met)
    FROM given g JOIN notes_notetopic t ON t.note_id = g.note_id AND t.position < 3
    LEFT JOIN feed_interest i ON i.reader_id = g.reader_id AND i.topic_id = t.topic_id
    WHERE coalesce(g.as_of > i.forgotten_at, true)
    GROUP BY 1, 2
    UNION ALL
    SELECT g.reader_id, -array_position(%s::text[], n.channel::text),
        sum(CASE WHEN g.engaged_at <= i.forgotten_at THEN 0.0 ELSE g.acted END + g.read),
        sum(g.met)
    FROM given g JOIN notes_note n ON n.id = g.note_id
    LEFT JOIN feed_interest i ON i.reader_id = g.reader_id AND i.channel = n.channel
    WHERE n.channel = ANY(%s) AND coalesce(g.as_of > i.forgotten_at, true)
    GROUP BY 1, 2
"""


def refresh(readers: Sequence[int], *, at: datetime) -> None:
    """Count the taste of these readers anew; a repeat leaves the same rows."""
    since = at - timedelta(days=weight("TASTE_DAYS"))
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [list(readers), since, CHANNELS, CHANNELS])
        sums = np.array(cursor.fetchall(), dtype=float).reshape(-1, 4)
    rows = []
    for reader in readers:
        own = sums[sums[:, 0] == reader]
        liked, met = np.maximum(own[:, 2], 0.0), own[:, 3]
        topics = packing.topics(own[:, 1].astype(np.int64), liked, met)
        searched = _searched(reader).tobytes()
        rows.append(Taste(reader_id=reader, topics=topics, searched=searched, at=at))
    Taste.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["reader"],
        update_fields=["topics", "searched", "at"],
    )


def _searched(reader: int) -> np.ndarray:
    """The newest notes that the reader's last searches find, search by search."""
    terms = SearchHistory.objects.filter(reader=reader).order_by("-at", "-pk")
    found: dict[int, None] = {}
    each = int(weight("SEARCHED")) // _SEARCHES
    with connection.cursor() as cursor:
        for text in terms.values_list("text", flat=True)[:_SEARCHES]:
            if asked := " ".join(words.in_query(text)):
                cursor.execute(_FIND, [asked, each])
                found |= dict.fromkeys(row[0] for row in cursor.fetchall())
    return np.array(list(found), dtype="<i8")


def channel_key(channel: str) -> int:
    """The key under which a channel stands among the topics."""
    return -1 - CHANNELS.index(channel)
