"""The worker's doors to notes: counts, and notes that wait for their pictures."""

from celery import shared_task
from django.utils import timezone

from notes import cards
from notes.models import Note
from notes.services import publishing, tally

_BATCHES = 20


@shared_task
def keep_tallies() -> int:
    """Count the notes with news, in batches, until none is left."""
    counted = 0
    for _batch in range(_BATCHES):
        notes = tally.recount_marked(at=timezone.now())
        counted += len(notes)
        if not notes:
            break
    return counted


@shared_task
def settle_waiting() -> int:
    """Show the published notes whose pictures have become ready."""
    return publishing.settle_waiting()


@shared_task
def forget_cards_of(author: int) -> None:
    """Have the cards of an account made anew: its badge came or went."""
    cards.forget(Note.objects.filter(author=author))
