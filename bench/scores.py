"""How much news a core can fold."""

import itertools
import time

from django.utils import timezone

from accounts.models import User
from feed.models import News
from feed.ranking import fast
from notes.models import Note


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
