"""From an engagement to a stored score: how long it takes, and how much a core can fold."""

import itertools
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from feed.models import News
from feed.ranking import fast
from notes.models import Note
from notes.services import engagement

RATE = 100
SECONDS = 10


def fold_speed(count: int = 3000) -> dict[str, float]:
    """Notes folded a second by one process, each note with one piece of news."""
    readers = list(User.objects.filter(handle__startswith="bench").order_by("pk")[:100])
    notes = list(Note.objects.order_by("-pk").values_list("pk", flat=True)[:count])
    _write_news(notes, readers)
    fast.fold(at=timezone.now())
    _write_news(notes, readers)
    began = time.perf_counter()
    events = 0
    while folded := fast.fold(at=timezone.now()):
        events += folded
    return {"notes_a_second": round(events / (time.perf_counter() - began), 1)}


def _write_news(notes: list[int], readers: list[User]) -> None:
    now = timezone.now()
    News.objects.bulk_create(
        News(note_id=note, reader=reader, kind="save", engaged=3.0, acts=1, at=now)
        for note, reader in zip(notes, itertools.cycle(readers), strict=False)
    )


def latency() -> dict[str, float]:
    """Save at a steady rate while the workers run; when is each piece of news folded?"""
    notes = list(Note.objects.select_related("author").order_by("pk")[: RATE * SECONDS])
    readers = itertools.cycle(User.objects.filter(handle__startswith="bench").order_by("-pk")[:90])
    written: dict[int, datetime] = {}
    stored: dict[int, datetime] = {}
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        for number, note in enumerate(notes):
            pool.submit(_save, note, _other(readers, note), written)
            if number % 10 == 0:
                _observe(written, stored)
            time.sleep(max(0.0, began + (number + 1) / RATE - time.monotonic()))
    rate = len(written) / (time.monotonic() - began)
    deadline = time.monotonic() + 15
    while _observe(written, stored) and time.monotonic() < deadline:
        time.sleep(0.02)
    end = timezone.now()
    waits = sorted((stored.get(pk, end) - at).total_seconds() for pk, at in written.items())
    return {
        "engagements_a_second": round(rate, 1),
        "p50_s": round(waits[len(waits) // 2], 3),
        "p99_s": round(waits[int(len(waits) * 0.99)], 3),
        "never_stored": len(written) - len(stored),
    }


def _other(readers: Iterator[User], note: Note) -> User:
    reader = next(readers)
    return reader if reader.pk != note.author_id else next(readers)


def _save(note: Note, reader: User, written: dict[int, datetime]) -> None:
    at = timezone.now()
    engagement.save(note, reader=reader, at=at)
    written[note.pk] = at


def _observe(written: dict[int, datetime], stored: dict[int, datetime]) -> bool:
    """Take the time at which news was first seen folded; whether any waits."""
    waiting = set(News.objects.values_list("note_id", flat=True))
    now = timezone.now()
    for note in set(written) - waiting - stored.keys():
        stored[note] = now
    return bool(waiting)
