"""The worker's doors to the feed. A message is haste; the beat's sweeps are the truth."""

import time
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from feed import days
from feed.experiments import exposures, outcomes, running
from feed.fairness import report, sums
from feed.ranking import attention, fast, keeping, listing, means, pool, trust
from feed.search import index, log, trends, vocabulary

_BATCHES = 100
# Seconds after which the trust pass leaves the rest to its next run.
_LONG_ENOUGH = 40
# Beat begins the next at once; orders and scores wait behind it.
_TURN = 2


@shared_task(queue="urgent")
def fold() -> int:
    """Fold attention and news into the scores, in batches, until none is left."""
    folded = 0
    for _batch in range(_BATCHES):
        beacons, events = attention.fold(), fast.fold(at=timezone.now())
        if events:
            pool.tell_change()
        folded += events
        if not (beacons or events):
            break
    return folded


@shared_task(queue="urgent")
def refresh_lists() -> int:
    """Build the lists that visitors share anew, where scores have changed since."""
    return pool.refresh_changed(at=timezone.now())


@shared_task
def measure_means() -> int:
    """Write the hourly version of the channels' means."""
    return len(means.measure(at=timezone.now()))


@shared_task
def sweep_listing() -> int:
    """Bring score rows in line with the notes, however the news was lost."""
    changed = listing.sweep(at=timezone.now())
    if changed:
        pool.tell_change()
    return changed


@shared_task
def weigh_trust() -> int:
    """Weigh the readers of notes with news anew, in batches, until none is left."""
    weighed, until = 0, time.monotonic() + _LONG_ENOUGH
    while time.monotonic() < until and (batch := trust.weigh(at=timezone.now())):
        weighed += batch
    if weighed:
        pool.tell_change()
    return weighed


@shared_task
def log_exposures() -> int:
    """Store who was shown what by experiments, in batches; stop what has reached its end."""
    running.stop_due(at=timezone.now())
    folded = 0
    for _batch in range(_BATCHES):
        folded += (batch := exposures.fold())
        if not batch:
            break
    return folded


@shared_task
def measure_fairness() -> int:
    """Keep the sums of what was shown, and write the public reports anew."""
    return report.measure(at=timezone.now())


@shared_task
def turn_days() -> int:
    """Make the coming days of raw attention, and drop those past their time."""
    return days.turn()


@shared_task
def night() -> int:
    """Have every note weighed anew, and forget what is past its time."""
    trust.mark_all(at=timezone.now())
    exposures.forget_old(at=timezone.now())
    outcomes.forget_old(at=timezone.now())
    sums.forget_old(at=timezone.now())
    return keeping.forget_old(at=timezone.now())


@shared_task(queue="urgent")
def index_search() -> int:
    """Write what has news into the search index, in batches, for one short turn."""
    folded, until = 0, time.monotonic() + _TURN
    while time.monotonic() < until and (batch := index.fold(at=timezone.now())):
        folded += batch
    return folded


@shared_task
def sweep_search() -> int:
    """Bring the search index in line with what there is, however the news was lost."""
    return index.sweep(at=timezone.now())


@shared_task
def restep_search() -> int:
    """Move notes whose score or counts have changed to their steps in the search index."""
    return index.restep_moved(at=timezone.now(), within=timedelta(minutes=3))


@shared_task
def measure_searches() -> int:
    """Sum up the log of searches, and suggest what enough readers search."""
    return trends.measure(at=timezone.now())


@shared_task
def search_night() -> int:
    """Find anew what is searched together, and the words of titles; forget what is too old."""
    trends.relate(at=timezone.now())
    vocabulary.gather()
    return log.forget_old(at=timezone.now())
