"""A worker dies while it folds news into scores: each event still counts exactly once."""

import os
import signal
import time

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from feed import scoring
from feed.models import Contribution, News, NoteScore, ReaderTrust
from feed.ranking.fast import BATCH
from tests.factories.notes import NoteFactory
from tests.faults.shop_site import ShopSite, sessions

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
NOTES, READERS, TIMES, KILLS = 10, 400, 3, 2
PATIENCE = 90
# A transaction of somebody else that has written, and is at work on scores.
_FOLDING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL
    AND query ~ 'feed_(news|contribution|notescore)'
"""


@pytest.fixture
def site(tmp_path):
    site = ShopSite(tmp_path, with_workers=True)
    site.children.remove(site.web)
    # The trust pass would weigh the readers anew: here the fold alone is looked at.
    site.worker.command[site.worker.command.index("urgent,default")] = "urgent"
    return site


def _write_news(notes, at):
    """Every reader meets every note and saves it, several times over."""
    sessions(READERS)
    readers = list(User.objects.filter(handle__startswith="buyer"))
    ReaderTrust.objects.bulk_create(ReaderTrust(reader=one, feed_views=30) for one in readers)
    pairs = [(note, reader) for _ in range(TIMES) for note in notes for reader in readers]
    met = {"kind": "impression", "impressions": 1.0, "reach": 1.0, "feed_impressions": 1}
    saved = {"kind": "save", "engaged": 3.0, "acts": 1}
    News.objects.bulk_create(
        News(note=note, reader=reader, at=at, **facts)
        for note, reader in pairs
        for facts in (met, saved)
    )


def _is_folding():
    with connection.cursor() as cursor:
        cursor.execute(_FOLDING)
        return cursor.fetchone()[0] > 0


def _kill_in_mid_fold(site):
    """Freeze the worker in a fold; if its transaction is still open then, it dies with it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if _is_folding():
            os.killpg(site.worker.pid, signal.SIGSTOP)
            # A commit that was on its way arrives.
            time.sleep(0.1)
            if _is_folding():
                site.kill(site.worker)
                return
            os.killpg(site.worker.pid, signal.SIGCONT)
        time.sleep(0.002)
    raise AssertionError("The worker was never seen folding.")


def test_a_worker_killed_in_mid_fold_counts_every_event_once(site):
    at, notes = timezone.now(), [NoteFactory() for _ in range(NOTES)]
    _write_news(notes, at)
    with site:
        for _ in range(KILLS):
            _kill_in_mid_fold(site)
            left = News.objects.count()
            assert left, "nothing was left to be killed over"
            assert left % BATCH == 0, "a batch is folded whole or not at all"
            site.worker.start()
        deadline = time.monotonic() + PATIENCE
        while News.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.2)

    assert not News.objects.exists()
    assert Contribution.objects.count() == NOTES * READERS
    assert Contribution.objects.aggregate(n=Sum("acts"))["n"] == NOTES * READERS * TIMES
    for score in NoteScore.objects.filter(note__in=notes):
        left = scoring.decay((score.as_of - at).total_seconds())
        assert score.feed_impressions == READERS * TIMES
        assert score.impressions == pytest.approx(READERS * TIMES * left)
        assert score.value == pytest.approx(3 * READERS * TIMES * left)
