"""The worker's doors to what needs scipy: no other process imports this."""

import time

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from feed.experiments import figures
from feed.ranking import kin, taste

# Seconds after which a pass leaves the rest to its next run.
_LONG_ENOUGH = 20


@shared_task
def refresh_similar() -> int:
    """Find similar notes anew where there is news, in batches, until none is left."""
    refreshed, until = 0, time.monotonic() + _LONG_ENOUGH
    while time.monotonic() < until and (batch := kin.refresh_notes(at=timezone.now())):
        refreshed += batch
    return refreshed


@shared_task
def refresh_tastes() -> int:
    """Count tastes and find similar readers anew, of readers with news, in batches."""
    refreshed, until = 0, time.monotonic() + _LONG_ENOUGH
    while time.monotonic() < until and (batch := _refresh_readers()):
        refreshed += batch
    return refreshed


# Millions of acts take minutes; the queue gives a task to another worker after ten.
@shared_task(soft_time_limit=570, time_limit=590)
def rebuild_similar() -> int:
    """Find all similar notes and readers anew: the nightly pass."""
    return kin.rebuild(at=timezone.now())


@shared_task
def measure_experiments() -> int:
    """Count what readers did in experiments that run or have just stopped."""
    return figures.measure_due(at=timezone.now())


def _refresh_readers() -> int:
    """One batch, its marks taken away in the transaction that stores what was found."""
    now = timezone.now()
    with transaction.atomic():
        readers = kin.take("feed_stalereader", "reader_id", kin.READERS)
        if readers:
            taste.refresh(readers, at=now)
            kin.refresh_readers(readers, at=now)
    return len(readers)
