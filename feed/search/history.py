"""A reader's own searches: kept for the reader alone, capped, deletable, none while paused."""

from datetime import datetime

from django.db import connection

from feed.history import pauses
from feed.models import SearchHistory
from feed.search import words

MOST = 50
# One statement: every search of a reader passes here. What is searched is a hint at taste.
_REMEMBER = """
    WITH forgotten AS (
        DELETE FROM feed_searchhistory WHERE id IN (
            SELECT id FROM feed_searchhistory WHERE reader_id = %(reader)s AND key <> %(key)s
            ORDER BY at DESC, id DESC OFFSET %(most)s - 1)
    ),
    told AS (
        INSERT INTO feed_stalereader (reader_id, since) VALUES (%(reader)s, %(at)s)
        ON CONFLICT DO NOTHING
    )
    INSERT INTO feed_searchhistory (reader_id, key, text, at)
    VALUES (%(reader)s, %(key)s, %(text)s, %(at)s)
    ON CONFLICT (reader_id, key) DO UPDATE SET text = EXCLUDED.text, at = EXCLUDED.at
"""


def remember(reader, text: str, *, at: datetime) -> bool:
    """Keep a signed-in reader's search; False where there is nothing to keep, or it is paused.

    A repeat moves it to the front.
    """
    key = words.key_of(text)
    if not key or not reader.is_authenticated or pauses.of(reader, at=at):
        return False
    values = {"reader": reader.pk, "key": key, "text": words.cleaned(text), "at": at, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, values)
    return True


def recent(reader, *, limit: int = MOST) -> list[SearchHistory]:
    """The reader's searches, newest first; none for a visitor."""
    if not reader.is_authenticated:
        return []
    return list(SearchHistory.objects.filter(reader=reader).order_by("-at", "-pk")[:limit])


def recent_terms(reader, *, limit: int = 10) -> list[str]:
    """What the reader searched last, as it was typed: a hint at interests for the feed."""
    return [row.text for row in recent(reader, limit=limit)]


def forget_one(reader, text: str) -> int:
    """Delete one search, however it was spelled; 0 if it was not there."""
    return SearchHistory.objects.filter(reader=reader, key=words.key_of(text)).delete()[0]


def forget_all(reader, *, since: datetime | None = None) -> int:
    """Delete all of the reader's searches, or those since then; how many there were."""
    searches = SearchHistory.objects.filter(reader=reader)
    return (searches if since is None else searches.filter(at__gte=since)).delete()[0]
