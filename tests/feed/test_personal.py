"""A reader's own order: what the last acts lead to, taste, wishes; at the same cost."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from accounts.models import Follow
from feed import fresh, lists, scoring
from feed.models import FeedSettings, NoteScore, SearchDocument, SearchHistory
from feed.ranking import fast, kin, personal, pool, taste, trust
from feed.ranking import reader as readers
from feed.ranking.histories import Histories
from feed.search import history
from notes.models import Note, NoteTopic, ProductTag, Topic, TopicFollow
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.factories.notes import ProductTagFactory
from tests.feed.test_explore import publish
from tests.feed.test_fold import met

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def settle(at):
    while fast.fold(at=at):
        pass
    kin.rebuild(at=at + timedelta(seconds=1))


def fans_of(notes, at, *, count=5):
    """Readers who keep these notes one after the other."""
    fans = [UserFactory() for _ in range(count)]
    for fan in fans:
        for step, note in enumerate(notes):
            engagement.save(note, reader=fan, at=at - timedelta(hours=1, seconds=-step))
    settle(at)
    return fans


def first_page(reader, at, **kind):
    pool.forget()
    return [card.public_id for card in lists.explore(reader, at=at, **kind).items]


def test_what_others_kept_after_it_rises_within_the_session(now, monkeypatch):
    notes = publish(300, channels=["food"])
    series = notes[200:206]
    fans_of(series, now, count=12)
    # The dice are against them.
    unlucky = [note.pk for note in series]
    monkeypatch.setattr(scoring, "exploration", lambda *key: 1.0 - 2.0 * np.isin(key[2], unlucky))
    reader = UserFactory()
    before = first_page(reader, now)

    engagement.save(series[0], reader=reader, at=now)
    fast.fold(at=now)

    after = first_page(reader, now)
    wanted = {note.public_id for note in series[1:]}
    assert len(wanted & set(after)) >= 4 > len(wanted & set(before))


def test_what_is_like_a_hidden_note_sinks(now):
    notes = publish(100, channels=["food"])
    pair = notes[:2]
    fans_of(pair, now)
    reader = UserFactory()
    rows = pool.of("", at=now).rows
    place = int(np.flatnonzero(rows["note"] == pair[1].pk)[0])

    engagement.hide(pair[0], reader=reader, reason="not_interested", at=now)
    fast.fold(at=now)

    state = readers.load(reader.pk, at=now)
    scored = personal.score(rows, state, reader=reader.pk, at=now)
    plain = personal.score(rows, None, reader=reader.pk, at=now)
    assert scored.related[place] < 0
    assert scored.score[place] < plain.score[place]


def test_taste_raises_what_was_liked_and_lowers_what_was_passed_by(now):
    publish(100)
    reader = UserFactory()
    rows = pool.of("", at=now).rows
    by_channel = {}
    for note in Note.objects.filter(channel__in=["food", "tech"]):
        by_channel.setdefault(note.channel, []).append(note)
    for channel in ("food", "tech"):
        for note in by_channel[channel][:8]:
            met(note, reader, now)
    for note in by_channel["food"][:5]:
        engagement.save(note, reader=reader, at=now)
    fast.fold(at=now)
    taste.refresh([reader.pk], at=now)

    state = readers.load(reader.pk, at=now)
    found = personal.score(rows, state, reader=reader.pk, at=now)

    food, tech = (rows["channel"] == pool.CHANNELS.index(each) for each in ("food", "tech"))
    assert found.taste[food].min() > 1 > found.taste[tech].max()


def test_taste_is_clipped_and_one_where_all_is_alike():
    assert scoring.tastes(np.full(5, 0.25)) == pytest.approx(np.ones(5))
    steep = scoring.tastes(np.array([1000.0] + [1.0] * 999))
    assert steep.max() == pytest.approx(4**0.8)
    assert scoring.tastes(np.array([1e-6, 1.0, 1.0])).min() == pytest.approx(0.15**0.8)


def test_every_source_names_candidates(now):
    notes = publish(400, channels=["food"])
    NoteScore.objects.update(feed_impressions=500)
    buried = notes[-60:]
    # Far below the best, so that only the sources find them.
    NoteScore.objects.filter(note__in=buried).update(rank=-(10**6))
    fans_of(buried[:10], now)
    fans_of([buried[0], *buried[20:25]], now)
    topic = Topic.objects.create(key="tea", name="tea")
    NoteTopic.objects.create(note=buried[30], topic=topic)
    reader = UserFactory()
    TopicFollow.objects.create(follower=reader, topic=topic, at=now)
    engagement.save(buried[0], reader=reader, at=now)
    fast.fold(at=now)
    _find("kettle", buried[40])
    history.remember(reader, "kettle", at=now)
    taste.refresh([reader.pk], at=now)
    kin.refresh_readers([reader.pk], at=now)

    state = readers.load(reader.pk, at=now)
    found = personal.sources(pool.of("", at=now), state, at=now)
    rows = personal.gather(pool.of("", at=now), state, channel="", at=now)

    assert buried[1].pk in found["similar"]
    assert buried[1].pk in found["walk"]
    assert {buried[1].pk, buried[20].pk} & set(found["readers"].tolist())
    assert buried[30].pk in found["topics"]
    assert buried[40].pk in found["searched"]
    assert {buried[1].pk, buried[30].pk, buried[40].pk} <= set(rows["note"].tolist())


def _find(word, note):
    document = SearchDocument(
        note=note,
        revision=1,
        completeness=1,
        published_at=note.published_at,
        written_at=note.published_at,
    )
    document.document = word
    SearchDocument.objects.bulk_create([document])


def test_a_reader_may_hide_sponsored_notes_and_channels(now):
    notes = publish(120)
    for note in notes[::3]:
        ProductTagFactory(note=note, relation=ProductTag.Relation.PAID)
    reader = UserFactory()
    FeedSettings.objects.create(reader=reader, hides_sponsored=True, hidden_channels=["food"])

    for sort in ("best", "latest"):
        shown = set(first_page(reader, now, sort=sort))
        assert len(shown) == 24
        assert not shown & {note.public_id for note in notes[::3]}
        assert not shown & {note.public_id for note in notes if note.channel == "food"}


def test_latest_first_walks_from_the_newest_on_and_repeats_nothing_without_valkey(now, valkey):
    notes = publish(80)
    reader = UserFactory()
    FeedSettings.objects.create(reader=reader, is_latest_first=True)

    shown, after = [], ""
    while True:
        page = lists.explore(reader, after=after, at=now)
        shown += [card.public_id for card in page.items]
        valkey.flushdb()
        after = page.next_cursor
        if not after:
            break

    assert shown == [note.public_id for note in notes]
    best = first_page(reader, now, sort="best")
    assert best != shown[:24]


def test_the_ranking_is_callable_without_a_request_at_any_moment(now):
    publish(60)
    reader = UserFactory()
    state = readers.load(reader.pk, at=now)

    order = fresh.ranked(state, reader=reader.pk, at=now)

    assert len(order) == len(set(order)) == 60
    assert order == fresh.ranked(state, reader=reader.pk, at=now)
    assert order != fresh.ranked(state, reader=reader.pk, at=now + timedelta(hours=2))


def test_a_clock_set_back_breaks_no_page(now):
    publish(60)
    reader = UserFactory()
    first = lists.explore(reader, at=now)

    earlier = now - timedelta(days=3)
    second = lists.explore(reader, after=first.next_cursor, at=earlier)

    assert len(second.items) == 24
    assert not {card.public_id for card in first.items} & {c.public_id for c in second.items}
    assert len(first_page(reader, earlier)) == 24


def test_a_first_page_with_history_costs_six_queries(now, client, django_assert_max_num_queries):
    notes = publish(300)
    fans_of(notes[-20:], now)
    reader = UserFactory()
    for note in notes[-20:-10]:
        engagement.save(note, reader=reader, at=now)
    fast.fold(at=now)
    SearchHistory.objects.create(reader=reader, key="tea", text="tea", at=now)
    taste.refresh([reader.pk], at=now)
    client.force_login(reader)
    client.get("/")

    with django_assert_max_num_queries(6):
        page = client.get("/")

    assert page.content.count(b'data-note="') == 24


def test_a_thousand_times_the_followers_change_nothing_for_a_reader_either(now):
    notes = publish(120, channels=["food"])
    fans_of(notes[10:14], now)
    reader = UserFactory()
    engagement.save(notes[10], reader=reader, at=now)
    settle(now)
    taste.refresh([reader.pk], at=now)
    before = first_page(reader, now)

    people = UserFactory._meta.model.objects.bulk_create(UserFactory.build() for _ in range(1000))
    Follow.objects.bulk_create(Follow(follower=one, followed=notes[-1].author) for one in people)
    kin.rebuild(at=now + timedelta(seconds=2))

    assert first_page(reader, now) == before


def test_a_ring_that_keeps_its_note_after_a_loved_one_does_not_reach_that_ones_readers(now):
    notes = publish(120, channels=["food"])
    loved, pushed = notes[0], notes[-1]
    ring = [UserFactory() for _ in range(30)]
    for one in ring:
        for note in (loved, pushed, *notes[20:24]):
            engagement.save(note, reader=one, at=now)
    while fast.fold(at=now):
        pass
    while trust.weigh(at=now, histories=Histories()):
        pass
    kin.rebuild(at=now + timedelta(seconds=1))
    reader = UserFactory()
    engagement.save(loved, reader=reader, at=now)
    fast.fold(at=now)

    state = readers.load(reader.pk, at=now)

    assert pushed.pk not in personal.sources(pool.of("", at=now), state, at=now)["similar"]


def test_interests_and_pages_survive_a_wiped_valkey_for_a_reader_with_history(now, valkey):
    notes = publish(300)
    fans_of(notes[:8], now)
    reader = UserFactory()
    engagement.save(notes[0], reader=reader, at=now)
    fast.fold(at=now)

    shown, after = [], ""
    for _ in range(8):
        page = lists.explore(reader, after=after, at=now)
        assert len(page.items) == 24
        shown += [card.public_id for card in page.items]
        after = page.next_cursor
        valkey.flushdb()
        pool.forget()

    assert len(set(shown)) == len(shown)
