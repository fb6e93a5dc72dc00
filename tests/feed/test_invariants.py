"""What must hold of reach whoever pushes: followers buy none, rings and brigades hardly any."""

from datetime import timedelta
from random import Random

import numpy as np
import pytest

from accounts.models import Follow
from feed import scoring
from feed.models import NoteScore
from feed.ranking import fast, personal, pool, rerank, trust
from feed.ranking.histories import Histories
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.feed.test_fold import met, trusted

pytestmark = pytest.mark.django_db
SIZE = 50
OTHERS = 30
# Kept by about one reader of eight, and by five of six.
BAD, GOOD = 4, 25
# Hours in which the feed is looked at: each throws the dice of exploration anew.
HOURS = 40


def settle(at):
    while fast.fold(at=at):
        pass
    while trust.weigh(at=at, histories=Histories()):
        pass


def ordered(candidates, *, reader, at):
    scored = personal.score(candidates.rows, None, reader=reader, at=at)
    return rerank.order(candidates.rows, scored.score, mixes_channels=False)


def exposure(note, at):
    """How often the note is examined, over many hours of the feed: 1 / (1 + 0.05 · place)."""
    pool.forget()
    candidates = pool.refresh("", at=at)
    total = 0.0
    for hour in range(HOURS):
        moment = at + timedelta(hours=hour)
        order = ordered(candidates, reader=hour, at=moment)
        total += 1.0 / (1.0 + 0.05 * order.index(note.pk))
    return total


def ordinary_notes(at):
    """Notes from bad to good: nobody keeps the first, nine of ten keep the last.

    Each is met by other readers, who have little in common.
    """
    chance = Random(1)
    notes = [NoteFactory(published_at=at) for _ in range(OTHERS)]
    readers = [trusted() for _ in range(150)]
    for number, note in enumerate(notes):
        for reader in chance.sample(readers, 40):
            met(note, reader, at)
            if chance.random() < number / OTHERS:
                engagement.save(note, reader=reader, at=at)
    return notes


def aged_gang(at, act):
    """Accounts with a feed history, which have always done the same to the same notes."""
    gang = [trusted() for _ in range(SIZE)]
    for _ in range(4):
        push(gang, NoteFactory(published_at=at - timedelta(days=20)), at - timedelta(days=10), act)
    return gang


def push(gang, note, at, act):
    for reader in gang:
        met(note, reader, at)
        act(note, reader, at)


def keep(note, reader, at):
    engagement.save(note, reader=reader, at=at)
    engagement.share(note, reader=reader, at=at)


def hide(note, reader, at):
    engagement.hide(note, reader=reader, reason="low_quality", at=at)


def change(act, at, *, number):
    """Exposure of this note after a gang has acted on it, against before."""
    target = ordinary_notes(at)[number]
    gang = aged_gang(at, act)
    settle(at)
    before = exposure(target, at)
    push(gang, target, at, act)
    settle(at)
    return exposure(target, at) / before


@pytest.fixture
def likeness_away(monkeypatch):
    """The control: a ranker to which fifty that act as one are fifty."""
    monkeypatch.setattr(scoring, "likeness", lambda overlap, sizes: np.zeros(len(sizes)))


def test_a_ring_of_fifty_aged_accounts_gains_a_bad_note_hardly_any_exposure(noon):
    assert 0.9 <= change(keep, noon, number=BAD) <= 1.5


@pytest.mark.usefixtures("likeness_away")
def test_the_same_ring_gains_much_where_alike_readers_are_many_voices(noon):
    assert change(keep, noon, number=BAD) > 1.5


def test_a_brigade_of_fifty_leaves_a_good_note_most_of_its_exposure(noon):
    assert 0.8 <= change(hide, noon, number=GOOD) <= 1.1


@pytest.mark.usefixtures("likeness_away")
def test_the_same_brigade_takes_much_where_alike_readers_are_many_voices(noon):
    assert change(hide, noon, number=GOOD) < 0.8


def test_a_thousand_times_the_followers_change_no_score_and_no_order(noon):
    notes = ordinary_notes(noon)
    settle(noon)
    before = standing(noon)

    fans = UserFactory._meta.model.objects.bulk_create(UserFactory.build() for _ in range(1000))
    Follow.objects.bulk_create(Follow(follower=fan, followed=notes[-1].author) for fan in fans)
    trust.mark_all(at=noon)
    settle(noon)

    assert standing(noon) == before


def standing(at):
    """Scores and the order of a page, as of one moment."""
    pool.forget()
    rows = NoteScore.objects.order_by("pk").values_list("pk", "value", "impressions", "rank")
    candidates = pool.refresh("", at=at)
    return list(rows), ordered(candidates, reader=7, at=at)
