"""Clearing takes what is shown and all that the ranking made of it; acts stay, or lead nowhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feed import fresh, lists
from feed.history import forgetting, looked
from feed.models import (
    Attention,
    Contribution,
    News,
    NoteScore,
    ReaderTrust,
    SearchHistory,
    SimilarReaders,
)
from feed.ranking import attention, fast, kin, pool, taste, trust
from feed.ranking import reader as readers
from feed.ranking.histories import Histories
from feed.search import history as searches
from notes.models import Save
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.feed.history.looking import look, settle
from tests.feed.test_explore import publish
from tests.feed.test_personal import fans_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def reader():
    reader = UserFactory()
    ReaderTrust.objects.create(reader=reader, feed_views=30)
    return reader


def order(reader, at):
    pool.forget()
    return fresh.ranked(readers.load(reader.pk, at=at), reader=reader.pk, at=at)


def sums():
    while trust.weigh(histories=Histories()):
        pass
    return {
        row["note_id"]: (round(row["value"], 4), round(row["impressions"], 4))
        for row in NoteScore.objects.values("note_id", "value", "impressions")
    }


def test_after_clearing_the_order_is_that_of_a_new_reader_and_the_sums_are_without_the_looks(
    now, reader
):
    notes = publish(150)
    fans_of(notes[:8], now, count=8)
    plain, before = order(reader, now), sums()
    early = now - timedelta(hours=3)
    look(notes[:4], reader, at=early)
    settle(at=now)
    searches.remember(reader, "kettle", at=now)
    taste.refresh([reader.pk], at=now)
    assert order(reader, now) != plain
    assert sums() != before

    forgetting.forget(reader, at=now)

    assert order(reader, now) == plain
    assert sums() == before
    assert not Attention.objects.filter(reader=reader).exists()
    assert not Contribution.objects.filter(reader=reader).exists()
    assert not SearchHistory.objects.filter(reader=reader).exists()
    state = readers.load(reader.pk, at=now)
    assert not state.is_known


def test_acts_stand_after_clearing_and_lead_on_unless_they_are_cleared_too(now, reader):
    notes = publish(150)
    fans_of(notes[:6], now, count=8)
    plain = order(reader, now)
    look(notes[:2], reader, at=now)
    engagement.save(notes[0], reader=reader, at=now)
    settle(at=now)
    taste.refresh([reader.pk], at=now)
    kin.refresh_readers([reader.pk], at=now)
    later = now + timedelta(seconds=1)

    forgetting.forget(reader, at=later)

    part = Contribution.objects.get(reader=reader)
    assert (part.note_id, part.value, part.impressions) == (notes[0].pk, 0.0, 1.0)
    assert readers.load(reader.pk, at=later).near.notes.tolist() == [notes[0].pk]

    forgetting.forget(reader, at=later, with_acts=True)
    kin.refresh_readers([reader.pk], at=later)

    assert Save.objects.filter(user=reader).exists()
    assert not readers.load(reader.pk, at=later).is_known
    assert not SimilarReaders.objects.filter(reader=reader).exists()
    assert order(reader, now) == plain


def test_what_is_done_after_clearing_counts_again(now, reader):
    notes = publish(60)
    engagement.save(notes[0], reader=reader, at=now)
    settle(at=now)
    forgetting.forget(reader, at=now + timedelta(seconds=1), with_acts=True)

    later = now + timedelta(seconds=2)
    engagement.save(notes[1], reader=reader, at=later)
    look([notes[2]], reader, at=later)
    settle(at=later)

    known = readers.load(reader.pk, at=later).near.notes.tolist()
    assert sorted(known) == sorted([notes[1].pk, notes[2].pk])


def test_the_last_hour_takes_its_own_part_out_of_the_sums_alone(now, reader):
    notes = publish(30)
    early = now - timedelta(hours=5)
    look(notes[:2], reader, at=early, seconds=26)
    settle(at=now)
    searches.remember(reader, "early", at=early)
    before = dict(Contribution.objects.values_list("note_id", "value"))
    look(notes[1:3], reader, at=now - timedelta(minutes=5), seconds=16)
    settle(at=now)
    searches.remember(reader, "late", at=now)

    forgetting.forget(reader, at=now, since=now - timedelta(hours=1))

    after = dict(Contribution.objects.values_list("note_id", "value"))
    assert after == pytest.approx(before, rel=1e-3)
    assert set(Attention.objects.values_list("note_id", flat=True)) == {n.pk for n in notes[:2]}
    assert [row.text for row in searches.recent(reader)] == ["early"]


def test_news_that_is_not_folded_yet_goes_too_and_is_taken_out_once(now, reader):
    note = publish(5)[0]
    early = now - timedelta(hours=5)
    look([note], reader, at=early, seconds=26)
    settle(at=now)
    look([note], reader, at=now, seconds=26)
    attention.fold()
    assert News.objects.filter(reader=reader).exists()

    forgetting.forget(reader, at=now, since=now - timedelta(hours=1))
    while fast.fold(at=now):
        pass

    part = Contribution.objects.get(reader=reader)
    assert (part.value, part.impressions) == pytest.approx((1.0, 1.0), rel=0.02)


def test_a_beacon_on_its_way_while_the_history_is_cleared_is_not_kept(now, reader):
    note = publish(5)[0]
    look([note], reader, at=now)

    forgetting.forget(reader, at=now + timedelta(seconds=1))
    settle()

    assert not Attention.objects.exists()
    assert not Contribution.objects.filter(reader=reader).exists()


def test_a_beacon_on_its_way_while_its_note_is_cleared_is_not_kept(now, reader):
    notes = publish(5)
    look(notes[:2], reader, at=now)

    forgetting.forget_note(reader, notes[0].public_id, at=now + timedelta(seconds=1))
    settle()

    assert set(Attention.objects.values_list("note", flat=True)) == {notes[1].pk}
    assert Contribution.objects.get(reader=reader).note == notes[1]


def test_one_note_is_forgotten_alone(now, reader):
    notes = publish(5)
    look(notes[:2], reader, at=now)
    settle(at=now)

    forgetting.forget_note(reader, notes[0].public_id, at=now)
    forgetting.forget_note(reader, notes[0].public_id, at=now)

    assert [one.note for one in looked.page(reader).items] == [notes[1]]
    assert readers.load(reader.pk, at=now).near.notes.tolist() == [notes[1].pk]


def test_a_frozen_list_is_cut_anew_after_clearing_and_repeats_nothing(now, reader):
    notes = publish(150)
    fans_of(notes[100:106], now, count=8)
    engagement.save(notes[100], reader=reader, at=now)
    settle(at=now)
    first = lists.explore(reader, at=now)
    frozen = lists.explore(reader, after=first.next_cursor, at=now)
    led = {note.public_id for note in notes[101:106]}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda do, **_options: do())
        forgetting.forget(reader, at=now + timedelta(seconds=1), with_acts=True)
    anew = lists.explore(reader, after=first.next_cursor, at=now)

    shown = [card.public_id for card in first.items]
    assert led & set(shown)
    assert [card.public_id for card in anew.items] != [card.public_id for card in frozen.items]
    assert not set(shown) & {card.public_id for card in anew.items}
