"""What the ranking believes of a reader: told with its reasons, and changed by a word at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feed import lists, why
from feed.history import interests
from feed.models import Interest, ReaderTrust
from feed.ranking import pool, taste
from feed.ranking import reader as readers
from notes.models import NoteTopic, Topic
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.feed.history.looking import look, settle
from tests.feed.test_explore import publish

pytestmark = pytest.mark.django_db
PAGE, API = "/explore/interests", "/api/v1/feed/interests"


@pytest.fixture(autouse=True)
def _commits_at_once(monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do, **_options: do())


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def reader(client):
    reader = UserFactory()
    ReaderTrust.objects.create(reader=reader, feed_views=30)
    client.force_login(reader)
    return reader


@pytest.fixture
def tea():
    return Topic.objects.create(key="tea", name="Tea")


def about(topic, notes):
    NoteTopic.objects.bulk_create(NoteTopic(note=note, topic=topic) for note in notes)
    pool.tell_change()
    pool.forget()
    return {note.public_id for note in notes}


def shown(reader, at, pages=1):
    """The first pages; each of them is cut when it is asked for."""
    found, after = [], ""
    for _page in range(pages):
        pool.forget()
        page = lists.explore(reader, after=after, at=at)
        found += [card.public_id for card in page.items]
        after = page.next_cursor
    return found


def score(note, reader, at):
    return float(why.why(note, reader=reader, at=at).terms[-1].figure)


def test_each_belief_is_told_with_the_notes_that_led_to_it(client, reader, tea, now):
    notes = publish(20, channels=["food"])
    about(tea, notes[:3])
    look(notes[:3], reader, at=now)
    engagement.save(notes[1], reader=reader, at=now)
    settle(at=now)
    taste.refresh([reader.pk], at=now)

    told = {row["name"]: row for row in client.get(API).json()}
    page = client.get(PAGE).content.decode()

    belief = told["tea"]
    assert belief["factor"] > 1.5
    assert belief["met"] == pytest.approx(3, rel=0.01)
    assert [led["note"] for led in belief["led"]][0] == notes[1].public_id
    assert belief["led"][0]["engaged"] == pytest.approx(3, rel=0.01)
    assert set(told) == {"tea", "food"}
    assert "#Tea" in page
    assert notes[1].title in page


@pytest.mark.parametrize(("kind", "name"), [("topic", "tea"), ("channel", "food")])
def test_what_is_forgotten_stays_so_when_its_notes_are_met_again(client, reader, tea, kind, name):
    saved_at, later = timezone.now() - timedelta(hours=2), timezone.now()
    (note,) = publish(1, channels=["food"], at=saved_at)
    about(tea, [note])
    look([note], reader, at=saved_at, seconds=0)
    engagement.save(note, reader=reader, at=saved_at)
    settle(at=saved_at)

    interests.say(reader, kind, name, "forget", at=saved_at + timedelta(hours=1))
    look([note], reader, at=later, seconds=0)
    settle(at=later)
    taste.refresh([reader.pk], at=later)

    told = {row["name"]: row for row in client.get(API).json()}
    assert told.pop(name)["liked"] == pytest.approx(0.0, abs=0.01)
    assert [row["liked"] > 1 for row in told.values()] == [True]


def test_what_is_forgotten_is_not_named_as_what_led_to_it(client, reader, tea, now):
    notes = publish(2, channels=["food"])
    about(tea, notes)
    look(notes, reader, at=now - timedelta(minutes=20))
    engagement.save(notes[0], reader=reader, at=now - timedelta(minutes=20))
    settle(at=now - timedelta(minutes=20))

    interests.say(reader, "topic", "tea", "forget", at=now - timedelta(minutes=10))
    interests.say(reader, "topic", "tea", "more", at=now - timedelta(minutes=9))

    told = {row["name"]: row for row in client.get(API).json()}
    assert told["tea"]["led"] == []
    assert told["food"]["led"][0]["note"] == notes[0].public_id


def test_more_and_less_change_the_score_at_once_and_usual_takes_it_back(reader, tea, now):
    notes = publish(60)
    about(tea, notes[:6])
    usual = score(notes[0], reader, now)

    interests.say(reader, "topic", "tea", "more", at=now)
    more = score(notes[0], reader, now)
    reasons = why.why(notes[0], reader=reader, at=now).reasons
    interests.say(reader, "topic", "tea", "less", at=now)
    less = score(notes[0], reader, now)
    interests.say(reader, "topic", "tea", "usual", at=now)

    assert more == pytest.approx(2 * usual, rel=0.02)
    assert less == pytest.approx(0.4 * usual, rel=0.02)
    assert "You want more of #Tea." in reasons
    assert score(notes[0], reader, now) == pytest.approx(usual, abs=0.002)


def test_more_brings_notes_that_no_list_of_the_best_knows(reader, tea, now, settings):
    settings.FEED = {"EXPLORATION": 0.0}
    notes = publish(120)
    first = set(shown(reader, now))
    far = about(tea, [note for note in notes if note.public_id not in first][:4])
    pool.refresh(pool.ALL, at=now)

    interests.say(reader, "topic", "tea", "more", at=now)

    assert far & set(shown(reader, now))


def test_never_leaves_a_topic_and_a_channel_out_of_a_list_that_is_walked_already(
    client, reader, tea, now
):
    notes = publish(100, channels=["food", "home"])
    tabooed = about(tea, notes[:50:3])
    first = lists.explore(reader, at=now)
    put = {"content_type": "application/json", "data": {"word": "never"}}

    assert client.put(f"{API}/topic/tea", **put).status_code == 204
    assert client.put(f"{API}/channel/home", **put).status_code == 204

    rest, after = [], first.next_cursor
    while after:
        page = lists.explore(reader, after=after, at=now)
        rest += [card.public_id for card in page.items]
        after = page.next_cursor
    of_home = {note.public_id for note in notes if note.channel == "home"}
    assert rest
    assert not (tabooed | of_home) & {*rest, *shown(reader, now)}
    latest = lists.explore(reader, sort="latest", at=now).items
    assert not (tabooed | of_home) & {card.public_id for card in latest}


def test_forgetting_a_topic_drops_what_led_to_it_and_what_comes_later_counts(reader, tea, now):
    notes = publish(40, channels=["food"])
    about(tea, notes[:5])
    look(notes[:2], reader, at=now)
    look([notes[30]], reader, at=now)
    engagement.save(notes[0], reader=reader, at=now)
    settle(at=now)
    taste.refresh([reader.pk], at=now)
    assert "tea" in {belief.name for belief in interests.of(reader)}
    later = now + timedelta(seconds=1)

    interests.say(reader, "topic", "tea", "forget", at=later)

    assert "tea" not in {belief.name for belief in interests.of(reader)}
    assert readers.load(reader.pk, at=later).near.notes.tolist() == [notes[30].pk]

    last = now + timedelta(seconds=2)
    engagement.save(notes[3], reader=reader, at=last)
    settle(at=last)
    taste.refresh([reader.pk], at=last)
    assert "tea" in {belief.name for belief in interests.of(reader)}
    assert notes[3].pk in readers.load(reader.pk, at=last).near.notes


def test_the_buttons_work_without_a_script_and_show_what_was_said(client, reader):
    form = {"kind": "channel", "name": "food", "word": "less"}

    told = client.post(PAGE, form, follow=True).content.decode()

    assert "You want less" in told
    client.post(PAGE, form | {"word": "usual"})
    assert "You want less" not in client.get(PAGE).content.decode()
    assert Interest.objects.count() == 1
    assert client.post(PAGE, form | {"word": "louder"}).status_code == 422
    assert client.post(PAGE, form | {"name": "astrology"}).status_code == 404


def test_a_title_that_may_not_be_seen_any_more_gives_no_reason(client, reader, now):
    note = publish(10, channels=["food"])[0]
    engagement.save(note, reader=reader, at=now)
    settle(at=now)
    taste.refresh([reader.pk], at=now)
    type(note).objects.filter(pk=note.pk).update(visibility="private")

    assert [row["led"] for row in client.get(API).json()] == [[]]
