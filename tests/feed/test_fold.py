"""Acts become scores: once, whatever their order, and whoever dies in between."""

import random
from datetime import timedelta

import pytest
from django.db import transaction

from feed.models import Contribution, DirtyNote, News, NoteScore, ReaderTrust
from feed.ranking import fast
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory

pytestmark = pytest.mark.django_db


def trusted(views=30):
    reader = UserFactory()
    ReaderTrust.objects.create(reader=reader, feed_views=views)
    return reader


def met(note, reader, at, *, shown=1, reach=1.0):
    News.objects.create(
        note=note,
        reader=reader,
        kind="impression",
        impressions=1.0,
        reach=reach,
        feed_impressions=shown,
        at=at,
    )


def sums(note):
    score = NoteScore.objects.get(note=note)
    return score.value, score.impressions


def test_a_save_by_a_trusted_reader_who_met_the_note_in_explore_earns_three(noon):
    note, reader = NoteFactory(), trusted()
    met(note, reader, noon)
    engagement.save(note, reader=reader, at=noon)

    assert fast.fold(at=noon) == 2

    assert sums(note) == pytest.approx((3.0, 1.0))
    assert NoteScore.objects.get(note=note).feed_impressions == 1
    assert not News.objects.exists()
    assert DirtyNote.objects.filter(note=note).exists()


def test_how_the_reader_met_the_note_may_become_known_after_the_act(noon):
    note, reader = NoteFactory(), trusted()
    engagement.save(note, reader=reader, at=noon)
    fast.fold(at=noon)
    assert sums(note) == pytest.approx((3 * 0.05, 0.0))

    met(note, reader, noon)
    fast.fold(at=noon)

    assert sums(note) == pytest.approx((3.0, 1.0))


def test_an_act_that_is_taken_back_leaves_nothing(noon):
    note, reader = NoteFactory(), trusted()
    engagement.save(note, reader=reader, at=noon)
    fast.fold(at=noon)
    engagement.undo("save", note, reader=reader, at=noon + timedelta(days=3))

    fast.fold(at=noon + timedelta(days=3))

    assert sums(note) == pytest.approx((0.0, 0.0), abs=1e-12)
    assert not Contribution.objects.get(note=note).is_engaged


def test_ones_own_acts_count_nothing(noon):
    note = NoteFactory()
    engagement.like(note, reader=note.author, at=noon)

    assert fast.fold(at=noon) == 0


def test_the_value_halves_in_fourteen_days_without_being_touched(noon):
    note, reader = NoteFactory(), trusted()
    met(note, reader, noon)
    engagement.save(note, reader=reader, at=noon)
    fast.fold(at=noon)

    met(note, trusted(), noon + timedelta(days=14))
    fast.fold(at=noon + timedelta(days=14))

    assert sums(note) == pytest.approx((1.5, 1.5))


def test_newcomers_together_weigh_at_most_three(noon):
    note = NoteFactory()
    for _ in range(60):
        reader = UserFactory()
        met(note, reader, noon)
        engagement.save(note, reader=reader, at=noon)

    fast.fold(at=noon)

    assert sums(note) == pytest.approx((9.0, 3.0))


@pytest.mark.parametrize("batch", [1, 3, 1000])
def test_order_and_batches_of_events_do_not_matter(noon, batch):
    readers = [trusted(views) for views in (0, 4, 9, 10, 20, 30)]
    results = []
    for seed in range(3):
        note = NoteFactory()
        acts = [
            (kind, reader, noon + timedelta(hours=hour))
            for hour, reader in enumerate(readers)
            for kind in ("met", "save", "like", "hide")
        ]
        random.Random(seed).shuffle(acts)
        for kind, reader, at in acts:
            if kind == "met":
                met(note, reader, at)
            elif kind == "hide":
                engagement.hide(note, reader=reader, reason="low_quality", at=at)
            else:
                getattr(engagement, kind)(note, reader=reader, at=at)
        while fast.fold(at=noon + timedelta(days=2), limit=batch):
            pass
        results.append(sums(note))

    assert results[1] == pytest.approx(results[0])
    assert results[2] == pytest.approx(results[0])


def test_a_fold_that_dies_leaves_the_news_and_its_retry_the_same_sums(noon, monkeypatch):
    note = NoteFactory()
    for _ in range(5):
        reader = trusted()
        met(note, reader, noon)
        engagement.save(note, reader=reader, at=noon)

    def die(*args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(fast, "store_scores", die)
        with pytest.raises(SystemExit), transaction.atomic():
            fast.fold(at=noon)
    assert News.objects.count() == 10
    assert not Contribution.objects.exists()

    fast.fold(at=noon)

    assert sums(note) == pytest.approx((15.0, 5.0))
    assert fast.fold(at=noon) == 0


def test_what_was_done_is_folded_before_what_was_looked_at(noon):
    looked, saved = NoteFactory(), NoteFactory()
    met(looked, trusted(), noon)
    engagement.save(saved, reader=trusted(), at=noon)

    assert fast.fold(at=noon, limit=1) == 1

    assert [news.note for news in News.objects.all()] == [looked]
