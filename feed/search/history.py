"""A reader's own searches: kept for the reader alone, capped, deletable, none while paused."""

from datetime import datetime

from feed.history import pauses
from feed.models import SearchHistory, StaleReader
from feed.search import words

MOST = 50


def remember(reader, text: str, *, at: datetime) -> bool:
    """Keep a signed-in reader's search; False where there is nothing to keep, or it is paused.

    A repeat moves it to the front.
    """
    key = words.key_of(text)
    if not key or not reader.is_authenticated or pauses.of(reader, at=at):
        return False
    row = SearchHistory(reader=reader, key=key, text=words.cleaned(text), at=at)
    SearchHistory.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["reader", "key"],
        update_fields=["text", "at"],
    )
    newest = SearchHistory.objects.filter(reader=reader).order_by("-at", "-pk")
    SearchHistory.objects.filter(pk__in=newest.values("pk")[MOST:]).delete()
    # What is searched is a hint at taste.
    StaleReader.objects.bulk_create([StaleReader(reader=reader, since=at)], ignore_conflicts=True)
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
