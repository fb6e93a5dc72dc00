"""Readers who look at notes by beacons, as the browser sends them."""

from django.utils import timezone

from feed import stream, tokens
from feed.ranking import attention, fast
from feed.stream import Event


def look(notes, reader, *, at=None, seconds=30.0, source="explore"):
    """The reader meets these notes on one page; with seconds, reads them."""
    at = at or timezone.now()
    shown = [note.public_id for note in notes]
    page = tokens.read(
        tokens.for_page(shown, source=source, at=at, reader=reader.pk), reader=reader.pk, at=at
    )
    kinds = [("impression", 0.0)] + ([("dwell", seconds)] if seconds else [])
    events = [Event(one, kind, length) for one in shown for kind, length in kinds]
    return stream.put(page, events, at=at.timestamp())


def settle(*, at=None):
    """Fold all beacons and news."""
    while attention.fold():
        pass
    while fast.fold(at=at):
        pass
