"""The worker's doors to the feed. A message is haste; the beat's sweeps are the truth."""

from celery import shared_task
from django.utils import timezone

from feed.ranking import fast

_BATCHES = 25


@shared_task
def fold() -> int:
    """Fold attention and news into the scores, in batches, until none is left."""
    folded = 0
    for _batch in range(_BATCHES):
        events = fast.fold(at=timezone.now())
        folded += events
        if not events:
            break
    return folded


@shared_task
def refresh_lists() -> int:
    return 0
